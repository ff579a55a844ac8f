// RUN: kiln-opt %s --kiln-convert-to-linalg --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @flatten(
// CHECK: tensor.collapse_shape %{{.+}} {{\[\[}}0], [1, 2, 3]]
func.func @flatten(%x: tensor<2x3x4x5xf32>) -> tensor<2x60xf32> {
  %0 = kiln.flatten %x {axis = 1 : i64} : (tensor<2x3x4x5xf32>) -> tensor<2x60xf32>
  return %0 : tensor<2x60xf32>
}

// -----

// CHECK-LABEL: func.func @expand(
// CHECK: tensor.expand_shape %{{.+}} {{\[\[}}0], [1, 2]] output_shape [2, 3, 4]
func.func @expand(%x: tensor<2x12xf32>) -> tensor<2x3x4xf32> {
  %0 = kiln.reshape %x : (tensor<2x12xf32>) -> tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// -----

// CHECK-LABEL: func.func @regroup(
// CHECK: %[[FLAT:.+]] = tensor.collapse_shape %{{.+}} {{\[\[}}0, 1]] : tensor<6x4xf32> into tensor<24xf32>
// CHECK: tensor.expand_shape %[[FLAT]] {{\[\[}}0, 1]] output_shape [3, 8]
func.func @regroup(%x: tensor<6x4xf32>) -> tensor<3x8xf32> {
  %0 = kiln.reshape %x : (tensor<6x4xf32>) -> tensor<3x8xf32>
  return %0 : tensor<3x8xf32>
}

// -----

// CHECK-LABEL: func.func @to_scalar(
// CHECK: tensor.collapse_shape %{{.+}} [] : tensor<1x1xf32> into tensor<f32>
func.func @to_scalar(%x: tensor<1x1xf32>) -> tensor<f32> {
  %0 = kiln.reshape %x : (tensor<1x1xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

// CHECK-DAG: #[[FROM:.+]] = affine_map<(d0, d1, d2) -> (d1, d2, d0)>
// CHECK-DAG: #[[TO:.+]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-LABEL: func.func @transpose(
// CHECK: linalg.generic {indexing_maps = [#[[FROM]], #[[TO]]]
func.func @transpose(%x: tensor<2x3x4xf32>) -> tensor<4x2x3xf32> {
  %0 = kiln.transpose %x {permutation = array<i64: 2, 0, 1>} : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  return %0 : tensor<4x2x3xf32>
}

// -----

// CHECK-LABEL: func.func @transpose_constant(
// CHECK-NOT: linalg.generic
// CHECK: arith.constant dense<{{\[\[}}1.000000e+00, 3.000000e+00], [2.000000e+00, 4.000000e+00]]>
func.func @transpose_constant() -> tensor<2x2xf32> {
  %c = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %0 = kiln.transpose %c {permutation = array<i64: 1, 0>} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// -----

// The order of the elements does not change when unit dimensions move.

// CHECK-LABEL: func.func @transpose_unit(
// CHECK-NOT: linalg.generic
// CHECK: tensor.collapse_shape
// CHECK: tensor.expand_shape
func.func @transpose_unit(%x: tensor<1x3x4xf32>) -> tensor<3x1x4xf32> {
  %0 = kiln.transpose %x {permutation = array<i64: 1, 0, 2>} : (tensor<1x3x4xf32>) -> tensor<3x1x4xf32>
  return %0 : tensor<3x1x4xf32>
}

// -----

// CHECK-LABEL: func.func @concat(
// CHECK-SAME: %[[X:.+]]: tensor<1x2x4xf32>, %[[Y:.+]]: tensor<1x3x4xf32>
// CHECK: %[[EMPTY:.+]] = tensor.empty() : tensor<1x5x4xf32>
// CHECK: %[[FIRST:.+]] = tensor.insert_slice %[[X]] into %[[EMPTY]][0, 0, 0] [1, 2, 4] [1, 1, 1]
// CHECK: tensor.insert_slice %[[Y]] into %[[FIRST]][0, 2, 0] [1, 3, 4] [1, 1, 1]
func.func @concat(%x: tensor<1x2x4xf32>, %y: tensor<1x3x4xf32>) -> tensor<1x5x4xf32> {
  %0 = kiln.concat %x, %y {axis = 1 : i64} : (tensor<1x2x4xf32>, tensor<1x3x4xf32>) -> tensor<1x5x4xf32>
  return %0 : tensor<1x5x4xf32>
}

// -----

// CHECK-LABEL: func.func @pad(
// CHECK: %[[VALUE:.+]] = arith.constant 1.500000e+00 : f32
// CHECK: tensor.pad %{{.+}} low[0, 1] high[2, 0]
// CHECK: tensor.yield %[[VALUE]]
func.func @pad(%x: tensor<2x3xf32>) -> tensor<4x4xf32> {
  %0 = kiln.pad %x {low = array<i64: 0, 1>, high = array<i64: 2, 0>, value = 1.5 : f32} : (tensor<2x3xf32>) -> tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}

// -----

// CHECK-LABEL: func.func @slice(
// CHECK: tensor.extract_slice %{{.+}}[0, 1] [2, 2] [1, 3] : tensor<2x6xf32> to tensor<2x2xf32>
func.func @slice(%x: tensor<2x6xf32>) -> tensor<2x2xf32> {
  %0 = kiln.slice %x {sizes = array<i64: 2, 2>, starts = array<i64: 0, 1>, steps = array<i64: 1, 3>} : (tensor<2x6xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
