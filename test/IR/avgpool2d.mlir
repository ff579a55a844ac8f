// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plain(
func.func @plain(%a: tensor<1x4x8x8xf32>) -> tensor<1x4x7x7xf32> {
  // CHECK: kiln.avgpool2d {{.*}}{kernel = array<i64: 2, 2>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x7x7xf32>
  %0 = kiln.avgpool2d %a {kernel = array<i64: 2, 2>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x7x7xf32>
  return %0 : tensor<1x4x7x7xf32>
}

// CHECK-LABEL: func.func @strides(
func.func @strides(%a: tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: kiln.avgpool2d {{.*}}{kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  %0 = kiln.avgpool2d %a {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  return %0 : tensor<1x4x4x4xf32>
}

// CHECK-LABEL: func.func @all_attributes(
func.func @all_attributes(%a: tensor<1x4x9x8xf32>) -> tensor<1x4x5x4xf32> {
  // CHECK: kiln.avgpool2d {{.*}}{ceil_mode = true, dilations = array<i64: 2, 1>, kernel = array<i64: 2, 3>, pads = array<i64: 1, 1, 1, 0>, strides = array<i64: 2, 2>} : (tensor<1x4x9x8xf32>) -> tensor<1x4x5x4xf32>
  %0 = kiln.avgpool2d %a {ceil_mode = true, dilations = array<i64: 2, 1>, kernel = array<i64: 2, 3>, pads = array<i64: 1, 1, 1, 0>, strides = array<i64: 2, 2>} : (tensor<1x4x9x8xf32>) -> tensor<1x4x5x4xf32>
  return %0 : tensor<1x4x5x4xf32>
}

// CHECK-LABEL: func.func @last_window_in_padding(
func.func @last_window_in_padding(%a: tensor<1x1x2x2xf32>) -> tensor<1x1x1x1xf32> {
  // CHECK: kiln.avgpool2d {{.*}}{ceil_mode = true, kernel = array<i64: 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x1x2x2xf32>) -> tensor<1x1x1x1xf32>
  %0 = kiln.avgpool2d %a {ceil_mode = true, kernel = array<i64: 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x1x2x2xf32>) -> tensor<1x1x1x1xf32>
  return %0 : tensor<1x1x1x1xf32>
}

// CHECK-LABEL: func.func @padding_counts(
func.func @padding_counts(%a: tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32> {
  // CHECK: kiln.avgpool2d {{.*}}{count_include_pad = true, kernel = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  %0 = kiln.avgpool2d %a {count_include_pad = true, kernel = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return %0 : tensor<1x4x8x8xf32>
}
