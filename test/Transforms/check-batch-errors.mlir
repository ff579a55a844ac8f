// Each way to mix the rows of a batch, or not to have any.

// RUN: kiln-opt %s --kiln-check-batch --verify-diagnostics --split-input-file

module attributes {kiln.dynamic_batch} {
  // expected-error @+2 {{--dynamic-batch: input 'x' has type 'tensor<4x2xf32>', expected a leading dimension of 1, which stands for the batch}}
  // expected-error @+1 {{--dynamic-batch: output 0 has type 'tensor<f32>', expected a leading dimension of 1, which stands for the batch}}
  func.func @ports(%x: tensor<4x2xf32> {kiln.name = "x"}) -> tensor<f32> {
    %0 = arith.constant dense<1.0> : tensor<f32>
    return %0 : tensor<f32>
  }
}

// -----

module attributes {kiln.dynamic_batch} {
  func.func @axes(%x: tensor<1x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>) {
    // expected-error @+1 {{--dynamic-batch: kiln.softmax may mix the rows of the batch: it combines elements along the batch}}
    %0 = kiln.softmax %x {axis = 0 : i64} : tensor<1x4xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.reduce_max may mix the rows of the batch: it combines elements along the batch}}
    %1 = kiln.reduce_max %x {axes = array<i64: 0>} : (tensor<1x4xf32>) -> tensor<1x4xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.concat may mix the rows of the batch: it joins tensors along the batch}}
    %2 = kiln.concat %x, %x {axis = 0 : i64} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
    // Not told again of what follows.
    %3 = kiln.reduce_min %2 {axes = array<i64: 0>} : (tensor<2x4xf32>) -> tensor<1x4xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.flatten may mix the rows of the batch: it joins the batch with other dimensions}}
    %4 = kiln.flatten %x {axis = 0 : i64} : (tensor<1x4xf32>) -> tensor<1x4xf32>
    return %0, %1, %3, %4, %x : tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>
  }
}

// -----

module attributes {kiln.dynamic_batch} {
  func.func @shapes(%x: tensor<1x4x2xf32>) -> tensor<1x4x2xf32> {
    // expected-error @+1 {{--dynamic-batch: kiln.reshape may mix the rows of the batch: its result does not lead with the batch}}
    %0 = kiln.reshape %x : (tensor<1x4x2xf32>) -> tensor<4x2xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.transpose may mix the rows of the batch: it moves the batch elsewhere}}
    %1 = kiln.transpose %x {permutation = array<i64: 1, 0, 2>} : (tensor<1x4x2xf32>) -> tensor<4x1x2xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.pad may mix the rows of the batch: it pads the batch}}
    %2 = kiln.pad %x {low = array<i64: 1, 0, 0>, high = array<i64: 0, 0, 0>} : (tensor<1x4x2xf32>) -> tensor<2x4x2xf32>
    return %x : tensor<1x4x2xf32>
  }
}

// -----

module attributes {kiln.dynamic_batch} {
  func.func @broadcast(%x: tensor<1x4xf32>, %y: tensor<1x1x4xf32>) -> tensor<1x4xf32> {
    // expected-error @+1 {{--dynamic-batch: kiln.add may mix the rows of the batch: broadcasting takes the batch of an operand for another dimension}}
    %0 = kiln.add %x, %y : (tensor<1x4xf32>, tensor<1x1x4xf32>) -> tensor<1x1x4xf32>
    %table = arith.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.mul may mix the rows of the batch: a constant operand differs along the batch}}
    %1 = kiln.mul %x, %table : (tensor<1x4xf32>, tensor<2x1xf32>) -> tensor<2x4xf32>
    return %x : tensor<1x4xf32>
  }
}

// -----

module attributes {kiln.dynamic_batch} {
  func.func @products(%x: tensor<1x4xf32>, %y: tensor<1x4x1xf32>) -> tensor<1x4xf32> {
    %a = arith.constant dense<1.0> : tensor<3x1xf32>
    %b = arith.constant dense<1.0> : tensor<1x4xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.gemm may mix the rows of the batch: it sums along the batch, the leading dimension of its first matrix}}
    %0 = kiln.gemm %x, %b {trans_a = true} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<4x4xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.gemm may mix the rows of the batch: its second matrix depends on the input}}
    %1 = kiln.gemm %b, %x {trans_b = true} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x1xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.matmul may mix the rows of the batch: it sums along the batch, the leading dimension of its second matrix}}
    %2 = kiln.matmul %a, %x : (tensor<3x1xf32>, tensor<1x4xf32>) -> tensor<3x4xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.matmul may mix the rows of the batch: broadcasting takes the batch of an operand for another dimension}}
    %3 = kiln.matmul %x, %y : (tensor<1x4xf32>, tensor<1x4x1xf32>) -> tensor<1x1x1xf32>
    return %x : tensor<1x4xf32>
  }
}

// -----

module attributes {kiln.dynamic_batch} {
  func.func @choice(%x: tensor<1x4xf32>, %i: tensor<1x2xi64>) -> tensor<1x4xf32> {
    %first = arith.constant dense<0> : tensor<1xi64>
    %table = arith.constant dense<0.5> : tensor<1x7xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.gather may mix the rows of the batch: it gathers from the batch}}
    %0 = kiln.gather %x, %first {axis = 0 : i64} : (tensor<1x4xf32>, tensor<1xi64>) -> tensor<1x4xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.gather may mix the rows of the batch: both its input and its indices have the batch}}
    %1 = kiln.gather %x, %i {axis = 1 : i64} : (tensor<1x4xf32>, tensor<1x2xi64>) -> tensor<1x1x2xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.gather may mix the rows of the batch: its result does not lead with the batch}}
    %2 = kiln.gather %table, %i {axis = 1 : i64} : (tensor<1x7xf32>, tensor<1x2xi64>) -> tensor<1x1x2xf32>
    // expected-error @+1 {{--dynamic-batch: kiln.top_k may mix the rows of the batch: it combines elements along the batch}}
    %3 = kiln.top_k %x {axis = 0 : i64, k = 1 : i64, largest = true} : (tensor<1x4xf32>) -> tensor<1x4xi64>
    return %x : tensor<1x4xf32>
  }
}

// -----

module attributes {kiln.dynamic_batch} {
  func.func @parameters(%x: tensor<1x1x4x4xf32>, %w: tensor<1x1x3x3xf32>) -> tensor<1x1x2x2xf32> {
    // expected-error @+1 {{--dynamic-batch: kiln.conv2d may mix the rows of the batch: its parameters depend on the input}}
    %0 = kiln.conv2d %x, %w : (tensor<1x1x4x4xf32>, tensor<1x1x3x3xf32>) -> tensor<1x1x2x2xf32>
    return %0 : tensor<1x1x2x2xf32>
  }
}

// -----

module attributes {kiln.dynamic_batch} {
  func.func @unknown(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
    // expected-error @+1 {{--dynamic-batch: arith.addf may mix the rows of the batch: whether it keeps rows apart is not known}}
    %0 = arith.addf %x, %x : tensor<1x4xf32>
    return %0 : tensor<1x4xf32>
  }
}
