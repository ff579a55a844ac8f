// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<4x0xf32>) {
  // expected-error@+1 {{'kiln.reshape' op reshape_C1: expected operand 0 of 1 to 2147483648 elements, got shape 4x0}}
  %0 = kiln.reshape %a : (tensor<4x0xf32>) -> tensor<0xf32>
  return
}

// -----

func.func @result_overflows(%a: tensor<4xf32>) {
  // expected-error@+1 {{reshape_C1: expected result of 1 to 2147483648 elements, got shape 4294967296x4294967296x4}}
  %0 = kiln.reshape %a : (tensor<4xf32>) -> tensor<4294967296x4294967296x4xf32>
  return
}

// -----

func.func @element_count(%a: tensor<4x3xf32>) {
  // expected-error@+1 {{reshape_C2: expected as many elements in the result as in the input (12), got 16}}
  %0 = kiln.reshape %a : (tensor<4x3xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @result_type(%a: tensor<4xi64>) {
  // expected-error@+1 {{reshape_C2: expected result of element type i64, got i32}}
  %0 = kiln.reshape %a : (tensor<4xi64>) -> tensor<4xi32>
  return
}
