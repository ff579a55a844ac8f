// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plain(
func.func @plain(%a: tensor<4x16xf32>, %b: tensor<16x10xf32>) -> tensor<4x10xf32> {
  // CHECK: kiln.matmul {{.*}} : (tensor<4x16xf32>, tensor<16x10xf32>) -> tensor<4x10xf32>
  %0 = kiln.matmul %a, %b : (tensor<4x16xf32>, tensor<16x10xf32>) -> tensor<4x10xf32>
  return %0 : tensor<4x10xf32>
}

// CHECK-LABEL: func.func @batched(
func.func @batched(%a: tensor<8x1x4x16xf32>, %b: tensor<3x16x10xf32>) -> tensor<8x3x4x10xf32> {
  // CHECK: kiln.matmul {{.*}} : (tensor<8x1x4x16xf32>, tensor<3x16x10xf32>) -> tensor<8x3x4x10xf32>
  %0 = kiln.matmul %a, %b : (tensor<8x1x4x16xf32>, tensor<3x16x10xf32>) -> tensor<8x3x4x10xf32>
  return %0 : tensor<8x3x4x10xf32>
}
