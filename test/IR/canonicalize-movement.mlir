// RUN: kiln-opt %s -canonicalize -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @reshape_of_reshape(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: %[[R:.*]] = kiln.reshape %[[X]] : (tensor<2x6xf32>) -> tensor<4x3xf32>
// CHECK-NEXT: return %[[R]]
func.func @reshape_of_reshape(%x: tensor<2x6xf32>) -> tensor<4x3xf32> {
  %0 = kiln.reshape %x : (tensor<2x6xf32>) -> tensor<12xf32>
  %1 = kiln.reshape %0 : (tensor<12xf32>) -> tensor<4x3xf32>
  return %1 : tensor<4x3xf32>
}

// -----

// CHECK-LABEL: func.func @reshape_there_and_back(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: return %[[X]]
func.func @reshape_there_and_back(%x: tensor<2x6xf32>) -> tensor<2x6xf32> {
  %0 = kiln.reshape %x : (tensor<2x6xf32>) -> tensor<12xf32>
  %1 = kiln.reshape %0 : (tensor<12xf32>) -> tensor<2x6xf32>
  return %1 : tensor<2x6xf32>
}

// -----

// CHECK-LABEL: func.func @reshape_of_constant(
// CHECK-NEXT: %[[C:.*]] = arith.constant dense<{{\[}}[1.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00]]> : tensor<2x2xf32>
// CHECK-NEXT: return %[[C]]
func.func @reshape_of_constant() -> tensor<2x2xf32> {
  %c = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %0 = kiln.reshape %c : (tensor<4xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// -----

// The resource is not copied: the same name under another type.
// CHECK-LABEL: func.func @reshape_of_resource(
// CHECK-NEXT: %[[C:.*]] = arith.constant dense_resource<weights> : tensor<2x1xf32>
// CHECK-NEXT: return %[[C]]
func.func @reshape_of_resource() -> tensor<2x1xf32> {
  %c = arith.constant dense_resource<weights> : tensor<2xf32>
  %0 = kiln.reshape %c : (tensor<2xf32>) -> tensor<2x1xf32>
  return %0 : tensor<2x1xf32>
}
// CHECK: weights: "0x040000000000803F00000040"
{-#
  dialect_resources: {
    builtin: {
      weights: "0x040000000000803F00000040"
    }
  }
#-}

// -----

// CHECK-LABEL: func.func @flatten_is_reshape(
// CHECK-NEXT: %[[R:.*]] = kiln.reshape %{{.*}} : (tensor<1x16x4x4xf32>) -> tensor<1x256xf32>
// CHECK-NEXT: return %[[R]]
func.func @flatten_is_reshape(%x: tensor<1x16x4x4xf32>) -> tensor<1x256xf32> {
  %0 = kiln.flatten %x {axis = 1 : i64} : (tensor<1x16x4x4xf32>) -> tensor<1x256xf32>
  return %0 : tensor<1x256xf32>
}

// -----

// CHECK-LABEL: func.func @identity_transpose(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: return %[[X]]
func.func @identity_transpose(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = kiln.transpose %x {permutation = array<i64: 0, 1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @transpose_of_transpose(
// CHECK-NEXT: %[[R:.*]] = kiln.transpose %{{.*}} {permutation = array<i64: 2, 1, 0>} : (tensor<2x3x4xf32>) -> tensor<4x3x2xf32>
// CHECK-NEXT: return %[[R]]
func.func @transpose_of_transpose(%x: tensor<2x3x4xf32>) -> tensor<4x3x2xf32> {
  %0 = kiln.transpose %x {permutation = array<i64: 1, 2, 0>} : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  %1 = kiln.transpose %0 {permutation = array<i64: 1, 0, 2>} : (tensor<3x4x2xf32>) -> tensor<4x3x2xf32>
  return %1 : tensor<4x3x2xf32>
}

// -----

// CHECK-LABEL: func.func @transpose_there_and_back(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: return %[[X]]
func.func @transpose_there_and_back(%x: tensor<1x3x4x5xf32>) -> tensor<1x3x4x5xf32> {
  %0 = kiln.transpose %x {permutation = array<i64: 0, 2, 3, 1>} : (tensor<1x3x4x5xf32>) -> tensor<1x4x5x3xf32>
  %1 = kiln.transpose %0 {permutation = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x3xf32>) -> tensor<1x3x4x5xf32>
  return %1 : tensor<1x3x4x5xf32>
}

// -----

// CHECK-LABEL: func.func @transpose_of_unit_dims(
// CHECK-NEXT: %[[R:.*]] = kiln.reshape %{{.*}} : (tensor<1x512x1x1xf32>) -> tensor<1x1x1x512xf32>
// CHECK-NEXT: return %[[R]]
func.func @transpose_of_unit_dims(%x: tensor<1x512x1x1xf32>) -> tensor<1x1x1x512xf32> {
  %0 = kiln.transpose %x {permutation = array<i64: 0, 2, 3, 1>} : (tensor<1x512x1x1xf32>) -> tensor<1x1x1x512xf32>
  return %0 : tensor<1x1x1x512xf32>
}

// -----

// CHECK-LABEL: func.func @transpose_of_splat(
// CHECK-NEXT: %[[C:.*]] = arith.constant dense<1.000000e+00> : tensor<3x2xf32>
// CHECK-NEXT: return %[[C]]
func.func @transpose_of_splat() -> tensor<3x2xf32> {
  %c = arith.constant dense<1.0> : tensor<2x3xf32>
  %0 = kiln.transpose %c {permutation = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}

// -----

// CHECK-LABEL: func.func @concat_of_one(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: return %[[X]]
func.func @concat_of_one(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.concat %x {axis = 0 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @pad_by_nothing(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: return %[[X]]
func.func @pad_by_nothing(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.pad %x {low = array<i64: 0>, high = array<i64: 0>, value = 1.0 : f32} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @slice_of_everything(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: return %[[X]]
func.func @slice_of_everything(%x: tensor<2x6xf32>) -> tensor<2x6xf32> {
  %0 = kiln.slice %x {sizes = array<i64: 2, 6>, starts = array<i64: 0, 0>, steps = array<i64: 1, 1>} : (tensor<2x6xf32>) -> tensor<2x6xf32>
  return %0 : tensor<2x6xf32>
}

// -----

// CHECK-LABEL: func.func @slice_of_splat(
// CHECK-NEXT: %[[C:.*]] = arith.constant dense<1.000000e+00> : tensor<2xf32>
// CHECK-NEXT: return %[[C]]
func.func @slice_of_splat() -> tensor<2xf32> {
  %c = arith.constant dense<1.0> : tensor<4xf32>
  %0 = kiln.slice %c {sizes = array<i64: 2>, starts = array<i64: 1>, steps = array<i64: 2>} : (tensor<4xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

// CHECK-LABEL: func.func @slice_of_part(
// CHECK: kiln.slice
func.func @slice_of_part(%x: tensor<4xf32>) -> tensor<2xf32> {
  %0 = kiln.slice %x {sizes = array<i64: 2>, starts = array<i64: 1>, steps = array<i64: 2>} : (tensor<4xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
