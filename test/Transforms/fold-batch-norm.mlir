// RUN: kiln-opt %s --kiln-fold-batch-norm --split-input-file | FileCheck %s

// factor = 2 / sqrt(3 + 1) = 1, 6 / 2 = 3; offset = 1 - 4 * 1, 1 - 4 * 3.

// CHECK-LABEL: func.func @into_conv(
// CHECK-DAG: %[[W:.+]] = arith.constant dense<{{\[\[\[\[}}1.000000e+00]]], {{\[\[\[}}6.000000e+00]]]]>
// CHECK-DAG: %[[B:.+]] = arith.constant dense<[-3.000000e+00, -1.100000e+01]>
// CHECK: %[[R:.+]] = kiln.conv2d %arg0, %[[W]], %[[B]] {kiln.conv_algorithm = "direct", strides = array<i64: 2, 2>}
// CHECK-NEXT: return %[[R]]
func.func @into_conv(%x: tensor<1x1x4x4xf32>) -> tensor<1x2x2x2xf32> {
  %w = arith.constant dense<[[[[1.0]]], [[[2.0]]]]> : tensor<2x1x1x1xf32>
  %scale = arith.constant dense<[2.0, 6.0]> : tensor<2xf32>
  %offset = arith.constant dense<1.0> : tensor<2xf32>
  %mean = arith.constant dense<4.0> : tensor<2xf32>
  %variance = arith.constant dense<3.0> : tensor<2xf32>
  %0 = kiln.conv2d %x, %w {kiln.conv_algorithm = "direct", strides = array<i64: 2, 2>} : (tensor<1x1x4x4xf32>, tensor<2x1x1x1xf32>) -> tensor<1x2x2x2xf32>
  %1 = kiln.batch_norm %0, %scale, %offset, %mean, %variance {epsilon = 1.0 : f32}
    : (tensor<1x2x2x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  return %1 : tensor<1x2x2x2xf32>
}

// -----

// The convolution's own bias is scaled with it; what follows is folded too.

// CHECK-LABEL: func.func @arithmetic(
// CHECK-DAG: %[[W:.+]] = arith.constant dense<{{\[\[\[\[}}-5.000000e+00]]], {{\[\[\[}}-1.000000e+01]]]]>
// CHECK-DAG: %[[B:.+]] = arith.constant dense<[-4.500000e+00, -9.500000e+00]>
// CHECK: %[[R:.+]] = kiln.conv2d %arg0, %[[W]], %[[B]]
// CHECK-NEXT: return %[[R]]
func.func @arithmetic(%x: tensor<1x1x4x4xf32>) -> tensor<1x2x4x4xf32> {
  %w = arith.constant dense<[[[[1.0]]], [[[2.0]]]]> : tensor<2x1x1x1xf32>
  %b = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %ten = arith.constant dense<10.0> : tensor<f32>
  %two = arith.constant dense<2.0> : tensor<1x2x1x1xf32>
  %half = arith.constant dense<0.5> : tensor<1xf32>
  %0 = kiln.conv2d %x, %w, %b : (tensor<1x1x4x4xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<1x2x4x4xf32>
  %1 = kiln.mul %ten, %0 : (tensor<f32>, tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  %2 = kiln.div %1, %two : (tensor<1x2x4x4xf32>, tensor<1x2x1x1xf32>) -> tensor<1x2x4x4xf32>
  %3 = kiln.sub %half, %2 : (tensor<1xf32>, tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  return %3 : tensor<1x2x4x4xf32>
}

// -----

// After anything else: a product and a sum.

// CHECK-LABEL: func.func @expand(
// CHECK-DAG: %[[FACTOR:.+]] = arith.constant dense<{{\[\[\[}}1.000000e+00]], {{\[\[}}3.000000e+00]]]> : tensor<2x1x1xf32>
// CHECK-DAG: %[[OFFSET:.+]] = arith.constant dense<{{\[\[\[}}-3.000000e+00]], {{\[\[}}-1.100000e+01]]]> : tensor<2x1x1xf32>
// CHECK: %[[SCALED:.+]] = kiln.mul %arg0, %[[FACTOR]]
// CHECK: kiln.add %[[SCALED]], %[[OFFSET]]
func.func @expand(%x: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> {
  %scale = arith.constant dense<[2.0, 6.0]> : tensor<2xf32>
  %offset = arith.constant dense<1.0> : tensor<2xf32>
  %mean = arith.constant dense<4.0> : tensor<2xf32>
  %variance = arith.constant dense<3.0> : tensor<2xf32>
  %0 = kiln.batch_norm %x, %scale, %offset, %mean, %variance {epsilon = 1.0 : f32}
    : (tensor<1x2x4x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x4x4xf32>
  return %0 : tensor<1x2x4x4xf32>
}

// -----

// A parameter that is not constant, or a factor that is not finite.

// CHECK-LABEL: func.func @left_alone(
// CHECK-COUNT-2: kiln.batch_norm
func.func @left_alone(%x: tensor<1x2x4x4xf32>, %p: tensor<2xf32>) -> tensor<1x2x4x4xf32> {
  %c = arith.constant dense<[2.0, 6.0]> : tensor<2xf32>
  %negative = arith.constant dense<-1.0> : tensor<2xf32>
  %0 = kiln.batch_norm %x, %c, %c, %c, %p {epsilon = 1.0 : f32}
    : (tensor<1x2x4x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x4x4xf32>
  %1 = kiln.batch_norm %0, %c, %c, %c, %negative {epsilon = 0.5 : f32}
    : (tensor<1x2x4x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x4x4xf32>
  return %1 : tensor<1x2x4x4xf32>
}

// -----

// The convolution's result is needed as it is.

// CHECK-LABEL: func.func @two_uses(
// CHECK: %[[CONV:.+]] = kiln.conv2d
// CHECK: kiln.mul %[[CONV]], %{{.+}}
func.func @two_uses(%x: tensor<1x1x4x4xf32>) -> (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>) {
  %w = arith.constant dense<[[[[1.0]]], [[[2.0]]]]> : tensor<2x1x1x1xf32>
  %c = arith.constant dense<10.0> : tensor<1xf32>
  %0 = kiln.conv2d %x, %w : (tensor<1x1x4x4xf32>, tensor<2x1x1x1xf32>) -> tensor<1x2x4x4xf32>
  %1 = kiln.mul %0, %c : (tensor<1x2x4x4xf32>, tensor<1xf32>) -> tensor<1x2x4x4xf32>
  return %0, %1 : tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>
}

// -----

// Constants that vary within a channel, are not finite, or enlarge the result.

// CHECK-LABEL: func.func @not_per_channel(
// CHECK: kiln.conv2d
// CHECK: kiln.add
// CHECK: kiln.conv2d
// CHECK: kiln.mul
// CHECK: kiln.conv2d
// CHECK: kiln.sub
func.func @not_per_channel(%x: tensor<1x1x2x2xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<2x2x2x2xf32>) {
  %w = arith.constant dense<[[[[1.0]]], [[[2.0]]]]> : tensor<2x1x1x1xf32>
  %columns = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %inf = arith.constant dense<0x7F800000> : tensor<1xf32>
  %batch = arith.constant dense<3.0> : tensor<2x1x1x1xf32>
  %0 = kiln.conv2d %x, %w : (tensor<1x1x2x2xf32>, tensor<2x1x1x1xf32>) -> tensor<1x2x2x2xf32>
  %1 = kiln.add %0, %columns : (tensor<1x2x2x2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %2 = kiln.conv2d %x, %w : (tensor<1x1x2x2xf32>, tensor<2x1x1x1xf32>) -> tensor<1x2x2x2xf32>
  %3 = kiln.mul %2, %inf : (tensor<1x2x2x2xf32>, tensor<1xf32>) -> tensor<1x2x2x2xf32>
  %4 = kiln.conv2d %x, %w : (tensor<1x1x2x2xf32>, tensor<2x1x1x1xf32>) -> tensor<1x2x2x2xf32>
  %5 = kiln.sub %4, %batch : (tensor<1x2x2x2xf32>, tensor<2x1x1x1xf32>) -> tensor<2x2x2x2xf32>
  return %1, %3, %5 : tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<2x2x2x2xf32>
}

// -----

// A splat filter stays one under a uniform factor, and a huge one is never
// written out.

// CHECK-LABEL: func.func @splat(
// CHECK: %[[W:.+]] = arith.constant dense<6.000000e+00> : tensor<16384x16384x1x1xf32>
// CHECK: kiln.conv2d %arg0, %[[W]], %{{.+}}
// CHECK: kiln.mul
func.func @splat(%x: tensor<1x16384x1x1xf32>, %y: tensor<1x2x1x1xf32>) -> (tensor<1x16384x1x1xf32>, tensor<1x2x1x1xf32>) {
  %w = arith.constant dense<2.0> : tensor<16384x16384x1x1xf32>
  %c = arith.constant dense<3.0> : tensor<1xf32>
  %0 = kiln.conv2d %x, %w : (tensor<1x16384x1x1xf32>, tensor<16384x16384x1x1xf32>) -> tensor<1x16384x1x1xf32>
  %1 = kiln.mul %0, %c : (tensor<1x16384x1x1xf32>, tensor<1xf32>) -> tensor<1x16384x1x1xf32>
  %v = arith.constant dense<2.0> : tensor<2x2x10000x1000xf32>
  %d = arith.constant dense<[[[3.0]], [[4.0]]]> : tensor<2x1x1xf32>
  %2 = kiln.conv2d %y, %v {pads = array<i64: 9999, 999, 0, 0>} : (tensor<1x2x1x1xf32>, tensor<2x2x10000x1000xf32>) -> tensor<1x2x1x1xf32>
  %3 = kiln.mul %2, %d : (tensor<1x2x1x1xf32>, tensor<2x1x1xf32>) -> tensor<1x2x1x1xf32>
  return %1, %3 : tensor<1x16384x1x1xf32>, tensor<1x2x1x1xf32>
}
