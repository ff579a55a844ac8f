// RUN: kiln-opt %s -canonicalize -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @relu_of_relu(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: %[[R:.*]] = kiln.relu %[[X]]
// CHECK-NEXT: return %[[R]]
func.func @relu_of_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.relu %x : tensor<4xf32>
  %1 = kiln.relu %0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @relu_of_positive_clip(
// CHECK-NEXT: %[[R:.*]] = kiln.clip %{{.*}} {max = 6.000000e+00 : f32, min = 1.000000e+00 : f32}
// CHECK-NEXT: return %[[R]]
func.func @relu_of_positive_clip(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.clip %x {min = 1.0 : f32, max = 6.0 : f32} : tensor<4xf32>
  %1 = kiln.relu %0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @relu_of_clip(
// CHECK-NEXT: %[[R:.*]] = kiln.clip %{{.*}} {max = 6.000000e+00 : f32, min = 0.000000e+00 : f32}
// CHECK-NEXT: return %[[R]]
func.func @relu_of_clip(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.clip %x {min = -1.0 : f32, max = 6.0 : f32} : tensor<4xf32>
  %1 = kiln.relu %0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// A clip to negative numbers is not a clip from 0.
// CHECK-LABEL: func.func @relu_of_negative_clip(
// CHECK-NEXT: kiln.clip
// CHECK-NEXT: kiln.relu
func.func @relu_of_negative_clip(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.clip %x {min = -6.0 : f32, max = -1.0 : f32} : tensor<4xf32>
  %1 = kiln.relu %0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @clip_of_relu(
// CHECK-NEXT: %[[R:.*]] = kiln.clip %{{.*}} {max = 6.000000e+00 : f32, min = 0.000000e+00 : f32}
// CHECK-NEXT: return %[[R]]
func.func @clip_of_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.relu %x : tensor<4xf32>
  %1 = kiln.clip %0 {min = -1.0 : f32, max = 6.0 : f32} : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @clip_above_zero_of_relu(
// CHECK-NEXT: kiln.relu
// CHECK-NEXT: kiln.clip
func.func @clip_above_zero_of_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.relu %x : tensor<4xf32>
  %1 = kiln.clip %0 {min = 1.0 : f32, max = 6.0 : f32} : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @clip_from_zero_is_relu(
// CHECK-NEXT: %[[R:.*]] = kiln.relu
// CHECK-NEXT: return %[[R]]
func.func @clip_from_zero_is_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.clip %x {min = 0.0 : f32, max = 0x7F800000 : f32} : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// The largest finite number is not infinity: infinity would be clipped.
// CHECK-LABEL: func.func @clip_to_largest(
// CHECK-NEXT: kiln.clip
func.func @clip_to_largest(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.clip %x {min = 0.0 : f32, max = 0x7F7FFFFF : f32} : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @clip_without_bounds(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: return %[[X]]
func.func @clip_without_bounds(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.clip %x {min = 0xFF800000 : f32, max = 0x7F800000 : f32} : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @clip_twice(
// CHECK-NEXT: %[[R:.*]] = kiln.clip
// CHECK-NEXT: return %[[R]]
func.func @clip_twice(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.clip %x {min = 0.0 : f32, max = 6.0 : f32} : tensor<4xf32>
  %1 = kiln.clip %0 {min = 0.0 : f32, max = 6.0 : f32} : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @neutral_elements(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: return %[[X]]
func.func @neutral_elements(%x: tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> {
  %negative_zero = arith.constant dense<-0.0> : tensor<4x1x1xf32>
  %zero = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<4x1x1xf32>
  %0 = kiln.add %negative_zero, %x : (tensor<4x1x1xf32>, tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32>
  %1 = kiln.sub %0, %zero : (tensor<1x4x2x2xf32>, tensor<f32>) -> tensor<1x4x2x2xf32>
  %2 = kiln.mul %one, %1 : (tensor<4x1x1xf32>, tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32>
  %3 = kiln.div %2, %one : (tensor<1x4x2x2xf32>, tensor<4x1x1xf32>) -> tensor<1x4x2x2xf32>
  return %3 : tensor<1x4x2x2xf32>
}

// -----

// -0 + 0 is +0, and 0 - x is not x.
// CHECK-LABEL: func.func @not_neutral(
// CHECK: kiln.add
// CHECK: kiln.sub
func.func @not_neutral(%x: tensor<4xf32>) -> tensor<4xf32> {
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  %0 = kiln.add %x, %zero : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = kiln.sub %zero, %0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @one_that_broadcasts(
// CHECK: kiln.mul
func.func @one_that_broadcasts(%x: tensor<1xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %0 = kiln.mul %x, %one : (tensor<1xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @division_by_power_of_two(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK: %[[C:.*]] = arith.constant dense<2.500000e-01> : tensor<f32>
// CHECK: kiln.mul %[[X]], %[[C]]
func.func @division_by_power_of_two(%x: tensor<4xf32>) -> tensor<4xf32> {
  %four = arith.constant dense<4.0> : tensor<f32>
  %0 = kiln.div %x, %four : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @division_by_three(
// CHECK: kiln.div
func.func @division_by_three(%x: tensor<4xf32>) -> tensor<4xf32> {
  %three = arith.constant dense<3.0> : tensor<f32>
  %0 = kiln.div %x, %three : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
