// RUN: kiln-opt %s --kiln-convert-to-linalg | FileCheck %s

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
