// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @bools(
func.func @bools(%a: tensor<1x4x8xi1>, %b: tensor<4x1xi1>) -> tensor<1x4x8xi1> {
  // CHECK: kiln.and {{.*}}: (tensor<1x4x8xi1>, tensor<4x1xi1>) -> tensor<1x4x8xi1>
  %0 = kiln.and %a, %b : (tensor<1x4x8xi1>, tensor<4x1xi1>) -> tensor<1x4x8xi1>
  return %0 : tensor<1x4x8xi1>
}

// CHECK-LABEL: func.func @integers(
func.func @integers(%a: tensor<4xi64>, %b: tensor<i64>) -> tensor<4xi64> {
  // CHECK: kiln.and {{.*}}: (tensor<4xi64>, tensor<i64>) -> tensor<4xi64>
  %0 = kiln.and %a, %b : (tensor<4xi64>, tensor<i64>) -> tensor<4xi64>
  return %0 : tensor<4xi64>
}
