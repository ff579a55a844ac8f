// RUN: kiln-opt %s --kiln-convert-to-linalg --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @repeat(
// CHECK: %[[A:.+]] = tensor.insert_slice %arg0 into %{{.+}}[0, 0, 0, 0] [1, 2, 4, 5] [1, 1, 1, 3]
// CHECK: %[[B:.+]] = tensor.insert_slice %arg0 into %[[A]][0, 0, 0, 1] [1, 2, 4, 5] [1, 1, 1, 3]
// CHECK: %[[C:.+]] = tensor.insert_slice %arg0 into %[[B]][0, 0, 0, 2] [1, 2, 4, 5] [1, 1, 1, 3]
// CHECK: tensor.insert_slice %[[C]] into %{{.+}}[0, 0, 0, 0] [1, 2, 4, 15] [1, 1, 2, 1]
// CHECK: tensor.insert_slice %[[C]] into %{{.+}}[0, 0, 1, 0] [1, 2, 4, 15] [1, 1, 2, 1]
func.func @repeat(%x: tensor<1x2x4x5xf32>) -> tensor<1x2x8x15xf32> {
  %0 = kiln.resize2d %x {coordinates = "half_pixel", mode = "round_prefer_floor", scales = array<f32: 2.0, 3.0>, sizes = array<i64: 8, 15>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x15xf32>
  return %0 : tensor<1x2x8x15xf32>
}

// -----

// CHECK-LABEL: func.func @pick(
// CHECK-NEXT: tensor.extract_slice %arg0[0, 0, 0, 0] [1, 2, 4, 2] [1, 1, 1, 3]
// CHECK-NOT: linalg
// CHECK: return
func.func @pick(%x: tensor<1x2x4x6xf32>) -> tensor<1x2x4x2xf32> {
  %0 = kiln.resize2d %x {coordinates = "asymmetric", mode = "floor", scales = array<f32: 1.0, 0.33333334>, sizes = array<i64: 4, 2>} : (tensor<1x2x4x6xf32>) -> tensor<1x2x4x2xf32>
  return %0 : tensor<1x2x4x2xf32>
}

// -----

// Halfway between two, although 1 / 28 in f32 says 13.499999.

// CHECK-LABEL: func.func @halfway(
// CHECK-NEXT: tensor.extract_slice %arg0[0, 0, 0, 14] [1, 1, 2, 1]
// CHECK-NOT: linalg
// CHECK: return
func.func @halfway(%x: tensor<1x1x2x28xf32>) -> tensor<1x1x2x1xf32> {
  %0 = kiln.resize2d %x {coordinates = "half_pixel", mode = "round_prefer_ceil", scales = array<f32: 1.0, 0.035714287>, sizes = array<i64: 2, 1>} : (tensor<1x1x2x28xf32>) -> tensor<1x1x2x1xf32>
  return %0 : tensor<1x1x2x1xf32>
}

// -----

// Growth by 2: each phase mixes the input, edges repeated, with its neighbour.

// CHECK-LABEL: func.func @grow(
// CHECK: tensor.insert_slice %arg0 into %{{.+}}[0, 0, 0, 1] [1, 3, 1, 2] [1, 1, 1, 1] : tensor<1x3x1x2xf32> into tensor<1x3x1x4xf32>
// CHECK: %[[EDGED:.+]] = tensor.insert_slice %{{.+}} into %{{.+}}[0, 0, 0, 3] [1, 3, 1, 1]
// CHECK: tensor.extract_slice %[[EDGED]][0, 0, 0, 0] [1, 3, 1, 2]
// CHECK: tensor.extract_slice %[[EDGED]][0, 0, 0, 1] [1, 3, 1, 2]
// CHECK: linalg.generic
// CHECK: arith.constant 2.500000e-01
// CHECK: arith.constant 7.500000e-01
// CHECK: tensor.insert_slice %{{.+}}[0, 0, 0, 0] [1, 3, 1, 2] [1, 1, 1, 2]
// CHECK: tensor.insert_slice %{{.+}}[0, 0, 0, 1] [1, 3, 1, 2] [1, 1, 1, 2]
func.func @grow(%x: tensor<1x3x1x2xf32>) -> tensor<1x3x1x4xf32> {
  %0 = kiln.resize2d %x {coordinates = "half_pixel", mode = "linear", scales = array<f32: 1.0, 2.0>, sizes = array<i64: 1, 4>} : (tensor<1x3x1x2xf32>) -> tensor<1x3x1x4xf32>
  return %0 : tensor<1x3x1x4xf32>
}

// -----

// Any other scale: a product with a constant matrix.

// CHECK-DAG: #[[FROM:.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d4)>
// CHECK-DAG: #[[MATRIX:.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d4, d3)>
// CHECK-DAG: #[[TO:.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
// CHECK-LABEL: func.func @linear(
// CHECK: %[[M:.+]] = arith.constant dense<{{.+}}> : tensor<2x3xf32>
// CHECK: linalg.generic {indexing_maps = [#[[FROM]], #[[MATRIX]], #[[TO]]], {{.+}} ins(%arg0, %[[M]]
// CHECK: arith.mulf
// CHECK: arith.addf
func.func @linear(%x: tensor<1x3x1x2xf32>) -> tensor<1x3x1x3xf32> {
  %0 = kiln.resize2d %x {coordinates = "half_pixel", mode = "linear", scales = array<f32: 1.0, 1.5>, sizes = array<i64: 1, 3>} : (tensor<1x3x1x2xf32>) -> tensor<1x3x1x3xf32>
  return %0 : tensor<1x3x1x3xf32>
}

// -----

// One place keeps the first element, whatever the scale.
// CHECK-LABEL: func.func @to_one_pixel(
// CHECK-NEXT: tensor.extract_slice %arg0[0, 0, 0, 0] [1, 3, 4, 1] [1, 1, 1, 1]
func.func @to_one_pixel(%x: tensor<1x3x4x5xf32>) -> tensor<1x3x4x1xf32> {
  %0 = kiln.resize2d %x {coordinates = "align_corners", mode = "linear", scales = array<f32: 1.0, 0.2>, sizes = array<i64: 4, 1>} : (tensor<1x3x4x5xf32>) -> tensor<1x3x4x1xf32>
  return %0 : tensor<1x3x4x1xf32>
}

// -----

// Cubic growth by 2: of the edges, two places are repeated.
// CHECK-LABEL: func.func @grow_cubic(
// CHECK: tensor.insert_slice %arg0 into %{{.+}}[0, 0, 0, 2] [1, 3, 1, 2] [1, 1, 1, 1] : tensor<1x3x1x2xf32> into tensor<1x3x1x6xf32>
// CHECK: linalg.generic {{.+}} ins(%{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} :
// CHECK: arith.constant -0.03515625
// CHECK: arith.constant 0.26171875
// CHECK: arith.constant 0.87890625
// CHECK: arith.constant -0.10546875
// CHECK: tensor.insert_slice %{{.+}}[0, 0, 0, 1] [1, 3, 1, 2] [1, 1, 1, 2]
func.func @grow_cubic(%x: tensor<1x3x1x2xf32>) -> tensor<1x3x1x4xf32> {
  %0 = kiln.resize2d %x {coordinates = "half_pixel", mode = "cubic", scales = array<f32: 1.0, 2.0>, sizes = array<i64: 1, 4>} : (tensor<1x3x1x2xf32>) -> tensor<1x3x1x4xf32>
  return %0 : tensor<1x3x1x4xf32>
}

// -----

// Without weight outside, borders are no repetition: the weights differ there.
// CHECK-LABEL: func.func @exclude_outside(
// CHECK: arith.constant dense<{{.+}}> : tensor<2x4xf32>
// CHECK: linalg.generic
func.func @exclude_outside(%x: tensor<1x3x1x2xf32>) -> tensor<1x3x1x4xf32> {
  %0 = kiln.resize2d %x {coordinates = "half_pixel", exclude_outside = true, mode = "cubic", scales = array<f32: 1.0, 2.0>, sizes = array<i64: 1, 4>} : (tensor<1x3x1x2xf32>) -> tensor<1x3x1x4xf32>
  return %0 : tensor<1x3x1x4xf32>
}

// -----

// Of five places from -0.5 to 1.5 times the width, the middle three are inside.
// CHECK-LABEL: func.func @crop(
// CHECK: %[[V:.+]] = arith.constant 7.000000e+00 : f32
// CHECK: tensor.pad %arg0 low[0, 0, 0, 1] high[0, 0, 0, 1]
// CHECK: tensor.yield %[[V]]
func.func @crop(%x: tensor<1x1x1x3xf32>) -> tensor<1x1x1x5xf32> {
  %0 = kiln.resize2d %x {coordinates = "tf_crop_and_resize", mode = "linear", extrapolation = 7.0 : f32, roi = array<f32: 0.0, -0.5, 0.0, 1.5>, scales = array<f32: 1.0, 1.6666666>, sizes = array<i64: 1, 5>} : (tensor<1x1x1x3xf32>) -> tensor<1x1x1x5xf32>
  return %0 : tensor<1x1x1x5xf32>
}
