// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<0xf32>) {
  // expected-error@+1 {{'kiln.top_k' op top_k_C1: expected operand 0 of 1 to 2147483648 elements, got shape 0}}
  %0 = kiln.top_k %a {axis = 0 : i64, k = 1 : i64, largest = true} : (tensor<0xf32>) -> tensor<1xi64>
  return
}

// -----

func.func @shape(%a: tensor<5xf32>) {
  // expected-error@+1 {{top_k_C2: expected result of shape 2, got 3}}
  %0 = kiln.top_k %a {axis = 0 : i64, k = 2 : i64, largest = true} : (tensor<5xf32>) -> tensor<3xi64>
  return
}

// -----

func.func @axis(%a: tensor<5xf32>) {
  // expected-error@+1 {{top_k_C3: expected axis from 0 to 0, got -1}}
  %0 = kiln.top_k %a {axis = -1 : i64, k = 2 : i64, largest = true} : (tensor<5xf32>) -> tensor<2xi64>
  return
}

// -----

func.func @k(%a: tensor<5xf32>) {
  // expected-error@+1 {{top_k_C4: expected k from 1 to 5 (the size of the axis), got 6}}
  %0 = kiln.top_k %a {axis = 0 : i64, k = 6 : i64, largest = true} : (tensor<5xf32>) -> tensor<6xi64>
  return
}

// -----

func.func @k_zero(%a: tensor<5xf32>) {
  // expected-error@+1 {{top_k_C4: expected k from 1 to 5 (the size of the axis), got 0}}
  %0 = kiln.top_k %a {axis = 0 : i64, k = 0 : i64, largest = true} : (tensor<5xf32>) -> tensor<5xi64>
  return
}
