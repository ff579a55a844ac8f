// RUN: kiln-opt %s -canonicalize -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @conv_of_pad(
// CHECK-SAME: %[[X:.*]]: tensor<1x3x8x8xf32>
// CHECK-NEXT: %[[R:.*]] = kiln.conv2d %[[X]], %{{.*}} {pads = array<i64: 1, 3, 2, 4>}
// CHECK-NEXT: return %[[R]]
func.func @conv_of_pad(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<1x4x9x13xf32> {
  %0 = kiln.pad %x {low = array<i64: 0, 0, 1, 2>, high = array<i64: 0, 0, 2, 3>} : (tensor<1x3x8x8xf32>) -> tensor<1x3x11x13xf32>
  %1 = kiln.conv2d %0, %w {pads = array<i64: 0, 1, 0, 1>} : (tensor<1x3x11x13xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x9x13xf32>
  return %1 : tensor<1x4x9x13xf32>
}

// -----

// CHECK-LABEL: func.func @conv_of_channel_pad(
// CHECK: kiln.pad
// CHECK: kiln.conv2d
func.func @conv_of_channel_pad(%x: tensor<1x3x8x8xf32>, %w: tensor<4x4x3x3xf32>) -> tensor<1x4x6x6xf32> {
  %0 = kiln.pad %x {low = array<i64: 0, 0, 0, 0>, high = array<i64: 0, 1, 0, 0>} : (tensor<1x3x8x8xf32>) -> tensor<1x4x8x8xf32>
  %1 = kiln.conv2d %0, %w : (tensor<1x4x8x8xf32>, tensor<4x4x3x3xf32>) -> tensor<1x4x6x6xf32>
  return %1 : tensor<1x4x6x6xf32>
}

// -----

// CHECK-LABEL: func.func @conv_of_nonzero_pad(
// CHECK: kiln.pad
// CHECK: kiln.conv2d
func.func @conv_of_nonzero_pad(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<1x4x8x8xf32> {
  %0 = kiln.pad %x {low = array<i64: 0, 0, 1, 1>, high = array<i64: 0, 0, 1, 1>, value = 1.0 : f32} : (tensor<1x3x8x8xf32>) -> tensor<1x3x10x10xf32>
  %1 = kiln.conv2d %0, %w : (tensor<1x3x10x10xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x8x8xf32>
  return %1 : tensor<1x4x8x8xf32>
}

// -----

// CHECK-LABEL: func.func @maxpool_of_pad(
// CHECK-SAME: %[[X:.*]]: tensor<1x3x8x8xf32>
// CHECK-NEXT: %[[R:.*]] = kiln.maxpool2d %[[X]] {kernel = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>}
// CHECK-NEXT: return %[[R]]
func.func @maxpool_of_pad(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32> {
  %0 = kiln.pad %x {low = array<i64: 0, 0, 1, 1>, high = array<i64: 0, 0, 1, 1>, value = 0xFF800000 : f32} : (tensor<1x3x8x8xf32>) -> tensor<1x3x10x10xf32>
  %1 = kiln.maxpool2d %0 {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>} : (tensor<1x3x10x10xf32>) -> tensor<1x3x4x4xf32>
  return %1 : tensor<1x3x4x4xf32>
}

// -----

// A window in the padding alone is not allowed, so the pad stays.
// CHECK-LABEL: func.func @maxpool_of_wide_pad(
// CHECK: kiln.pad
// CHECK: kiln.maxpool2d
func.func @maxpool_of_wide_pad(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x6x6xf32> {
  %0 = kiln.pad %x {low = array<i64: 0, 0, 2, 2>, high = array<i64: 0, 0, 2, 2>, value = 0xFF800000 : f32} : (tensor<1x3x8x8xf32>) -> tensor<1x3x12x12xf32>
  %1 = kiln.maxpool2d %0 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x3x12x12xf32>) -> tensor<1x3x6x6xf32>
  return %1 : tensor<1x3x6x6xf32>
}

// -----

// Zero may exceed every element of a window.
// CHECK-LABEL: func.func @maxpool_of_zero_pad(
// CHECK: kiln.pad
// CHECK: kiln.maxpool2d
func.func @maxpool_of_zero_pad(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x9x9xf32> {
  %0 = kiln.pad %x {low = array<i64: 0, 0, 1, 1>, high = array<i64: 0, 0, 1, 1>} : (tensor<1x3x8x8xf32>) -> tensor<1x3x10x10xf32>
  %1 = kiln.maxpool2d %0 {kernel = array<i64: 2, 2>} : (tensor<1x3x10x10xf32>) -> tensor<1x3x9x9xf32>
  return %1 : tensor<1x3x9x9xf32>
}

// -----

// With ceil_mode the pool after the pad has a window that starts in the padding;
// the merged one would not have it.
// CHECK-LABEL: func.func @maxpool_whose_windows_differ(
// CHECK: kiln.pad
// CHECK: kiln.maxpool2d
func.func @maxpool_whose_windows_differ(%x: tensor<1x1x4x4xf32>) -> tensor<1x1x3x3xf32> {
  %0 = kiln.pad %x {low = array<i64: 0, 0, 0, 0>, high = array<i64: 0, 0, 1, 1>, value = 0xFF800000 : f32} : (tensor<1x1x4x4xf32>) -> tensor<1x1x5x5xf32>
  %1 = kiln.maxpool2d %0 {ceil_mode = true, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x1x5x5xf32>) -> tensor<1x1x3x3xf32>
  return %1 : tensor<1x1x3x3xf32>
}

// -----

// CHECK-LABEL: func.func @avgpool_of_pad(
// CHECK-SAME: %[[X:.*]]: tensor<1x3x8x8xf32>
// CHECK-NEXT: %[[R:.*]] = kiln.avgpool2d %[[X]] {count_include_pad = true, kernel = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>}
// CHECK-NEXT: return %[[R]]
func.func @avgpool_of_pad(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x8x8xf32> {
  %0 = kiln.pad %x {low = array<i64: 0, 0, 1, 1>, high = array<i64: 0, 0, 1, 1>} : (tensor<1x3x8x8xf32>) -> tensor<1x3x10x10xf32>
  %1 = kiln.avgpool2d %0 {kernel = array<i64: 3, 3>} : (tensor<1x3x10x10xf32>) -> tensor<1x3x8x8xf32>
  return %1 : tensor<1x3x8x8xf32>
}

// -----

// The zeros of the pad count, the pool's own padding does not.
// CHECK-LABEL: func.func @avgpool_with_own_padding(
// CHECK: kiln.pad
// CHECK: kiln.avgpool2d
func.func @avgpool_with_own_padding(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x10x10xf32> {
  %0 = kiln.pad %x {low = array<i64: 0, 0, 1, 1>, high = array<i64: 0, 0, 1, 1>} : (tensor<1x3x8x8xf32>) -> tensor<1x3x10x10xf32>
  %1 = kiln.avgpool2d %0 {kernel = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x3x10x10xf32>) -> tensor<1x3x10x10xf32>
  return %1 : tensor<1x3x10x10xf32>
}

// -----

// CHECK-LABEL: func.func @pools_of_single_elements(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: return %[[X]]
func.func @pools_of_single_elements(%x: tensor<2x3x1x1xf32>) -> tensor<2x3x1x1xf32> {
  %0 = kiln.maxpool2d %x {kernel = array<i64: 1, 1>} : (tensor<2x3x1x1xf32>) -> tensor<2x3x1x1xf32>
  %1 = kiln.avgpool2d %0 {kernel = array<i64: 1, 1>} : (tensor<2x3x1x1xf32>) -> tensor<2x3x1x1xf32>
  %2 = kiln.global_avgpool %1 : (tensor<2x3x1x1xf32>) -> tensor<2x3x1x1xf32>
  return %2 : tensor<2x3x1x1xf32>
}

// -----

// CHECK-LABEL: func.func @maxpool_that_takes_every_second(
// CHECK: kiln.maxpool2d
func.func @maxpool_that_takes_every_second(%x: tensor<1x3x4x4xf32>) -> tensor<1x3x2x2xf32> {
  %0 = kiln.maxpool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x3x4x4xf32>) -> tensor<1x3x2x2xf32>
  return %0 : tensor<1x3x2x2xf32>
}

// -----

// CHECK-LABEL: func.func @avgpool_of_whole_plane(
// CHECK-NEXT: %[[R:.*]] = kiln.global_avgpool %{{.*}} : (tensor<1x512x7x7xf32>) -> tensor<1x512x1x1xf32>
// CHECK-NEXT: return %[[R]]
func.func @avgpool_of_whole_plane(%x: tensor<1x512x7x7xf32>) -> tensor<1x512x1x1xf32> {
  %0 = kiln.avgpool2d %x {kernel = array<i64: 7, 7>, strides = array<i64: 7, 7>} : (tensor<1x512x7x7xf32>) -> tensor<1x512x1x1xf32>
  return %0 : tensor<1x512x1x1xf32>
}

// -----

// CHECK-LABEL: func.func @avgpool_of_whole_padded_plane(
// CHECK: kiln.avgpool2d
func.func @avgpool_of_whole_padded_plane(%x: tensor<1x3x2x2xf32>) -> tensor<1x3x1x1xf32> {
  %0 = kiln.avgpool2d %x {count_include_pad = true, kernel = array<i64: 3, 3>, pads = array<i64: 0, 0, 1, 1>} : (tensor<1x3x2x2xf32>) -> tensor<1x3x1x1xf32>
  return %0 : tensor<1x3x1x1xf32>
}
