// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<4x0xf32>) {
  // expected-error@+1 {{'kiln.flatten' op flatten_C1: expected operand 0 of 1 to 2147483648 elements, got shape 4x0}}
  %0 = kiln.flatten %a {axis = 1 : i64} : (tensor<4x0xf32>) -> tensor<4x0xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<2x16x4x4xf32>) {
  // expected-error@+1 {{flatten_C2: expected result of shape 2x256, got 32x16}}
  %0 = kiln.flatten %a {axis = 1 : i64} : (tensor<2x16x4x4xf32>) -> tensor<32x16xf32>
  return
}

// -----

func.func @axis_negative(%a: tensor<2x3xf32>) {
  // expected-error@+1 {{flatten_C3: expected axis from 0 to 2, got -1}}
  %0 = kiln.flatten %a {axis = -1 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @axis_too_large(%a: tensor<2x3xf32>) {
  // expected-error@+1 {{flatten_C3: expected axis from 0 to 2, got 3}}
  %0 = kiln.flatten %a {axis = 3 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}
