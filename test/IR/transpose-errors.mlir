// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<4x0xf32>) {
  // expected-error@+1 {{'kiln.transpose' op transpose_C1: expected operand 0 of 1 to 2147483648 elements, got shape 4x0}}
  %0 = kiln.transpose %a {permutation = array<i64: 1, 0>} : (tensor<4x0xf32>) -> tensor<0x4xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<2x3x4xf32>) {
  // expected-error@+1 {{transpose_C2: expected result of shape 4x2x3, got 3x2x4}}
  %0 = kiln.transpose %a {permutation = array<i64: 2, 0, 1>} : (tensor<2x3x4xf32>) -> tensor<3x2x4xf32>
  return
}

// -----

func.func @too_short(%a: tensor<2x3xf32>) {
  // expected-error@+1 {{transpose_C3: expected a permutation of the 2 input dimensions, got [0]}}
  %0 = kiln.transpose %a {permutation = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @repeated(%a: tensor<2x3xf32>) {
  // expected-error@+1 {{transpose_C3: expected a permutation of the 2 input dimensions, got [1, 1]}}
  %0 = kiln.transpose %a {permutation = array<i64: 1, 1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @too_long(%a: tensor<2x3xf32>) {
  // expected-error@+1 {{transpose_C3: expected a permutation of the 2 input dimensions, got [0, 1, 0]}}
  %0 = kiln.transpose %a {permutation = array<i64: 0, 1, 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @out_of_range(%a: tensor<2x3xf32>) {
  // expected-error@+1 {{transpose_C3: expected a permutation of the 2 input dimensions, got [0, 4611686018427387904]}}
  %0 = kiln.transpose %a {permutation = array<i64: 0, 4611686018427387904>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @negative(%a: tensor<2x3xf32>) {
  // expected-error@+1 {{transpose_C3: expected a permutation of the 2 input dimensions, got [0, -1]}}
  %0 = kiln.transpose %a {permutation = array<i64: 0, -1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}
