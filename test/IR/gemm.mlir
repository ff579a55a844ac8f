// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plain(
func.func @plain(%a: tensor<4x16xf32>, %b: tensor<16x10xf32>) -> tensor<4x10xf32> {
  // CHECK: kiln.gemm {{.*}} : (tensor<4x16xf32>, tensor<16x10xf32>) -> tensor<4x10xf32>
  %0 = kiln.gemm %a, %b : (tensor<4x16xf32>, tensor<16x10xf32>) -> tensor<4x10xf32>
  return %0 : tensor<4x10xf32>
}

// CHECK-LABEL: func.func @bias(
func.func @bias(%a: tensor<4x16xf32>, %b: tensor<16x10xf32>, %c: tensor<10xf32>) -> tensor<4x10xf32> {
  // CHECK: kiln.gemm {{.*}} : (tensor<4x16xf32>, tensor<16x10xf32>, tensor<10xf32>) -> tensor<4x10xf32>
  %0 = kiln.gemm %a, %b, %c : (tensor<4x16xf32>, tensor<16x10xf32>, tensor<10xf32>) -> tensor<4x10xf32>
  return %0 : tensor<4x10xf32>
}

// CHECK-LABEL: func.func @all_attributes(
func.func @all_attributes(%a: tensor<16x4xf32>, %b: tensor<10x16xf32>, %c: tensor<4x1xf32>) -> tensor<4x10xf32> {
  // CHECK: kiln.gemm {{.*}}{alpha = 5.000000e-01 : f32, beta = 2.000000e+00 : f32, trans_a = true, trans_b = true} : (tensor<16x4xf32>, tensor<10x16xf32>, tensor<4x1xf32>) -> tensor<4x10xf32>
  %0 = kiln.gemm %a, %b, %c {alpha = 5.000000e-01 : f32, beta = 2.000000e+00 : f32, trans_a = true, trans_b = true} : (tensor<16x4xf32>, tensor<10x16xf32>, tensor<4x1xf32>) -> tensor<4x10xf32>
  return %0 : tensor<4x10xf32>
}
