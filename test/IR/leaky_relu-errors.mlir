// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<4x0xf32>) {
  // expected-error@+1 {{'kiln.leaky_relu' op leaky_relu_C1: expected operand 0 of 1 to 2147483648 elements, got shape 4x0}}
  %0 = kiln.leaky_relu %a {alpha = 0.00999999977 : f32} : tensor<4x0xf32>
  return
}

// -----

func.func @alpha_missing(%a: tensor<4xf32>) {
  // expected-error@+1 {{requires attribute 'alpha'}}
  %0 = kiln.leaky_relu %a : tensor<4xf32>
  return
}
