// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<0xi1>, %b: tensor<0xi1>) {
  // expected-error@+1 {{'kiln.xor' op xor_C1: expected operand 0 of 1 to 2147483648 elements, got shape 0}}
  %0 = kiln.xor %a, %b : (tensor<0xi1>, tensor<0xi1>) -> tensor<0xi1>
  return
}

// -----

func.func @shape(%a: tensor<4xi1>, %b: tensor<4xi1>) {
  // expected-error@+1 {{xor_C2: expected result of shape 4, got 5}}
  %0 = kiln.xor %a, %b : (tensor<4xi1>, tensor<4xi1>) -> tensor<5xi1>
  return
}

// -----

func.func @broadcast(%a: tensor<4xi1>, %b: tensor<5xi1>) {
  // expected-error@+1 {{xor_C3: expected operand shapes that broadcast, got 4 and 5}}
  %0 = kiln.xor %a, %b : (tensor<4xi1>, tensor<5xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @types(%a: tensor<4xi1>, %b: tensor<4xi64>) {
  // expected-error@+1 {{xor_C4: expected operand 1 to have the element type of operand 0 (i1), got i64}}
  %0 = kiln.xor %a, %b : (tensor<4xi1>, tensor<4xi64>) -> tensor<4xi1>
  return
}
