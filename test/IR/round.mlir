// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plain(
func.func @plain(%a: tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32> {
  // CHECK: kiln.round {{.*}} : tensor<1x4x8x8xf32>
  %0 = kiln.round %a : tensor<1x4x8x8xf32>
  return %0 : tensor<1x4x8x8xf32>
}

// CHECK-LABEL: func.func @rank_0(
func.func @rank_0(%a: tensor<f32>) -> tensor<f32> {
  // CHECK: kiln.round {{.*}} : tensor<f32>
  %0 = kiln.round %a : tensor<f32>
  return %0 : tensor<f32>
}
