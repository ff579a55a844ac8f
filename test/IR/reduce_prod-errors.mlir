// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<0xf32>) {
  // expected-error@+1 {{'kiln.reduce_prod' op reduce_prod_C1: expected operand 0 of 1 to 2147483648 elements, got shape 0}}
  %0 = kiln.reduce_prod %a {axes = array<i64: 0>} : (tensor<0xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<2x3x4x5xf32>) {
  // expected-error@+1 {{reduce_prod_C2: expected result of shape 2x3x1x5, got 2x3x4x5}}
  %0 = kiln.reduce_prod %a {axes = array<i64: 2>} : (tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  return
}

// -----

func.func @negative(%a: tensor<2x3x4x5xf32>) {
  // expected-error@+1 {{reduce_prod_C3: expected axes in ascending order from 0 to the input's rank 4 - 1, got -1}}
  %0 = kiln.reduce_prod %a {axes = array<i64: -1>} : (tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  return
}

// -----

func.func @beyond(%a: tensor<2x3x4x5xf32>) {
  // expected-error@+1 {{reduce_prod_C3: expected axes in ascending order from 0 to the input's rank 4 - 1, got 4}}
  %0 = kiln.reduce_prod %a {axes = array<i64: 4>} : (tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  return
}

// -----

func.func @twice(%a: tensor<2x3x4x5xf32>) {
  // expected-error@+1 {{reduce_prod_C3: expected axes in ascending order from 0 to the input's rank 4 - 1, got 1}}
  %0 = kiln.reduce_prod %a {axes = array<i64: 1, 1>} : (tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  return
}
