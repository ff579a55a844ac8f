// RUN: kiln-opt %s --kiln-add-output-arguments --split-input-file | FileCheck %s

// Inputs are read-only; the result becomes an argument; names move to the
// interface, and what has none is numbered.

// CHECK: module attributes {kiln.interface = #kiln.interface<"net", inputs = ["image", "input1"], input_types = [tensor<2x4xf32>, tensor<4xf32>], outputs = ["output0", "logits"], output_types = [tensor<2x4xf32>, tensor<4xf32>], workspace = 0>}
// CHECK: func.func @net(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x4xf32> {bufferization.writable = false},
// CHECK-SAME: %[[B:[a-z0-9]+]]: tensor<4xf32> {bufferization.writable = false},
// CHECK-SAME: %[[OUT0:[a-z0-9]+]]: memref<2x4xf32>, %[[OUT1:[a-z0-9]+]]: memref<4xf32>) {
// CHECK: %[[R:.+]] = linalg.exp
// CHECK-DAG: bufferization.materialize_in_destination %[[R]] in {{.*}}%[[OUT0]]
// CHECK-DAG: bufferization.materialize_in_destination %[[B]] in {{.*}}%[[OUT1]]
// CHECK: return{{$}}
module {
func.func @net(%x: tensor<2x4xf32> {kiln.name = "image"}, %b: tensor<4xf32>) -> (tensor<2x4xf32>, tensor<4xf32> {kiln.name = "logits"}) {
  %e = tensor.empty() : tensor<2x4xf32>
  %0 = linalg.exp ins(%x : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %0, %b : tensor<2x4xf32>, tensor<4xf32>
}
}
