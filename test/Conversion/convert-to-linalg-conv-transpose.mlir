// RUN: kiln-opt %s --kiln-convert-to-linalg --split-input-file --verify-diagnostics | FileCheck %s

// A kernel as large as the stride: all phases in one convolution of nine loops,
// whose result is in order.
// CHECK-DAG: #[[IN:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7, d8) -> (d0, d6, d2 + d7, d4 + d8)>
// CHECK-DAG: #[[FILTER:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7, d8) -> (d1, d6, d7, d8, d3, d5)>
// CHECK-DAG: #[[OUT:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7, d8) -> (d0, d1, d2, d3, d4, d5)>
// CHECK-LABEL: func.func @joined(
// CHECK-SAME: %[[X:.+]]: tensor<1x1x3x3xf32>
// CHECK: %[[W:.+]] = arith.constant dense<{{\[\[\[\[\[\[}}1.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00]]]]]]> : tensor<1x1x1x1x2x2xf32>
// CHECK: %[[CONV:.+]] = linalg.generic {indexing_maps = [#[[IN]], #[[FILTER]], #[[OUT]]]
// CHECK-SAME: ins(%[[X]], %[[W]] :
// CHECK: -> tensor<1x1x3x2x3x2xf32>
// CHECK: %[[R:.+]] = tensor.collapse_shape %[[CONV]] {{\[}}[0], [1], [2, 3], [4, 5]] : {{.+}} into tensor<1x1x6x6xf32>
// CHECK: return %[[R]]
func.func @joined(%x: tensor<1x1x3x3xf32>) -> tensor<1x1x6x6xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>
  %0 = kiln.conv_transpose2d %x, %w {strides = array<i64: 2, 2>} : (tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x6x6xf32>
  return %0 : tensor<1x1x6x6xf32>
}

// -----

// Else each phase multiplies with the kernel elements that reach it alone. Here
// they start in the middle of the kernel, since the pad cuts off the first row
// and column.
// CHECK-LABEL: func.func @separate(
// CHECK-SAME: %[[X:.+]]: tensor<1x1x3x3xf32>
// CHECK-NOT: tensor.pad
// CHECK-DAG: %[[W00:.+]] = arith.constant dense<5.000000e+00> : tensor<1x1x1x1xf32>
// CHECK-DAG: %[[R:.+]] = tensor.empty() : tensor<1x1x5x5xf32>
// CHECK: %[[C00:.+]] = linalg.generic {{.+}} ins(%[[X]], %[[W00]] :
// CHECK: %[[R0:.+]] = tensor.insert_slice %[[C00]] into %[[R]][0, 0, 0, 0] [1, 1, 3, 3] [1, 1, 2, 2]
// CHECK: %[[W01:.+]] = arith.constant dense<{{\[\[\[\[}}6.000000e+00, 4.000000e+00]]]]>
// CHECK: %[[C01:.+]] = linalg.generic {{.+}} ins(%[[X]], %[[W01]] :
// CHECK: %[[R1:.+]] = tensor.insert_slice %[[C01]] into %[[R0]][0, 0, 0, 1] [1, 1, 3, 2] [1, 1, 2, 2]
// CHECK: arith.constant dense<{{\[\[\[\[}}8.000000e+00], [2.000000e+00]]]]>
// CHECK: %[[R2:.+]] = tensor.insert_slice %{{.+}} into %[[R1]][0, 0, 1, 0] [1, 1, 2, 3] [1, 1, 2, 2]
// CHECK: arith.constant dense<{{\[\[\[\[}}9.000000e+00, 7.000000e+00], [3.000000e+00, 1.000000e+00]]]]>
// CHECK: %[[R3:.+]] = tensor.insert_slice %{{.+}} into %[[R2]][0, 0, 1, 1] [1, 1, 2, 2] [1, 1, 2, 2]
// CHECK: return %[[R3]]
func.func @separate(%x: tensor<1x1x3x3xf32>, %b: tensor<1xf32>) -> tensor<1x1x5x5xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]]> : tensor<1x1x3x3xf32>
  %0 = kiln.conv_transpose2d %x, %w, %b {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x1x3x3xf32>, tensor<1x1x3x3xf32>, tensor<1xf32>) -> tensor<1x1x5x5xf32>
  return %0 : tensor<1x1x5x5xf32>
}

// -----

// The phases read one padded input.
// CHECK-LABEL: func.func @padded_once(
// CHECK: %[[PADDED:.+]] = tensor.pad %{{.+}} low[0, 0, 0, 1] high[0, 0, 0, 1]
// CHECK-NOT: tensor.pad
// CHECK: tensor.extract_slice %[[PADDED]][0, 0, 0, 0] [1, 1, 1, 4] [1, 1, 1, 1]
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 0, 0, 0] [1, 1, 1, 3] [1, 1, 1, 2]
// CHECK: tensor.extract_slice %[[PADDED]][0, 0, 0, 1] [1, 1, 1, 4] [1, 1, 1, 1]
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 0, 0, 1] [1, 1, 1, 3] [1, 1, 1, 2]
// CHECK-NOT: insert_slice
func.func @padded_once(%x: tensor<1x1x1x3xf32>) -> tensor<1x1x1x6xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0, 3.0, 4.0]]]]> : tensor<1x1x1x4xf32>
  %0 = kiln.conv_transpose2d %x, %w {strides = array<i64: 1, 2>, pads = array<i64: 0, 1, 0, 1>} : (tensor<1x1x1x3xf32>, tensor<1x1x1x4xf32>) -> tensor<1x1x1x6xf32>
  return %0 : tensor<1x1x1x6xf32>
}

// -----

// With stride 1 it is a convolution with the filter turned round, at the places
// that the pads leave.
// CHECK-LABEL: func.func @turned_round(
// CHECK: tensor.pad %{{.+}} low[0, 0, 0, 1] high[0, 0, 0, 1]
// CHECK: arith.constant dense<{{\[\[\[\[}}4.000000e+00, 3.000000e+00], [2.000000e+00, 1.000000e+00]]]]>
// CHECK: linalg.generic {{.+}}"reduction"
// CHECK: -> tensor<1x1x2x4xf32>
// CHECK-NEXT: return
func.func @turned_round(%x: tensor<1x1x3x3xf32>) -> tensor<1x1x2x4xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>
  %0 = kiln.conv_transpose2d %x, %w {pads = array<i64: 1, 0, 1, 0>} : (tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x2x4xf32>
  return %0 : tensor<1x1x2x4xf32>
}

// -----

// What no product reaches is the bias.
// CHECK-LABEL: func.func @bias_alone(
// CHECK-SAME: tensor<1x1x1x3xf32>, %[[B:.+]]: tensor<1xf32>
// CHECK: linalg.generic {{.+}}"reduction"
// CHECK: tensor.insert_slice %{{.+}}[0, 0, 0, 0] [1, 1, 1, 3] [1, 1, 1, 2]
// CHECK: %[[EMPTY:.+]] = tensor.empty() : tensor<1x1x1x2xf32>
// CHECK: %[[BIAS:.+]] = linalg.generic {{.+}} ins(%[[B]] : tensor<1xf32>) outs(%[[EMPTY]] :
// CHECK: tensor.insert_slice %[[BIAS]] into %{{.+}}[0, 0, 0, 1] [1, 1, 1, 2] [1, 1, 1, 2]
// CHECK-NEXT: return
func.func @bias_alone(%x: tensor<1x1x1x3xf32>, %b: tensor<1xf32>) -> tensor<1x1x1x5xf32> {
  %w = arith.constant dense<3.0> : tensor<1x1x1x1xf32>
  %0 = kiln.conv_transpose2d %x, %w, %b {strides = array<i64: 1, 2>} : (tensor<1x1x1x3xf32>, tensor<1x1x1x1xf32>, tensor<1xf32>) -> tensor<1x1x1x5xf32>
  return %0 : tensor<1x1x1x5xf32>
}

// -----

// A single element: each result has a kernel element of its own.
// CHECK-LABEL: func.func @single_element(
// CHECK: -> tensor<1x3x1x4x1x4xf32>
// CHECK: tensor.collapse_shape {{.+}} into tensor<1x3x4x4xf32>
// CHECK-NEXT: return
func.func @single_element(%x: tensor<1x2x1x1xf32>) -> tensor<1x3x4x4xf32> {
  %w = arith.constant dense<1.0> : tensor<2x3x4x4xf32>
  %0 = kiln.conv_transpose2d %x, %w : (tensor<1x2x1x1xf32>, tensor<2x3x4x4xf32>) -> tensor<1x3x4x4xf32>
  return %0 : tensor<1x3x4x4xf32>
}

// -----

// Many phases are computed by one convolution, and what the pads cut off is cut
// off its result.
// CHECK-LABEL: func.func @many_phases(
// CHECK: tensor.pad %{{.+}} low[0, 0, 1, 1] high[0, 0, 1, 1]
// CHECK: arith.constant dense<1.000000e+00> : tensor<1x1x2x2x5x5xf32>
// CHECK: -> tensor<1x1x4x5x4x5xf32>
// CHECK: %[[ALL:.+]] = tensor.collapse_shape {{.+}} into tensor<1x1x20x20xf32>
// CHECK: tensor.extract_slice %[[ALL]][0, 0, 1, 1] [1, 1, 18, 18] [1, 1, 1, 1]
func.func @many_phases(%x: tensor<1x1x3x3xf32>) -> tensor<1x1x18x18xf32> {
  %w = arith.constant dense<1.0> : tensor<1x1x10x10xf32>
  %0 = kiln.conv_transpose2d %x, %w {strides = array<i64: 5, 5>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x1x3x3xf32>, tensor<1x1x10x10xf32>) -> tensor<1x1x18x18xf32>
  return %0 : tensor<1x1x18x18xf32>
}

// -----

func.func @filter_not_constant(%x: tensor<1x1x3x3xf32>, %w: tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32> {
  // expected-error@+2 {{the filter of a transposed convolution must be constant}}
  // expected-error@+1 {{failed to legalize}}
  %0 = kiln.conv_transpose2d %x, %w : (tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32>
  return %0 : tensor<1x1x4x4xf32>
}

// -----

// The stride makes 2^40 phases, of which the pads leave 25.
func.func @too_many_phases(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x5x5xf32> {
  %w = arith.constant dense<1.0> : tensor<1x1x1x1xf32>
  // expected-error@+2 {{the transposed convolution is too large}}
  // expected-error@+1 {{failed to legalize}}
  %0 = kiln.conv_transpose2d %x, %w {pads = array<i64: 1048572, 1048572, 0, 0>, strides = array<i64: 1048576, 1048576>} : (tensor<1x1x2x2xf32>, tensor<1x1x1x1xf32>) -> tensor<1x1x5x5xf32>
  return %0 : tensor<1x1x5x5xf32>
}

// -----

// The kernel's elements lie so far apart that 2^40 elements of padding would be
// read.
func.func @too_much_padding(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32> {
  %w = arith.constant dense<1.0> : tensor<1x1x2x2xf32>
  // expected-error@+2 {{the transposed convolution is too large}}
  // expected-error@+1 {{failed to legalize}}
  %0 = kiln.conv_transpose2d %x, %w {pads = array<i64: 1048576, 1048576, 0, 0>, dilations = array<i64: 1048576, 1048576>} : (tensor<1x1x2x2xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32>
  return %0 : tensor<1x1x2x2xf32>
}
