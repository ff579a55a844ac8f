// RUN: kiln-opt %s --kiln-convert-to-linalg --split-input-file | FileCheck %s
// RUN: kiln-opt %s --kiln-convert-to-linalg --split-input-file --mlir-print-debuginfo | FileCheck %s --check-prefix=LOC

// One group: seven loops over a padded input, starting from the bias.

// CHECK-DAG: #[[IN:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d4, d2 * 2 + d5, d3 + d6 * 3)>
// CHECK-DAG: #[[FILTER:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d1, d4, d5, d6)>
// CHECK-DAG: #[[OUT:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1, d2, d3)>
// CHECK-DAG: #[[BIAS:.+]] = affine_map<(d0, d1, d2, d3) -> (d1)>
// CHECK-DAG: #[[ALL:.+]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-LABEL: func.func @one_group(
// CHECK-SAME: %[[X:.+]]: tensor<1x3x9x9xf32>, %[[W:.+]]: tensor<8x3x3x3xf32>, %[[B:.+]]: tensor<8xf32>
// CHECK: %[[ZERO:.+]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[PADDED:.+]] = tensor.pad %[[X]] low[0, 0, 1, 0] high[0, 0, 2, 3]
// CHECK: tensor.yield %[[ZERO]]
// CHECK: tensor<1x3x9x9xf32> to tensor<1x3x12x12xf32>
// CHECK: %[[EMPTY:.+]] = tensor.empty() : tensor<1x8x5x6xf32>
// CHECK: %[[INIT:.+]] = linalg.generic {indexing_maps = [#[[BIAS]], #[[ALL]]]
// CHECK-SAME: ins(%[[B]] : {{.*}}) outs(%[[EMPTY]] :
// CHECK: %[[CONV:.+]] = linalg.generic {indexing_maps = [#[[IN]], #[[FILTER]], #[[OUT]]]
// CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]
// CHECK-SAME: ins(%[[PADDED]], %[[W]] : {{.*}}) outs(%[[INIT]] :
// CHECK: %[[PRODUCT:.+]] = arith.mulf %in, %{{.+}} : f32
// CHECK: %[[SUM:.+]] = arith.addf %out, %[[PRODUCT]] : f32
// CHECK: linalg.yield %[[SUM]]
// CHECK: return %[[CONV]]
// LOC-DAG: #[[NODE:.+]] = loc("Conv_0")
// LOC: linalg.generic {{.*}}"reduction", "reduction", "reduction"
// LOC: } -> tensor<1x8x5x6xf32> loc(#[[NODE]])
func.func @one_group(%x: tensor<1x3x9x9xf32>, %w: tensor<8x3x3x3xf32>, %b: tensor<8xf32>) -> tensor<1x8x5x6xf32> {
  %0 = kiln.conv2d %x, %w, %b {strides = array<i64: 2, 1>, pads = array<i64: 1, 0, 2, 3>, dilations = array<i64: 1, 3>}
    : (tensor<1x3x9x9xf32>, tensor<8x3x3x3xf32>, tensor<8xf32>) -> tensor<1x8x5x6xf32> loc("Conv_0")
  return %0 : tensor<1x8x5x6xf32>
}

// -----

// Without pads nothing is padded, without a bias the sum starts from zero.

// CHECK-LABEL: func.func @plain(
// CHECK-SAME: %[[X:.+]]: tensor<1x3x9x9xf32>
// CHECK-NOT: tensor.pad
// CHECK: %[[INIT:.+]] = linalg.fill
// CHECK: linalg.generic {{.*}} ins(%[[X]], %{{.+}} : {{.*}}) outs(%[[INIT]] :
func.func @plain(%x: tensor<1x3x9x9xf32>, %w: tensor<8x3x1x1xf32>) -> tensor<1x8x9x9xf32> {
  %0 = kiln.conv2d %x, %w : (tensor<1x3x9x9xf32>, tensor<8x3x1x1xf32>) -> tensor<1x8x9x9xf32>
  return %0 : tensor<1x8x9x9xf32>
}

// -----

// A bias that is the same everywhere is filled in.

// CHECK-LABEL: func.func @splat_bias(
// CHECK: %[[VALUE:.+]] = arith.constant 5.000000e-01 : f32
// CHECK: linalg.fill ins(%[[VALUE]] : f32)
func.func @splat_bias(%x: tensor<1x3x9x9xf32>, %w: tensor<8x3x1x1xf32>) -> tensor<1x8x9x9xf32> {
  %b = arith.constant dense<0.5> : tensor<8xf32>
  %0 = kiln.conv2d %x, %w, %b : (tensor<1x3x9x9xf32>, tensor<8x3x1x1xf32>, tensor<8xf32>) -> tensor<1x8x9x9xf32>
  return %0 : tensor<1x8x9x9xf32>
}

// -----

// Depthwise: one channel loop; the constant filter loses its unit dimension at
// compile time and keeps its resource.

// CHECK-DAG: #[[IN:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2 * 2 + d4, d3 * 2 + d5)>
// CHECK-DAG: #[[FILTER:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d1, d4, d5)>
// CHECK-DAG: #[[OUT:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2, d3)>
// CHECK-LABEL: func.func @depthwise(
// CHECK: %[[W:.+]] = arith.constant dense_resource<depthwise_w> : tensor<8x3x3xf32>
// CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[FILTER]], #[[OUT]]]
// CHECK-SAME: ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]
// CHECK-SAME: ins(%{{.+}}, %[[W]] : tensor<2x8x9x9xf32>, tensor<8x3x3xf32>)
func.func @depthwise(%x: tensor<2x8x9x9xf32>) -> tensor<2x8x4x4xf32> {
  %w = arith.constant dense_resource<depthwise_w> : tensor<8x1x3x3xf32>
  %0 = kiln.conv2d %x, %w {strides = array<i64: 2, 2>, groups = 8 : i64} : (tensor<2x8x9x9xf32>, tensor<8x1x3x3xf32>) -> tensor<2x8x4x4xf32>
  return %0 : tensor<2x8x4x4xf32>
}

// -----

// CHECK-DAG: #[[IN:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1, d3 + d5, d4 + d6)>
// CHECK-DAG: #[[FILTER:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d1, d2, d5, d6)>
// CHECK-DAG: #[[OUT:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1, d2, d3, d4)>
// CHECK-LABEL: func.func @multiplier(
// CHECK: %[[W:.+]] = arith.constant dense<1.000000e+00> : tensor<4x2x3x3xf32>
// CHECK: %[[CONV:.+]] = linalg.generic {indexing_maps = [#[[IN]], #[[FILTER]], #[[OUT]]]
// CHECK: tensor.collapse_shape %[[CONV]] {{\[\[}}0], [1, 2], [3], [4]] : tensor<2x4x2x7x7xf32> into tensor<2x8x7x7xf32>
func.func @multiplier(%x: tensor<2x4x9x9xf32>, %b: tensor<8xf32>) -> tensor<2x8x7x7xf32> {
  %w = arith.constant dense<1.0> : tensor<8x1x3x3xf32>
  %0 = kiln.conv2d %x, %w, %b {groups = 4 : i64} : (tensor<2x4x9x9xf32>, tensor<8x1x3x3xf32>, tensor<8xf32>) -> tensor<2x8x7x7xf32>
  return %0 : tensor<2x8x7x7xf32>
}

// -----

// CHECK-DAG: #[[IN:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d5, d3 + d6, d4 + d7)>
// CHECK-DAG: #[[FILTER:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d1, d2, d5, d6, d7)>
// CHECK-DAG: #[[OUT:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d2, d3, d4)>
// CHECK-LABEL: func.func @grouped(
// CHECK: tensor.expand_shape %{{.+}} {{\[\[}}0], [1, 2], [3], [4]] {{.*}} : tensor<1x6x9x9xf32> into tensor<1x2x3x9x9xf32>
// CHECK: tensor.expand_shape %{{.+}} {{\[\[}}0, 1], [2], [3], [4]] {{.*}} : tensor<8x3x3x3xf32> into tensor<2x4x3x3x3xf32>
// CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[FILTER]], #[[OUT]]]
// CHECK-SAME: ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]
// CHECK: tensor.collapse_shape %{{.+}} : tensor<1x2x4x7x7xf32> into tensor<1x8x7x7xf32>
func.func @grouped(%x: tensor<1x6x9x9xf32>, %w: tensor<8x3x3x3xf32>) -> tensor<1x8x7x7xf32> {
  %0 = kiln.conv2d %x, %w {groups = 2 : i64} : (tensor<1x6x9x9xf32>, tensor<8x3x3x3xf32>) -> tensor<1x8x7x7xf32>
  return %0 : tensor<1x8x7x7xf32>
}
