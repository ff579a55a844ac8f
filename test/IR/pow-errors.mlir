// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<4x0xf32>, %b: tensor<4x0xf32>) {
  // expected-error@+1 {{'kiln.pow' op pow_C1: expected operand 0 of 1 to 2147483648 elements, got shape 4x0}}
  %0 = kiln.pow %a, %b : (tensor<4x0xf32>, tensor<4x0xf32>) -> tensor<4x0xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<8x1xf32>, %b: tensor<1x4xf32>) {
  // expected-error@+1 {{pow_C2: expected result of shape 8x4, got 8x1}}
  %0 = kiln.pow %a, %b : (tensor<8x1xf32>, tensor<1x4xf32>) -> tensor<8x1xf32>
  return
}

// -----

func.func @no_broadcast(%a: tensor<8x3xf32>, %b: tensor<8x4xf32>) {
  // expected-error@+1 {{pow_C3: expected operand shapes that broadcast, got 8x3 and 8x4}}
  %0 = kiln.pow %a, %b : (tensor<8x3xf32>, tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @types(%a: tensor<4xf32>, %b: tensor<4xf64>) {
  // expected-error@+1 {{pow_C4: expected operand 1 to have the element type of operand 0 (f32), got f64}}
  %0 = kiln.pow %a, %b : (tensor<4xf32>, tensor<4xf64>) -> tensor<4xf32>
  return
}
