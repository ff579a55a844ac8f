// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<0xf32>) {
  // expected-error@+1 {{'kiln.slice' op slice_C1: expected operand 0 of 1 to 2147483648 elements, got shape 0}}
  %0 = kiln.slice %a {sizes = array<i64: 1>, starts = array<i64: 0>, steps = array<i64: 1>} : (tensor<0xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<4xf32>) {
  // expected-error@+1 {{slice_C2: expected result of shape 2, got 3}}
  %0 = kiln.slice %a {sizes = array<i64: 2>, starts = array<i64: 0>, steps = array<i64: 1>} : (tensor<4xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @start_negative(%a: tensor<4xf32>) {
  // expected-error@+1 {{slice_C3: expected starts[0] from 0 to 2147483647, got -1}}
  %0 = kiln.slice %a {sizes = array<i64: 2>, starts = array<i64: -1>, steps = array<i64: 1>} : (tensor<4xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @start_count(%a: tensor<4xf32>) {
  // expected-error@+1 {{slice_C3: expected starts to have 1 entries, got 2}}
  %0 = kiln.slice %a {sizes = array<i64: 2>, starts = array<i64: 0, 0>, steps = array<i64: 1>} : (tensor<4xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @size_0(%a: tensor<4xf32>) {
  // expected-error@+1 {{slice_C4: expected sizes[0] from 1 to 2147483647, got 0}}
  %0 = kiln.slice %a {sizes = array<i64: 0>, starts = array<i64: 0>, steps = array<i64: 1>} : (tensor<4xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @step_0(%a: tensor<4xf32>) {
  // expected-error@+1 {{slice_C5: expected steps[0] from 1 to 2147483647, got 0}}
  %0 = kiln.slice %a {sizes = array<i64: 2>, starts = array<i64: 0>, steps = array<i64: 0>} : (tensor<4xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @beyond(%a: tensor<4xf32>) {
  // expected-error@+1 {{slice_C6: expected the last place of dimension 0 to be less than the input's 4, got 4}}
  %0 = kiln.slice %a {sizes = array<i64: 2>, starts = array<i64: 1>, steps = array<i64: 3>} : (tensor<4xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @far_beyond(%a: tensor<4xf32>) {
  // expected-error@+1 {{slice_C6: expected the last place of dimension 0 to be less than the input's 4, got 4611686014132420609}}
  %0 = kiln.slice %a {sizes = array<i64: 2147483647>, starts = array<i64: 2147483647>, steps = array<i64: 2147483647>} : (tensor<4xf32>) -> tensor<2xf32>
  return
}
