// RUN: kiln-opt %s --kiln-fold-constant-layouts --canonicalize --split-input-file | FileCheck %s

// Packing on both channel dimensions: the kernel reads, for each input channel,
// neighbouring output channels. 3 output channels leave one lane of zeros.

// CHECK-LABEL: func.func @pack(
// CHECK-NOT: linalg.pack
// CHECK: arith.constant dense<{{\[\[\[\[}}1.000000e+00, 3.000000e+00], [2.000000e+00, 4.000000e+00]]], {{\[\[\[}}5.000000e+00, 0.000000e+00], [6.000000e+00, 0.000000e+00]]]]> : tensor<2x1x2x2xf32>
func.func @pack() -> tensor<2x1x2x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x1x2x2xf32>
  %0 = linalg.pack %w padding_value(%zero : f32) inner_dims_pos = [1, 0] inner_tiles = [2, 2] into %e : tensor<3x2xf32> -> tensor<2x1x2x2xf32>
  return %0 : tensor<2x1x2x2xf32>
}

// -----

// Slices, transposes and reshapes, one after another.

// CHECK-LABEL: func.func @chain(
// CHECK-NEXT: %[[C:.+]] = arith.constant dense<{{\[\[}}5.000000e+00], [8.000000e+00], [6.000000e+00], [9.000000e+00]]> : tensor<4x1xf32>
// CHECK-NEXT: return %[[C]]
func.func @chain() -> tensor<4x1xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]> : tensor<3x3xf32>
  %0 = tensor.extract_slice %w[1, 1] [2, 2] [1, 1] : tensor<3x3xf32> to tensor<2x2xf32>
  %e = tensor.empty() : tensor<2x2xf32>
  %1 = linalg.transpose ins(%0 : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) permutation = [1, 0]
  %2 = tensor.collapse_shape %1 [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
  %3 = tensor.expand_shape %2 [[0, 1]] output_shape [4, 1] : tensor<4xf32> into tensor<4x1xf32>
  return %3 : tensor<4x1xf32>
}

// -----

// Strided slices, and a slice of a slice.

// CHECK-LABEL: func.func @strided(
// CHECK: arith.constant dense<[2.000000e+00, 4.000000e+00, 6.000000e+00]> : tensor<3xf32>
func.func @strided() -> tensor<3xf32> {
  %w = arith.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]> : tensor<6xf32>
  %0 = tensor.extract_slice %w[1] [3] [2] : tensor<6xf32> to tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// A splat stays one element of storage, but not where its lanes are padded.

// CHECK-LABEL: func.func @splat(
// CHECK-DAG: arith.constant dense<2.000000e+00> : tensor<2x2xf32>
// CHECK-DAG: arith.constant dense<{{\[\[}}2.000000e+00, 2.000000e+00], [2.000000e+00, 0.000000e+00]]> : tensor<2x2xf32>
func.func @splat() -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %zero = arith.constant 0.0 : f32
  %v = arith.constant dense<2.0> : tensor<4xf32>
  %w = arith.constant dense<2.0> : tensor<3xf32>
  %e = tensor.empty() : tensor<2x2xf32>
  %0 = linalg.pack %v inner_dims_pos = [0] inner_tiles = [2] into %e : tensor<4xf32> -> tensor<2x2xf32>
  %1 = linalg.pack %w padding_value(%zero : f32) inner_dims_pos = [0] inner_tiles = [2] into %e : tensor<3xf32> -> tensor<2x2xf32>
  return %0, %1 : tensor<2x2xf32>, tensor<2x2xf32>
}

// -----

// What is no constant stays.

// CHECK-LABEL: func.func @variable(
// CHECK: linalg.pack
func.func @variable(%x: tensor<4xf32>) -> tensor<2x2xf32> {
  %e = tensor.empty() : tensor<2x2xf32>
  %0 = linalg.pack %x inner_dims_pos = [0] inner_tiles = [2] into %e : tensor<4xf32> -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
