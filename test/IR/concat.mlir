// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plain(
func.func @plain(%a: tensor<1x64x8x8xf32>, %b: tensor<1x32x8x8xf32>, %c: tensor<1x1x8x8xf32>) -> tensor<1x97x8x8xf32> {
  // CHECK: kiln.concat {{.*}}{axis = 1 : i64} : (tensor<1x64x8x8xf32>, tensor<1x32x8x8xf32>, tensor<1x1x8x8xf32>) -> tensor<1x97x8x8xf32>
  %0 = kiln.concat %a, %b, %c {axis = 1 : i64} : (tensor<1x64x8x8xf32>, tensor<1x32x8x8xf32>, tensor<1x1x8x8xf32>) -> tensor<1x97x8x8xf32>
  return %0 : tensor<1x97x8x8xf32>
}

// CHECK-LABEL: func.func @single(
func.func @single(%a: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: kiln.concat {{.*}}{axis = 0 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  %0 = kiln.concat %a {axis = 0 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
