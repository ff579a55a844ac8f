// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<0xf32>, %b: tensor<i64>) {
  // expected-error@+1 {{'kiln.gather' op gather_C1: expected operand 0 of 1 to 2147483648 elements, got shape 0}}
  %0 = kiln.gather %a, %b {axis = 0 : i64} : (tensor<0xf32>, tensor<i64>) -> tensor<f32>
  return
}

// -----

func.func @shape(%a: tensor<5x6xf32>, %b: tensor<3xi64>) {
  // expected-error@+1 {{gather_C2: expected result of shape 5x3, got 5x4}}
  %0 = kiln.gather %a, %b {axis = 1 : i64} : (tensor<5x6xf32>, tensor<3xi64>) -> tensor<5x4xf32>
  return
}

// -----

func.func @axis(%a: tensor<5x6xf32>, %b: tensor<3xi64>) {
  // expected-error@+1 {{gather_C3: expected axis from 0 to 1, got 2}}
  %0 = kiln.gather %a, %b {axis = 2 : i64} : (tensor<5x6xf32>, tensor<3xi64>) -> tensor<5x6xf32>
  return
}

// -----

func.func @scalar(%a: tensor<f32>, %b: tensor<3xi64>) {
  // expected-error@+1 {{gather_C3: expected an input with an axis, got a scalar}}
  %0 = kiln.gather %a, %b {axis = 0 : i64} : (tensor<f32>, tensor<3xi64>) -> tensor<3xf32>
  return
}
