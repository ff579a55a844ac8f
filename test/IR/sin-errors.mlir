// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<4x0xf32>) {
  // expected-error@+1 {{'kiln.sin' op sin_C1: expected operand 0 of 1 to 2147483648 elements, got shape 4x0}}
  %0 = kiln.sin %a : tensor<4x0xf32>
  return
}

// -----

func.func @count_overflows(%a: tensor<4294967296x4294967296xf32>) {
  // expected-error@+1 {{'kiln.sin' op sin_C1: expected operand 0 of 1 to 2147483648 elements, got shape 4294967296x4294967296}}
  %0 = kiln.sin %a : tensor<4294967296x4294967296xf32>
  return
}
