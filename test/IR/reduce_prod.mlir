// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plane(
func.func @plane(%a: tensor<2x3x4x5xf32>) -> tensor<2x3x1x1xf32> {
  // CHECK: kiln.reduce_prod {{.*}} {axes = array<i64: 2, 3>} : (tensor<2x3x4x5xf32>) -> tensor<2x3x1x1xf32>
  %0 = kiln.reduce_prod %a {axes = array<i64: 2, 3>} : (tensor<2x3x4x5xf32>) -> tensor<2x3x1x1xf32>
  return %0 : tensor<2x3x1x1xf32>
}

// CHECK-LABEL: func.func @no_axes(
func.func @no_axes(%a: tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32> {
  // CHECK: kiln.reduce_prod {{.*}} {axes = array<i64>} : (tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  %0 = kiln.reduce_prod %a {axes = array<i64>} : (tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  return %0 : tensor<2x3x4x5xf32>
}
