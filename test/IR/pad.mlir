// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @zeros(
func.func @zeros(%a: tensor<1x4x8x8xf32>) -> tensor<1x4x10x11xf32> {
  // CHECK: kiln.pad {{.*}}{high = array<i64: 0, 0, 1, 2>, low = array<i64: 0, 0, 1, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x10x11xf32>
  %0 = kiln.pad %a {high = array<i64: 0, 0, 1, 2>, low = array<i64: 0, 0, 1, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x10x11xf32>
  return %0 : tensor<1x4x10x11xf32>
}

// CHECK-LABEL: func.func @value(
func.func @value(%a: tensor<4xf32>) -> tensor<7xf32> {
  // CHECK: kiln.pad {{.*}}{high = array<i64: 1>, low = array<i64: 2>, value = 0xFF800000 : f32} : (tensor<4xf32>) -> tensor<7xf32>
  %0 = kiln.pad %a {high = array<i64: 1>, low = array<i64: 2>, value = 0xFF800000 : f32} : (tensor<4xf32>) -> tensor<7xf32>
  return %0 : tensor<7xf32>
}
