// RUN: kiln-opt %s --kiln-convert-to-linalg --split-input-file | FileCheck %s

// CHECK-DAG: #[[REPEAT_W:.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
// CHECK-DAG: #[[REPEAT_H:.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d4)>
// CHECK-LABEL: func.func @repeat(
// CHECK: linalg.generic {indexing_maps = [#[[REPEAT_W]],
// CHECK: tensor.collapse_shape {{.+}} into tensor<1x2x4x15xf32>
// CHECK: linalg.generic {indexing_maps = [#[[REPEAT_H]],
// CHECK: tensor.collapse_shape {{.+}} into tensor<1x2x8x15xf32>
func.func @repeat(%x: tensor<1x2x4x5xf32>) -> tensor<1x2x8x15xf32> {
  %0 = kiln.resize2d %x {coordinates = "half_pixel", mode = "round_prefer_floor", scales = array<f32: 2.0, 3.0>, sizes = array<i64: 8, 15>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x15xf32>
  return %0 : tensor<1x2x8x15xf32>
}

// -----

// CHECK-LABEL: func.func @pick(
// CHECK-NEXT: tensor.extract_slice %arg0[0, 0, 0, 0] [1, 2, 4, 2] [1, 1, 1, 3]
// CHECK-NEXT: return
func.func @pick(%x: tensor<1x2x4x6xf32>) -> tensor<1x2x4x2xf32> {
  %0 = kiln.resize2d %x {coordinates = "asymmetric", mode = "floor", scales = array<f32: 1.0, 0.33333334>, sizes = array<i64: 4, 2>} : (tensor<1x2x4x6xf32>) -> tensor<1x2x4x2xf32>
  return %0 : tensor<1x2x4x2xf32>
}

// -----

// CHECK-DAG: #[[FROM:.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d4)>
// CHECK-DAG: #[[MATRIX:.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d4, d3)>
// CHECK-DAG: #[[TO:.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
// CHECK-LABEL: func.func @linear(
// CHECK: %[[M:.+]] = arith.constant dense<{{\[\[}}1.000000e+00, 7.500000e-01, 2.500000e-01, 0.000000e+00], [0.000000e+00, 2.500000e-01, 7.500000e-01, 1.000000e+00]]> : tensor<2x4xf32>
// CHECK: linalg.generic {indexing_maps = [#[[FROM]], #[[MATRIX]], #[[TO]]], {{.+}} ins(%arg0, %[[M]]
// CHECK: arith.mulf
// CHECK: arith.addf
func.func @linear(%x: tensor<1x3x1x2xf32>) -> tensor<1x3x1x4xf32> {
  %0 = kiln.resize2d %x {coordinates = "half_pixel", mode = "linear", scales = array<f32: 1.0, 2.0>, sizes = array<i64: 1, 4>} : (tensor<1x3x1x2xf32>) -> tensor<1x3x1x4xf32>
  return %0 : tensor<1x3x1x4xf32>
}

// -----

// One place keeps the first element, whatever the scale.
// CHECK-LABEL: func.func @to_one_pixel(
// CHECK-NEXT: tensor.extract_slice %arg0[0, 0, 0, 0] [1, 3, 4, 1] [1, 1, 1, 1]
func.func @to_one_pixel(%x: tensor<1x3x4x5xf32>) -> tensor<1x3x4x1xf32> {
  %0 = kiln.resize2d %x {coordinates = "align_corners", mode = "linear", scales = array<f32: 1.0, 0.2>, sizes = array<i64: 4, 1>} : (tensor<1x3x4x5xf32>) -> tensor<1x3x4x1xf32>
  return %0 : tensor<1x3x4x1xf32>
}
