// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<0xf32>) {
  // expected-error@+1 {{'kiln.cast' op cast_C1: expected operand 0 of 1 to 2147483648 elements, got shape 0}}
  %0 = kiln.cast %a : (tensor<0xf32>) -> tensor<0xi32>
  return
}

// -----

func.func @shape(%a: tensor<2x3xf32>) {
  // expected-error@+1 {{cast_C2: expected result of shape 2x3, got 3x2}}
  %0 = kiln.cast %a : (tensor<2x3xf32>) -> tensor<3x2xi32>
  return
}

// -----

func.func @type(%a: tensor<2xf16>) {
  // expected-error@+1 {{operand #0 must be statically shaped tensor}}
  %0 = kiln.cast %a : (tensor<2xf16>) -> tensor<2xf32>
  return
}
