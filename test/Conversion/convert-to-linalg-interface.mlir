// RUN: kiln-opt %s --kiln-convert-to-linalg | FileCheck %s

// Memory has bytes for bools and no sign; what the caller sees is noted.

// CHECK-LABEL: func.func @ports(
// CHECK-SAME: tensor<4xi8> {kiln.name = "p", kiln.type = tensor<4xi1>}
// CHECK-SAME: tensor<4xi8> {kiln.type = tensor<4xui8>}
// CHECK-SAME: tensor<4xi8>,
// CHECK-SAME: tensor<4xi64>)
// CHECK-SAME: -> (tensor<4xi8> {kiln.type = tensor<4xi1>}, tensor<4xi64>, tensor<2xi16> {kiln.type = tensor<2xui16>}
func.func @ports(%p: tensor<4xi1> {kiln.name = "p"}, %u: tensor<4xui8>, %i: tensor<4xi8>, %l: tensor<4xi64>) -> (tensor<4xi1>, tensor<4xi64>, tensor<2xui16>) {
  // CHECK-DAG: arith.constant dense<[1, 0, 0, 1]> : tensor<4xi8>
  // CHECK-DAG: arith.constant dense<[1, -1]> : tensor<2xi16>
  %c = arith.constant dense<[true, false, false, true]> : tensor<4xi1>
  %w = arith.constant dense<[1, 65535]> : tensor<2xui16>
  %0 = kiln.and %p, %c : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return %0, %l, %w : tensor<4xi1>, tensor<4xi64>, tensor<2xui16>
}
