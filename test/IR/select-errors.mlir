// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<i1>, %b: tensor<0xf32>, %c: tensor<f32>) {
  // expected-error@+1 {{'kiln.select' op select_C1: expected operand 1 of 1 to 2147483648 elements, got shape 0}}
  %0 = kiln.select %a, %b, %c : (tensor<i1>, tensor<0xf32>, tensor<f32>) -> tensor<0xf32>
  return
}

// -----

func.func @shape(%a: tensor<4xi1>, %b: tensor<4xf32>, %c: tensor<f32>) {
  // expected-error@+1 {{select_C2: expected result of shape 4, got 3}}
  %0 = kiln.select %a, %b, %c : (tensor<4xi1>, tensor<4xf32>, tensor<f32>) -> tensor<3xf32>
  return
}

// -----

func.func @result_type(%a: tensor<4xi1>, %b: tensor<4xf32>, %c: tensor<f32>) {
  // expected-error@+1 {{select_C2: expected result of element type f32, got i32}}
  %0 = kiln.select %a, %b, %c : (tensor<4xi1>, tensor<4xf32>, tensor<f32>) -> tensor<4xi32>
  return
}

// -----

func.func @broadcast(%a: tensor<3xi1>, %b: tensor<4xf32>, %c: tensor<f32>) {
  // expected-error@+1 {{select_C3: expected operand shapes that broadcast, got 3, 4 and scalar}}
  %0 = kiln.select %a, %b, %c : (tensor<3xi1>, tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return
}

// -----

func.func @types(%a: tensor<4xi1>, %b: tensor<4xf32>, %c: tensor<i64>) {
  // expected-error@+1 {{select_C4: expected lhs and rhs of the same element type, got f32 and i64}}
  %0 = kiln.select %a, %b, %c : (tensor<4xi1>, tensor<4xf32>, tensor<i64>) -> tensor<4xf32>
  return
}
