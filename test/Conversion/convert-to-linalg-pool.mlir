// RUN: kiln-opt %s --kiln-convert-to-linalg --split-input-file | FileCheck %s

// The window tensor is never read; ceil_mode pads so that every window fits.

// CHECK-DAG: #[[IN:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2 * 2 + d4, d3 * 2 + d5)>
// CHECK-DAG: #[[WINDOW:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d4, d5)>
// CHECK-DAG: #[[OUT:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2, d3)>
// CHECK-LABEL: func.func @max(
// CHECK-SAME: %[[X:.+]]: tensor<1x4x8x8xf32>
// CHECK: %[[PADDED:.+]] = tensor.pad %[[X]] low[0, 0, 1, 0] high[0, 0, 0, 1]
// CHECK: %[[MINUS_INF:.+]] = arith.constant 0xFF800000 : f32
// CHECK: %[[INIT:.+]] = linalg.fill ins(%[[MINUS_INF]] :
// CHECK: %[[SHAPE:.+]] = tensor.empty() : tensor<3x3xf32>
// CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[WINDOW]], #[[OUT]]]
// CHECK-SAME: ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]
// CHECK-SAME: ins(%[[PADDED]], %[[SHAPE]] : {{.*}}) outs(%[[INIT]] :
// CHECK: arith.maximumf %out, %in : f32
func.func @max(%x: tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32> {
  %0 = kiln.maxpool2d %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 0, 0>, ceil_mode = true}
    : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  return %0 : tensor<1x4x4x4xf32>
}

// -----

// CHECK-LABEL: func.func @avg_uniform(
// CHECK-NOT: tensor.pad
// CHECK: %[[SUMS:.+]] = linalg.generic {{.*}}"reduction", "reduction"]
// CHECK: arith.addf %out, %in : f32
// CHECK: %[[AREA:.+]] = arith.constant 6.000000e+00 : f32
// CHECK: linalg.generic {{.*}} ins(%[[SUMS]] :
// CHECK: arith.divf %in, %[[AREA]] : f32
func.func @avg_uniform(%x: tensor<1x4x8x9xf32>) -> tensor<1x4x4x3xf32> {
  %0 = kiln.avgpool2d %x {kernel = array<i64: 2, 3>, strides = array<i64: 2, 3>} : (tensor<1x4x8x9xf32>) -> tensor<1x4x4x3xf32>
  return %0 : tensor<1x4x4x3xf32>
}

// -----

// Counted pads make the count uniform.

// CHECK-LABEL: func.func @avg_include_pad(
// CHECK: tensor.pad
// CHECK: %[[AREA:.+]] = arith.constant 9.000000e+00 : f32
// CHECK: arith.divf %in, %[[AREA]] : f32
func.func @avg_include_pad(%x: tensor<1x4x3x3xf32>) -> tensor<1x4x3x3xf32> {
  %0 = kiln.avgpool2d %x {kernel = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>, count_include_pad = true}
    : (tensor<1x4x3x3xf32>) -> tensor<1x4x3x3xf32>
  return %0 : tensor<1x4x3x3xf32>
}

// -----

// CHECK-DAG: #[[HW:.+]] = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
// CHECK-LABEL: func.func @avg_counts(
// CHECK: %[[COUNTS:.+]] = arith.constant dense<{{\[\[}}4.000000e+00, 6.000000e+00, 4.000000e+00],
// CHECK-SAME: [6.000000e+00, 9.000000e+00, 6.000000e+00], [4.000000e+00, 6.000000e+00, 4.000000e+00]]> : tensor<3x3xf32>
// CHECK: linalg.generic {indexing_maps = [{{.+}}, #[[HW]], {{.+}}], {{.*}} ins(%{{.+}}, %[[COUNTS]] :
func.func @avg_counts(%x: tensor<1x4x3x3xf32>) -> tensor<1x4x3x3xf32> {
  %0 = kiln.avgpool2d %x {kernel = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>}
    : (tensor<1x4x3x3xf32>) -> tensor<1x4x3x3xf32>
  return %0 : tensor<1x4x3x3xf32>
}

// -----

// What ceil_mode lets a window reach beyond the pads is never counted.

// CHECK-LABEL: func.func @avg_overhang(
// CHECK: arith.constant dense<{{\[\[}}9.000000e+00, 6.000000e+00], [6.000000e+00, 4.000000e+00]]>
func.func @avg_overhang(%x: tensor<1x4x4x4xf32>) -> tensor<1x4x2x2xf32> {
  %0 = kiln.avgpool2d %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, ceil_mode = true, count_include_pad = true}
    : (tensor<1x4x4x4xf32>) -> tensor<1x4x2x2xf32>
  return %0 : tensor<1x4x2x2xf32>
}

// -----

// CHECK-LABEL: func.func @global(
// CHECK: %[[SUMS:.+]] = linalg.generic {{.*}}["parallel", "parallel", "reduction", "reduction"]
// CHECK: %[[AREA:.+]] = arith.constant 6.400000e+01 : f32
// CHECK: %[[MEANS:.+]] = linalg.generic {{.*}} ins(%[[SUMS]] : tensor<2x4xf32>)
// CHECK: arith.divf %in, %[[AREA]] : f32
// CHECK: tensor.expand_shape %[[MEANS]] {{\[\[}}0], [1, 2, 3]] output_shape [2, 4, 1, 1]
func.func @global(%x: tensor<2x4x8x8xf32>) -> tensor<2x4x1x1xf32> {
  %0 = kiln.global_avgpool %x : (tensor<2x4x8x8xf32>) -> tensor<2x4x1x1xf32>
  return %0 : tensor<2x4x1x1xf32>
}

// -----

// Counting takes no time that grows with the window.

// CHECK-LABEL: func.func @avg_huge_window(
// CHECK: arith.constant dense<1.07374182E+9> : tensor<1x5xf32>
func.func @avg_huge_window(%x: tensor<1x1x1x2147483647xf32>) -> tensor<1x1x1x5xf32> {
  %0 = kiln.avgpool2d %x {kernel = array<i64: 1, 1073741824>, strides = array<i64: 1, 268435456>, pads = array<i64: 0, 0, 0, 1>}
    : (tensor<1x1x1x2147483647xf32>) -> tensor<1x1x1x5xf32>
  return %0 : tensor<1x1x1x5xf32>
}
