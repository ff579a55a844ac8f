// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<4x0xf32>, %b: tensor<1xf32>) {
  // expected-error@+1 {{'kiln.div' op div_C1: expected operand 0 of 1 to 2147483648 elements, got shape 4x0}}
  %0 = kiln.div %a, %b : (tensor<4x0xf32>, tensor<1xf32>) -> tensor<4x0xf32>
  return
}

// -----

func.func @result_too_large(%a: tensor<65536x1xf32>, %b: tensor<65537xf32>) {
  // expected-error@+1 {{div_C1: expected result of 1 to 2147483648 elements, got shape 65536x65537}}
  %0 = kiln.div %a, %b : (tensor<65536x1xf32>, tensor<65537xf32>) -> tensor<65536x65537xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  // expected-error@+1 {{div_C2: expected result of shape 4x3, got 4x1}}
  %0 = kiln.div %a, %b : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x1xf32>
  return
}

// -----

func.func @no_broadcast(%a: tensor<1x4x8x8xf32>, %b: tensor<4xf32>) {
  // expected-error@+1 {{div_C3: expected operand shapes that broadcast, got 1x4x8x8 and 4}}
  %0 = kiln.div %a, %b : (tensor<1x4x8x8xf32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @types(%a: tensor<4xf32>, %b: tensor<4xi64>) {
  // expected-error@+1 {{div_C4: expected operand 1 to have the element type of operand 0 (f32), got i64}}
  %0 = kiln.div %a, %b : (tensor<4xf32>, tensor<4xi64>) -> tensor<4xf32>
  return
}

// -----

func.func @result_type(%a: tensor<4xi64>, %b: tensor<4xi64>) {
  // expected-error@+1 {{div_C2: expected result of element type i64, got i32}}
  %0 = kiln.div %a, %b : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi32>
  return
}
