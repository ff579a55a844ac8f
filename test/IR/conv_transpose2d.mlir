// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plain(
func.func @plain(%x: tensor<1x4x3x3xf32>, %w: tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32> {
  // CHECK: kiln.conv_transpose2d {{.*}} : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32>
  %0 = kiln.conv_transpose2d %x, %w : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32>
  return %0 : tensor<1x6x4x4xf32>
}

// CHECK-LABEL: func.func @all_attributes(
func.func @all_attributes(%x: tensor<1x4x3x3xf32>, %w: tensor<4x6x2x2xf32>, %b: tensor<12xf32>) -> tensor<1x12x7x7xf32> {
  // CHECK: kiln.conv_transpose2d {{.*}} {dilations = array<i64: 2, 2>, groups = 2 : i64, output_padding = array<i64: 1, 1>, pads = array<i64: 1, 0, 0, 1>, strides = array<i64: 2, 2>} : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>, tensor<12xf32>) -> tensor<1x12x7x7xf32>
  %0 = kiln.conv_transpose2d %x, %w, %b {dilations = array<i64: 2, 2>, groups = 2 : i64, output_padding = array<i64: 1, 1>, pads = array<i64: 1, 0, 0, 1>, strides = array<i64: 2, 2>} : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>, tensor<12xf32>) -> tensor<1x12x7x7xf32>
  return %0 : tensor<1x12x7x7xf32>
}
