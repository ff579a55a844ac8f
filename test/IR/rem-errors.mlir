// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<0xf32>, %b: tensor<0xf32>) {
  // expected-error@+1 {{'kiln.rem' op rem_C1: expected operand 0 of 1 to 2147483648 elements, got shape 0}}
  %0 = kiln.rem %a, %b : (tensor<0xf32>, tensor<0xf32>) -> tensor<0xf32>
  return
}

// -----

func.func @shape(%a: tensor<4xf32>, %b: tensor<4xf32>) {
  // expected-error@+1 {{rem_C2: expected result of shape 4, got 5}}
  %0 = kiln.rem %a, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @broadcast(%a: tensor<4xf32>, %b: tensor<5xf32>) {
  // expected-error@+1 {{rem_C3: expected operand shapes that broadcast, got 4 and 5}}
  %0 = kiln.rem %a, %b : (tensor<4xf32>, tensor<5xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @types(%a: tensor<4xf32>, %b: tensor<4xi64>) {
  // expected-error@+1 {{rem_C4: expected operand 1 to have the element type of operand 0 (f32), got i64}}
  %0 = kiln.rem %a, %b : (tensor<4xf32>, tensor<4xi64>) -> tensor<4xf32>
  return
}
