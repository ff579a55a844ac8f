// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @linear(
func.func @linear(%a: tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32> {
  // CHECK: kiln.resize2d {{.*}} {coordinates = "half_pixel", mode = "linear", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  %0 = kiln.resize2d %a {coordinates = "half_pixel", mode = "linear", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return %0 : tensor<1x2x8x10xf32>
}

// CHECK-LABEL: func.func @nearest(
func.func @nearest(%a: tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32> {
  // CHECK: kiln.resize2d {{.*}} {coordinates = "asymmetric", mode = "floor", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  %0 = kiln.resize2d %a {coordinates = "asymmetric", mode = "floor", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return %0 : tensor<1x2x8x10xf32>
}
