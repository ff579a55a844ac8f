// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @same_shapes(
func.func @same_shapes(%a: tensor<1x8x4x4xf32>, %b: tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> {
  // CHECK: kiln.pow {{.*}} : (tensor<1x8x4x4xf32>, tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  %0 = kiln.pow %a, %b : (tensor<1x8x4x4xf32>, tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return %0 : tensor<1x8x4x4xf32>
}

// CHECK-LABEL: func.func @scalar(
func.func @scalar(%a: tensor<1x8x4x4xf32>, %b: tensor<f32>) -> tensor<1x8x4x4xf32> {
  // CHECK: kiln.pow {{.*}} : (tensor<1x8x4x4xf32>, tensor<f32>) -> tensor<1x8x4x4xf32>
  %0 = kiln.pow %a, %b : (tensor<1x8x4x4xf32>, tensor<f32>) -> tensor<1x8x4x4xf32>
  return %0 : tensor<1x8x4x4xf32>
}

// CHECK-LABEL: func.func @both_broadcast(
func.func @both_broadcast(%a: tensor<8x1xf32>, %b: tensor<1x4xf32>) -> tensor<8x4xf32> {
  // CHECK: kiln.pow {{.*}} : (tensor<8x1xf32>, tensor<1x4xf32>) -> tensor<8x4xf32>
  %0 = kiln.pow %a, %b : (tensor<8x1xf32>, tensor<1x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}
