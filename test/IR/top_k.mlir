// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @largest(
func.func @largest(%a: tensor<1x1000xf32>) -> tensor<1x5xi64> {
  // CHECK: kiln.top_k {{.*}}{axis = 1 : i64, k = 5 : i64, largest = true} : (tensor<1x1000xf32>) -> tensor<1x5xi64>
  %0 = kiln.top_k %a {axis = 1 : i64, k = 5 : i64, largest = true} : (tensor<1x1000xf32>) -> tensor<1x5xi64>
  return %0 : tensor<1x5xi64>
}

// CHECK-LABEL: func.func @smallest(
func.func @smallest(%a: tensor<3x4xi32>) -> tensor<3x4xi64> {
  // CHECK: kiln.top_k {{.*}}{axis = 0 : i64, k = 3 : i64, largest = false} : (tensor<3x4xi32>) -> tensor<3x4xi64>
  %0 = kiln.top_k %a {axis = 0 : i64, k = 3 : i64, largest = false} : (tensor<3x4xi32>) -> tensor<3x4xi64>
  return %0 : tensor<3x4xi64>
}
