// RUN: kiln-opt %s --kiln-separate-empty-tensors | FileCheck %s

// Each use gets an empty tensor of its own, and with it a buffer.

// CHECK-LABEL: func.func @two_producers(
// CHECK: %[[A:.+]] = tensor.empty
// CHECK: linalg.exp {{.*}} outs(%[[A]]
// CHECK: %[[B:.+]] = tensor.empty
// CHECK: linalg.abs {{.*}} outs(%[[B]]
// CHECK-NOT: tensor.empty
func.func @two_producers(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %1 = linalg.abs ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}
