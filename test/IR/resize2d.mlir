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

// CHECK-LABEL: func.func @crop(
func.func @crop(%a: tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32> {
  // CHECK: kiln.resize2d {{.*}} {coordinates = "tf_crop_and_resize", extrapolation = 1.000000e+00 : f32, mode = "linear", roi = array<f32: 0.000000e+00, 2.500000e-01, 1.000000e+00, 5.000000e-01>, scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  %0 = kiln.resize2d %a {coordinates = "tf_crop_and_resize", mode = "linear", extrapolation = 1.0 : f32, roi = array<f32: 0.0, 0.25, 1.0, 0.5>, scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return %0 : tensor<1x2x8x10xf32>
}

// CHECK-LABEL: func.func @cubic(
func.func @cubic(%a: tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32> {
  // CHECK: kiln.resize2d {{.*}} {antialias = true, coordinates = "half_pixel", cubic_coeff = -5.000000e-01 : f32, exclude_outside = true, mode = "cubic", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  %0 = kiln.resize2d %a {antialias = true, coordinates = "half_pixel", cubic_coeff = -0.5 : f32, exclude_outside = true, mode = "cubic", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return %0 : tensor<1x2x8x10xf32>
}
