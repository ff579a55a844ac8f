// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @axis_1(
func.func @axis_1(%a: tensor<2x16x4x4xf32>) -> tensor<2x256xf32> {
  // CHECK: kiln.flatten {{.*}}{axis = 1 : i64} : (tensor<2x16x4x4xf32>) -> tensor<2x256xf32>
  %0 = kiln.flatten %a {axis = 1 : i64} : (tensor<2x16x4x4xf32>) -> tensor<2x256xf32>
  return %0 : tensor<2x256xf32>
}

// CHECK-LABEL: func.func @axis_0(
func.func @axis_0(%a: tensor<2x3xf32>) -> tensor<1x6xf32> {
  // CHECK: kiln.flatten {{.*}}{axis = 0 : i64} : (tensor<2x3xf32>) -> tensor<1x6xf32>
  %0 = kiln.flatten %a {axis = 0 : i64} : (tensor<2x3xf32>) -> tensor<1x6xf32>
  return %0 : tensor<1x6xf32>
}

// CHECK-LABEL: func.func @axis_rank(
func.func @axis_rank(%a: tensor<2x3xf32>) -> tensor<6x1xf32> {
  // CHECK: kiln.flatten {{.*}}{axis = 2 : i64} : (tensor<2x3xf32>) -> tensor<6x1xf32>
  %0 = kiln.flatten %a {axis = 2 : i64} : (tensor<2x3xf32>) -> tensor<6x1xf32>
  return %0 : tensor<6x1xf32>
}
