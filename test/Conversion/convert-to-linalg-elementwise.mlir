// RUN: kiln-opt %s --kiln-convert-to-linalg --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @relu(
// CHECK: linalg.generic {{.*}}["parallel", "parallel"]} ins(%{{.+}} : tensor<2x3xf32>)
// CHECK: %[[ZERO:.+]] = arith.constant 0.000000e+00 : f32
// CHECK: arith.maximumf %in, %[[ZERO]] : f32
func.func @relu(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = kiln.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @leaky_relu(
// CHECK: %[[SCALED:.+]] = arith.mulf %in, %{{.+}} : f32
// CHECK: %[[POSITIVE:.+]] = arith.cmpf oge, %in, %{{.+}} : f32
// CHECK: arith.select %[[POSITIVE]], %in, %[[SCALED]] : f32
func.func @leaky_relu(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = kiln.leaky_relu %x {alpha = 0.1 : f32} : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @clip(
// CHECK: %[[LOW:.+]] = arith.maximumf %in, %{{.+}} : f32
// CHECK: arith.minimumf %[[LOW]], %{{.+}} : f32
func.func @clip(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = kiln.clip %x {min = 0.0 : f32, max = 6.0 : f32} : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @clip_one_side(
// CHECK-NOT: arith.maximumf
// CHECK: arith.minimumf %in, %{{.+}} : f32
func.func @clip_one_side(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = kiln.clip %x {min = 0xFF800000 : f32, max = 6.0 : f32} : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @sigmoid(
// CHECK: %[[ONE:.+]] = arith.constant 1.000000e+00 : f32
// CHECK: %[[MINUS:.+]] = arith.negf %in : f32
// CHECK: %[[EXP:.+]] = math.exp %[[MINUS]] : f32
// CHECK: %[[SUM:.+]] = arith.addf %[[ONE]], %[[EXP]] : f32
// CHECK: arith.divf %[[ONE]], %[[SUM]] : f32
func.func @sigmoid(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = kiln.sigmoid %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @tanh(
// CHECK: math.tanh %in : f32
func.func @tanh(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = kiln.tanh %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// Broadcast dimensions are collapsed away, at compile time for a constant.

// CHECK-DAG: #[[ALL:.+]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-DAG: #[[CHANNEL:.+]] = affine_map<(d0, d1, d2, d3) -> (d1)>
// CHECK-DAG: #[[PIXEL:.+]] = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
// CHECK-LABEL: func.func @broadcast(
// CHECK-SAME: %[[X:.+]]: tensor<2x3x4x5xf32>, %[[Y:.+]]: tensor<2x1x4x5xf32>
// CHECK: %[[C:.+]] = arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]> : tensor<3xf32>
// CHECK: linalg.generic {indexing_maps = [#[[ALL]], #[[CHANNEL]], #[[ALL]]]
// CHECK-SAME: ins(%[[X]], %[[C]] :
// CHECK: arith.subf %in, %{{.+}} : f32
// CHECK: %[[Z:.+]] = tensor.collapse_shape %[[Y]] {{\[\[}}0], [1, 2], [3]] : tensor<2x1x4x5xf32> into tensor<2x4x5xf32>
// CHECK: linalg.generic {indexing_maps = [#[[PIXEL]], #[[ALL]], #[[ALL]]]
// CHECK-SAME: ins(%[[Z]], %{{.+}} :
func.func @broadcast(%x: tensor<2x3x4x5xf32>, %y: tensor<2x1x4x5xf32>) -> tensor<2x3x4x5xf32> {
  %c = arith.constant dense<[[[1.0]], [[2.0]], [[3.0]]]> : tensor<3x1x1xf32>
  %0 = kiln.sub %x, %c : (tensor<2x3x4x5xf32>, tensor<3x1x1xf32>) -> tensor<2x3x4x5xf32>
  %1 = kiln.div %y, %0 : (tensor<2x1x4x5xf32>, tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  return %1 : tensor<2x3x4x5xf32>
}

// -----

// Both operands may be broadcast.

// CHECK-DAG: #[[ROW:.+]] = affine_map<(d0, d1) -> (d0)>
// CHECK-DAG: #[[COLUMN:.+]] = affine_map<(d0, d1) -> (d1)>
// CHECK-LABEL: func.func @outer(
// CHECK: linalg.generic {indexing_maps = [#[[ROW]], #[[COLUMN]],
// CHECK: arith.mulf
func.func @outer(%x: tensor<3x1xf32>, %y: tensor<1x5xf32>) -> tensor<3x5xf32> {
  %0 = kiln.mul %x, %y : (tensor<3x1xf32>, tensor<1x5xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// -----

// A splat is a scalar, however large its tensor.

// CHECK-LABEL: func.func @splat(
// CHECK: %[[TWO:.+]] = arith.constant 2.000000e+00 : f32
// CHECK: linalg.generic {{.*}} ins(%arg0 : tensor<2x3xf32>)
// CHECK: arith.subf %[[TWO]], %in : f32
func.func @splat(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %c = arith.constant dense<2.0> : tensor<2x3xf32>
  %0 = kiln.sub %c, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @scalars(
// CHECK: linalg.generic {{.*}}iterator_types = []} ins(%arg0, %arg1 : tensor<f32>, tensor<f32>)
func.func @scalars(%x: tensor<f32>, %y: tensor<f32>) -> tensor<f32> {
  %0 = kiln.add %x, %y : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

// CHECK-LABEL: func.func @functions(
// CHECK: math.exp
// CHECK: math.log
// CHECK: math.sqrt
// CHECK: math.erf
// CHECK: math.absf
// CHECK: math.floor
// CHECK: math.ceil
// CHECK: math.roundeven
// CHECK: math.sin
// CHECK: math.cos
// CHECK: math.atan
// CHECK: math.log1p
func.func @functions(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.exp %x : tensor<4xf32>
  %1 = kiln.log %0 : tensor<4xf32>
  %2 = kiln.sqrt %1 : tensor<4xf32>
  %3 = kiln.erf %2 : tensor<4xf32>
  %4 = kiln.abs %3 : tensor<4xf32>
  %5 = kiln.floor %4 : tensor<4xf32>
  %6 = kiln.ceil %5 : tensor<4xf32>
  %7 = kiln.round %6 : tensor<4xf32>
  %8 = kiln.sin %7 : tensor<4xf32>
  %9 = kiln.cos %8 : tensor<4xf32>
  %10 = kiln.atan %9 : tensor<4xf32>
  %11 = kiln.log1p %10 : tensor<4xf32>
  return %11 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @elu(
// CHECK: %[[EXP:.+]] = math.exp %[[X:.+]] : f32
// CHECK: %[[SUM:.+]] = arith.addf %[[EXP]]
// CHECK: %[[TANH:.+]] = math.tanh
// CHECK: %[[GROWN:.+]] = arith.mulf %[[TANH]], %[[SUM]]
// CHECK: %[[SCALED:.+]] = arith.mulf %[[GROWN]]
// CHECK: %[[POSITIVE:.+]] = arith.cmpf oge, %[[X]]
// CHECK: arith.select %[[POSITIVE]], %[[X]], %[[SCALED]]
func.func @elu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.elu %x {alpha = 2.0 : f32} : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @extrema_and_power(
// CHECK: arith.maximumf
// CHECK: arith.minimumf
// CHECK: math.powf
func.func @extrema_and_power(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.max %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = kiln.min %0, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = kiln.pow %1, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %2 : tensor<4xf32>
}
