// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<4x0xf32>, %b: tensor<4x1xf32>) {
  // expected-error@+1 {{'kiln.concat' op concat_C1: expected operand 0 of 1 to 2147483648 elements, got shape 4x0}}
  %0 = kiln.concat %a, %b {axis = 1 : i64} : (tensor<4x0xf32>, tensor<4x1xf32>) -> tensor<4x1xf32>
  return
}

// -----

func.func @result_too_large(%a: tensor<1073741824x1xf32>, %b: tensor<1073741824x1xf32>, %c: tensor<1073741824x1xf32>) {
  // expected-error@+1 {{concat_C1: expected result of 1 to 2147483648 elements, got shape 3221225472x1}}
  %0 = kiln.concat %a, %b, %c {axis = 0 : i64} : (tensor<1073741824x1xf32>, tensor<1073741824x1xf32>, tensor<1073741824x1xf32>) -> tensor<3221225472x1xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<4x2xf32>, %b: tensor<4x1xf32>) {
  // expected-error@+1 {{concat_C2: expected result of shape 4x3, got 4x2}}
  %0 = kiln.concat %a, %b {axis = 1 : i64} : (tensor<4x2xf32>, tensor<4x1xf32>) -> tensor<4x2xf32>
  return
}

// -----

func.func @no_inputs() {
  // expected-error@+1 {{concat_C3: expected at least one input, got none}}
  %0 = kiln.concat {axis = 0 : i64} : () -> tensor<4xf32>
  return
}

// -----

func.func @axis_negative(%a: tensor<4xf32>, %b: tensor<4xf32>) {
  // expected-error@+1 {{concat_C4: expected axis from 0 to 0, got -1}}
  %0 = kiln.concat %a, %b {axis = -1 : i64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @axis_too_large(%a: tensor<4xf32>, %b: tensor<4xf32>) {
  // expected-error@+1 {{concat_C4: expected axis from 0 to 0, got 1}}
  %0 = kiln.concat %a, %b {axis = 1 : i64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @rank(%a: tensor<4x1xf32>, %b: tensor<4xf32>) {
  // expected-error@+1 {{concat_C5: expected input 1 of rank 2, got rank 1}}
  %0 = kiln.concat %a, %b {axis = 1 : i64} : (tensor<4x1xf32>, tensor<4xf32>) -> tensor<4x2xf32>
  return
}

// -----

func.func @other_dimension(%a: tensor<4x1xf32>, %b: tensor<4x1xf32>, %c: tensor<3x1xf32>) {
  // expected-error@+1 {{concat_C6: expected dimension 0 of input 2 to equal that of input 0 (4), got 3}}
  %0 = kiln.concat %a, %b, %c {axis = 1 : i64} : (tensor<4x1xf32>, tensor<4x1xf32>, tensor<3x1xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @types(%a: tensor<4xf32>, %b: tensor<4xi64>) {
  // expected-error@+1 {{concat_C7: expected operand 1 to have the element type of operand 0 (f32), got i64}}
  %0 = kiln.concat %a, %b {axis = 0 : i64} : (tensor<4xf32>, tensor<4xi64>) -> tensor<8xf32>
  return
}
