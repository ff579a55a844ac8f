// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<2x4x0x6xf32>) {
  // expected-error@+1 {{'kiln.global_avgpool' op global_avgpool_C1: expected operand 0 of 1 to 2147483648 elements, got shape 2x4x0x6}}
  %0 = kiln.global_avgpool %a : (tensor<2x4x0x6xf32>) -> tensor<2x4x1x1xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<2x4x8x6xf32>) {
  // expected-error@+1 {{global_avgpool_C2: expected result of shape 2x4x1x1, got 2x4}}
  %0 = kiln.global_avgpool %a : (tensor<2x4x8x6xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @input_rank(%a: tensor<4x8x8xf32>) {
  // expected-error@+1 {{global_avgpool_C3: expected input of rank 4, got rank 3}}
  %0 = kiln.global_avgpool %a : (tensor<4x8x8xf32>) -> tensor<4x1x1xf32>
  return
}
