// RUN: kiln-opt %s --kiln-convert-to-linalg --split-input-file --verify-diagnostics | FileCheck %s

// The four phases are channels of an ordinary convolution, then pixels.
// CHECK-LABEL: func.func @phases(
// CHECK-DAG: arith.constant dense<{{\[\[\[\[}}1.000000e+00]]], {{\[\[\[}}2.000000e+00]]], {{\[\[\[}}3.000000e+00]]], {{\[\[\[}}4.000000e+00]]]]> : tensor<4x1x1x1xf32>
// CHECK: linalg.generic {{.+}} iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]}
// CHECK: -> tensor<1x4x3x3xf32>
// CHECK: tensor.expand_shape {{.+}} into tensor<1x1x2x2x3x3xf32>
// CHECK: -> tensor<1x1x3x2x3x2xf32>
// CHECK: tensor.collapse_shape {{.+}} into tensor<1x1x6x6xf32>
func.func @phases(%x: tensor<1x1x3x3xf32>) -> tensor<1x1x6x6xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>
  %0 = kiln.conv_transpose2d %x, %w {strides = array<i64: 2, 2>} : (tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x6x6xf32>
  return %0 : tensor<1x1x6x6xf32>
}

// -----

// With stride 1 it is a convolution with the filter turned round; pads are cut
// off the result.
// CHECK-LABEL: func.func @turned_round(
// CHECK-DAG: arith.constant dense<{{\[\[\[\[}}4.000000e+00, 3.000000e+00], [2.000000e+00, 1.000000e+00]]]]>
// CHECK: tensor.pad %{{.+}} low[0, 0, 1, 1] high[0, 0, 1, 1]
// CHECK: -> tensor<1x1x4x4xf32>
// CHECK: tensor.extract_slice %{{.+}}[0, 0, 1, 0] [1, 1, 2, 4] [1, 1, 1, 1]
func.func @turned_round(%x: tensor<1x1x3x3xf32>) -> tensor<1x1x2x4xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>
  %0 = kiln.conv_transpose2d %x, %w {pads = array<i64: 1, 0, 1, 0>} : (tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x2x4xf32>
  return %0 : tensor<1x1x2x4xf32>
}

// -----

// What no product reaches is the bias.
// CHECK-LABEL: func.func @output_padding(
// CHECK: %[[PADDED:.+]] = tensor.pad %{{.+}} low[0, 0, 0, 0] high[0, 0, 0, 1]
// CHECK: linalg.generic {{.+}} ins(%[[PADDED]], %{{.+}} : tensor<1x1x6x7xf32>, tensor<1xf32>)
// CHECK: arith.addf
func.func @output_padding(%x: tensor<1x1x3x3xf32>, %b: tensor<1xf32>) -> tensor<1x1x6x7xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>
  %0 = kiln.conv_transpose2d %x, %w, %b {output_padding = array<i64: 0, 1>, strides = array<i64: 2, 2>} : (tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>, tensor<1xf32>) -> tensor<1x1x6x7xf32>
  return %0 : tensor<1x1x6x7xf32>
}

// -----

func.func @filter_not_constant(%x: tensor<1x1x3x3xf32>, %w: tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32> {
  // expected-error@+2 {{the filter of a transposed convolution must be constant}}
  // expected-error@+1 {{failed to legalize}}
  %0 = kiln.conv_transpose2d %x, %w : (tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32>
  return %0 : tensor<1x1x4x4xf32>
}

// -----

// The stride makes 2^40 phases, of which the pads leave one.
func.func @too_large(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x1x1xf32> {
  %w = arith.constant dense<1.0> : tensor<1x1x1x1xf32>
  // expected-error@+2 {{the transposed convolution is too large}}
  // expected-error@+1 {{failed to legalize}}
  %0 = kiln.conv_transpose2d %x, %w {pads = array<i64: 1048576, 1048576, 0, 0>, strides = array<i64: 1048576, 1048576>} : (tensor<1x1x2x2xf32>, tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
  return %0 : tensor<1x1x1x1xf32>
}
