// RUN: kiln-opt %s --kiln-convert-to-linalg --split-input-file | FileCheck %s

// CHECK-DAG: #[[CHANNEL:.+]] = affine_map<(d0, d1, d2, d3) -> (d1)>
// CHECK-LABEL: func.func @batch_norm(
// CHECK-SAME: %[[X:.+]]: tensor<1x3x4x4xf32>, %[[SCALE:.+]]: tensor<3xf32>, %[[OFFSET:.+]]: tensor<3xf32>, %[[MEAN:.+]]: tensor<3xf32>, %[[VARIANCE:.+]]: tensor<3xf32>
// CHECK: %[[EPSILON:.+]] = arith.constant 9.99999974E-6 : f32
// CHECK: %[[FACTOR:.+]] = linalg.generic {{.*}} ins(%[[SCALE]], %[[VARIANCE]] :
// CHECK: %[[SUM:.+]] = arith.addf %{{.+}}, %[[EPSILON]] : f32
// CHECK: %[[ROOT:.+]] = math.sqrt %[[SUM]] : f32
// CHECK: arith.divf %in, %[[ROOT]] : f32
// CHECK: linalg.generic {{.*}} ins(%[[X]], %[[MEAN]], %[[FACTOR]], %[[OFFSET]] :
// CHECK: %[[CENTERED:.+]] = arith.subf %in, %{{.+}} : f32
// CHECK: %[[SCALED:.+]] = arith.mulf %[[CENTERED]], %{{.+}} : f32
// CHECK: arith.addf %[[SCALED]], %{{.+}} : f32
func.func @batch_norm(%x: tensor<1x3x4x4xf32>, %scale: tensor<3xf32>, %offset: tensor<3xf32>, %mean: tensor<3xf32>, %variance: tensor<3xf32>) -> tensor<1x3x4x4xf32> {
  %0 = kiln.batch_norm %x, %scale, %offset, %mean, %variance {epsilon = 1.0e-5 : f32}
    : (tensor<1x3x4x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x3x4x4xf32>
  return %0 : tensor<1x3x4x4xf32>
}

// -----

// CHECK-DAG: #[[WINDOW:.+]] = affine_map<(d0, d1, d2, d3) -> (d0, d1 + d3, d2)>
// CHECK-LABEL: func.func @lrn(
// CHECK: %[[FLAT:.+]] = tensor.collapse_shape %arg0
// CHECK: %[[PADDED:.+]] = tensor.pad %arg0 low[0, 1, 0, 0] high[0, 2, 0, 0]
// CHECK: %[[SOURCE:.+]] = tensor.collapse_shape %[[PADDED]]
// CHECK: linalg.generic {indexing_maps = [#[[WINDOW]], {{.+}} iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%[[SOURCE]]
// CHECK: arith.mulf %[[X:.+]], %[[X]]
// CHECK: linalg.generic {{.*}} ins(%[[FLAT]]
// CHECK: %[[ROOT:.+]] = math.sqrt %[[BASE:.+]] : f32
// CHECK: %[[QUARTER:.+]] = math.sqrt %[[ROOT]] : f32
// CHECK: %[[POWER:.+]] = arith.mulf %[[ROOT]], %[[QUARTER]]
// CHECK: arith.divf %{{.+}}, %[[POWER]]
func.func @lrn(%x: tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> {
  %0 = kiln.lrn %x {alpha = 1.0e-04 : f32, beta = 0.75 : f32, bias = 1.0 : f32, size = 4 : i64} : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return %0 : tensor<1x8x4x4xf32>
}

// -----

// A window is never wider than all channels.
// CHECK-LABEL: func.func @lrn_wide(
// CHECK: tensor.pad %{{.+}} low[0, 1, 0] high[0, 1, 0]
// CHECK: math.powf
func.func @lrn_wide(%x: tensor<1x2x4xf32>) -> tensor<1x2x4xf32> {
  %0 = kiln.lrn %x {alpha = 1.0 : f32, beta = 0.3 : f32, bias = 1.0 : f32, size = 2147483647 : i64} : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32>
  return %0 : tensor<1x2x4xf32>
}
