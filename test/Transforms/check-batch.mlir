// Models whose rows are computed apart pass, and are left as they are. What is
// computed from constants alone is the same for every row.

// RUN: kiln-opt %s --kiln-check-batch --split-input-file | FileCheck %s

// CHECK-LABEL: module attributes {kiln.dynamic_batch}
// CHECK: kiln.conv2d
// CHECK: kiln.softmax
module attributes {kiln.dynamic_batch} {
  func.func @classifier(%x: tensor<1x3x8x8xf32>, %y: tensor<1x1x1x1xf32>) -> (tensor<1x5xf32>, tensor<1x2x6xf32>) {
    %w = arith.constant dense<0.5> : tensor<4x3x3x3xf32>
    %scale = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
    %m = arith.constant dense<0.25> : tensor<4x5xf32>
    %column = arith.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
    %doubled = kiln.add %column, %column : (tensor<2x1xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
    %half = arith.constant dense<0.5> : tensor<2x4xf32>
    %0 = kiln.conv2d %x, %w, %scale {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
    %1 = kiln.mul %0, %y : (tensor<1x4x8x8xf32>, tensor<1x1x1x1xf32>) -> tensor<1x4x8x8xf32>
    %2 = kiln.maxpool2d %1 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
    %3 = kiln.reduce_sum %2 {axes = array<i64: 2, 3>} : (tensor<1x4x4x4xf32>) -> tensor<1x4x1x1xf32>
    %4 = kiln.flatten %3 {axis = 1 : i64} : (tensor<1x4x1x1xf32>) -> tensor<1x4xf32>
    %5 = kiln.gemm %4, %m : (tensor<1x4xf32>, tensor<4x5xf32>) -> tensor<1x5xf32>
    %6 = kiln.softmax %5 {axis = 1 : i64} : tensor<1x5xf32>
    %7 = kiln.reshape %2 : (tensor<1x4x4x4xf32>) -> tensor<1x4x16xf32>
    %8 = kiln.transpose %7 {permutation = array<i64: 0, 2, 1>} : (tensor<1x4x16xf32>) -> tensor<1x16x4xf32>
    %9 = kiln.slice %7 {starts = array<i64: 0, 0, 0>, sizes = array<i64: 1, 4, 6>, steps = array<i64: 1, 1, 1>} : (tensor<1x4x16xf32>) -> tensor<1x4x6xf32>
    %10 = kiln.matmul %half, %9 : (tensor<2x4xf32>, tensor<1x4x6xf32>) -> tensor<1x2x6xf32>
    %11 = kiln.add %10, %doubled : (tensor<1x2x6xf32>, tensor<2x1xf32>) -> tensor<1x2x6xf32>
    return %6, %11 : tensor<1x5xf32>, tensor<1x2x6xf32>
  }
}

// -----

// Integers and truth values lead with the batch too. A table is gathered from.

// CHECK: kiln.top_k
// CHECK: kiln.gather
module attributes {kiln.dynamic_batch} {
  func.func @choice(%x: tensor<1x9xf32>, %i: tensor<1x2xi64>) -> (tensor<1x2x3xf32>, tensor<1x4xf32>) {
    %bounds = arith.constant dense<2> : tensor<1x2xi64>
    %table = arith.constant dense<0.5> : tensor<7x3xf32>
    %columns = arith.constant dense<[0, 8, 2, 2]> : tensor<4xi64>
    %0 = kiln.top_k %x {axis = 1 : i64, k = 2 : i64, largest = true} : (tensor<1x9xf32>) -> tensor<1x2xi64>
    %1 = kiln.rem %0, %bounds : (tensor<1x2xi64>, tensor<1x2xi64>) -> tensor<1x2xi64>
    %2 = kiln.less %i, %1 : (tensor<1x2xi64>, tensor<1x2xi64>) -> tensor<1x2xi1>
    %3 = kiln.select %2, %1, %i : (tensor<1x2xi1>, tensor<1x2xi64>, tensor<1x2xi64>) -> tensor<1x2xi64>
    %4 = kiln.gather %table, %3 {axis = 0 : i64} : (tensor<7x3xf32>, tensor<1x2xi64>) -> tensor<1x2x3xf32>
    %5 = kiln.gather %x, %columns {axis = 1 : i64} : (tensor<1x9xf32>, tensor<4xi64>) -> tensor<1x4xf32>
    return %4, %5 : tensor<1x2x3xf32>, tensor<1x4xf32>
  }
}

// -----

// Nothing is asked of models of a fixed batch.

// CHECK-LABEL: func.func @fixed
func.func @fixed(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %0 = kiln.softmax %x {axis = 0 : i64} : tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}
