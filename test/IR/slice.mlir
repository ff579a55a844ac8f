// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @part(
func.func @part(%a: tensor<4x5xf32>) -> tensor<2x5xf32> {
  // CHECK: kiln.slice {{.*}} {sizes = array<i64: 2, 5>, starts = array<i64: 1, 0>, steps = array<i64: 1, 1>} : (tensor<4x5xf32>) -> tensor<2x5xf32>
  %0 = kiln.slice %a {sizes = array<i64: 2, 5>, starts = array<i64: 1, 0>, steps = array<i64: 1, 1>} : (tensor<4x5xf32>) -> tensor<2x5xf32>
  return %0 : tensor<2x5xf32>
}

// CHECK-LABEL: func.func @steps(
func.func @steps(%a: tensor<4x5xf32>) -> tensor<2x3xf32> {
  // CHECK: kiln.slice {{.*}} {sizes = array<i64: 2, 3>, starts = array<i64: 1, 0>, steps = array<i64: 2, 2>} : (tensor<4x5xf32>) -> tensor<2x3xf32>
  %0 = kiln.slice %a {sizes = array<i64: 2, 3>, starts = array<i64: 1, 0>, steps = array<i64: 2, 2>} : (tensor<4x5xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
