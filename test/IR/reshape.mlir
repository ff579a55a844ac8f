// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plain(
func.func @plain(%a: tensor<1x16x4x4xf32>) -> tensor<1x256xf32> {
  // CHECK: kiln.reshape {{.*}} : (tensor<1x16x4x4xf32>) -> tensor<1x256xf32>
  %0 = kiln.reshape %a : (tensor<1x16x4x4xf32>) -> tensor<1x256xf32>
  return %0 : tensor<1x256xf32>
}

// CHECK-LABEL: func.func @to_scalar(
func.func @to_scalar(%a: tensor<1x1xf32>) -> tensor<f32> {
  // CHECK: kiln.reshape {{.*}} : (tensor<1x1xf32>) -> tensor<f32>
  %0 = kiln.reshape %a : (tensor<1x1xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}
