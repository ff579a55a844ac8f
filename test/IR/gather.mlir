// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @vector(
func.func @vector(%a: tensor<2x10x4xf32>, %b: tensor<3xi64>) -> tensor<2x3x4xf32> {
  // CHECK: kiln.gather {{.*}}{axis = 1 : i64} : (tensor<2x10x4xf32>, tensor<3xi64>) -> tensor<2x3x4xf32>
  %0 = kiln.gather %a, %b {axis = 1 : i64} : (tensor<2x10x4xf32>, tensor<3xi64>) -> tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// CHECK-LABEL: func.func @scalar(
func.func @scalar(%a: tensor<5xi64>, %b: tensor<i32>) -> tensor<i64> {
  // CHECK: kiln.gather {{.*}}{axis = 0 : i64} : (tensor<5xi64>, tensor<i32>) -> tensor<i64>
  %0 = kiln.gather %a, %b {axis = 0 : i64} : (tensor<5xi64>, tensor<i32>) -> tensor<i64>
  return %0 : tensor<i64>
}

// CHECK-LABEL: func.func @matrix(
func.func @matrix(%a: tensor<5x6xi1>, %b: tensor<2x3xi32>) -> tensor<2x3x6xi1> {
  // CHECK: kiln.gather {{.*}}{axis = 0 : i64} : (tensor<5x6xi1>, tensor<2x3xi32>) -> tensor<2x3x6xi1>
  %0 = kiln.gather %a, %b {axis = 0 : i64} : (tensor<5x6xi1>, tensor<2x3xi32>) -> tensor<2x3x6xi1>
  return %0 : tensor<2x3x6xi1>
}
