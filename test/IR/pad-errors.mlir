// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<0xf32>) {
  // expected-error@+1 {{'kiln.pad' op pad_C1: expected operand 0 of 1 to 2147483648 elements, got shape 0}}
  %0 = kiln.pad %a {high = array<i64: 1>, low = array<i64: 1>} : (tensor<0xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @result_too_large(%a: tensor<2x2xf32>) {
  // expected-error@+1 {{pad_C1: expected result of 1 to 2147483648 elements, got shape 2x4294967296}}
  %0 = kiln.pad %a {high = array<i64: 0, 2147483647>, low = array<i64: 0, 2147483647>} : (tensor<2x2xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<4xf32>) {
  // expected-error@+1 {{pad_C2: expected result of shape 6, got 5}}
  %0 = kiln.pad %a {high = array<i64: 1>, low = array<i64: 1>} : (tensor<4xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @low_negative(%a: tensor<4xf32>) {
  // expected-error@+1 {{pad_C3: expected low[0] from 0 to 2147483647, got -1}}
  %0 = kiln.pad %a {high = array<i64: 1>, low = array<i64: -1>} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @low_count(%a: tensor<4xf32>) {
  // expected-error@+1 {{pad_C3: expected low to have 1 entries, got 2}}
  %0 = kiln.pad %a {high = array<i64: 1>, low = array<i64: 1, 1>} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @high_huge(%a: tensor<4xf32>) {
  // expected-error@+1 {{pad_C4: expected high[0] from 0 to 2147483647, got 4611686018427387904}}
  %0 = kiln.pad %a {high = array<i64: 4611686018427387904>, low = array<i64: 0>} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @high_count(%a: tensor<4x4xf32>) {
  // expected-error@+1 {{pad_C4: expected high to have 2 entries, got 0}}
  %0 = kiln.pad %a {high = array<i64>, low = array<i64: 0, 0>} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @value_type(%a: tensor<4xi64>) {
  // expected-error@+1 {{pad_C5: expected value of type i64, got f32}}
  %0 = kiln.pad %a {high = array<i64: 1>, low = array<i64: 0>, value = 1.0 : f32} : (tensor<4xi64>) -> tensor<5xi64>
  return
}
