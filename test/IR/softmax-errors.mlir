// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<1x0xf32>) {
  // expected-error@+1 {{'kiln.softmax' op softmax_C1: expected operand 0 of 1 to 2147483648 elements, got shape 1x0}}
  %0 = kiln.softmax %a {axis = 1 : i64} : tensor<1x0xf32>
  return
}

// -----

func.func @axis_negative(%a: tensor<1x10xf32>) {
  // expected-error@+1 {{softmax_C2: expected axis from 0 to 1, got -1}}
  %0 = kiln.softmax %a {axis = -1 : i64} : tensor<1x10xf32>
  return
}

// -----

func.func @axis_too_large(%a: tensor<1x10xf32>) {
  // expected-error@+1 {{softmax_C2: expected axis from 0 to 1, got 2}}
  %0 = kiln.softmax %a {axis = 2 : i64} : tensor<1x10xf32>
  return
}

// -----

func.func @scalar(%a: tensor<f32>) {
  // expected-error@+1 {{softmax_C2: expected an input with an axis, got a scalar}}
  %0 = kiln.softmax %a {axis = 0 : i64} : tensor<f32>
  return
}
