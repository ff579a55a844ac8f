// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<0x4xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>, %d: tensor<4xf32>, %e: tensor<4xf32>) {
  // expected-error@+1 {{'kiln.batch_norm' op batch_norm_C1: expected operand 0 of 1 to 2147483648 elements, got shape 0x4}}
  %0 = kiln.batch_norm %a, %b, %c, %d, %e {epsilon = 9.99999974E-6 : f32} : (tensor<0x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<0x4xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<1x4x8x8xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>, %d: tensor<4xf32>, %e: tensor<4xf32>) {
  // expected-error@+1 {{batch_norm_C2: expected result of shape 1x4x8x8, got 1x4x8x9}}
  %0 = kiln.batch_norm %a, %b, %c, %d, %e {epsilon = 9.99999974E-6 : f32} : (tensor<1x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x8x9xf32>
  return
}

// -----

func.func @input_rank(%a: tensor<4xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>, %d: tensor<4xf32>, %e: tensor<4xf32>) {
  // expected-error@+1 {{batch_norm_C3: expected input of rank at least 2, got rank 1}}
  %0 = kiln.batch_norm %a, %b, %c, %d, %e {epsilon = 9.99999974E-6 : f32} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @scale_size(%a: tensor<1x4x8x8xf32>, %b: tensor<5xf32>, %c: tensor<4xf32>, %d: tensor<4xf32>, %e: tensor<4xf32>) {
  // expected-error@+1 {{batch_norm_C4: expected scale of shape 4 (input dimension 1), got shape 5}}
  %0 = kiln.batch_norm %a, %b, %c, %d, %e {epsilon = 9.99999974E-6 : f32} : (tensor<1x4x8x8xf32>, tensor<5xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @offset_rank(%a: tensor<1x4x8x8xf32>, %b: tensor<4xf32>, %c: tensor<1x4xf32>, %d: tensor<4xf32>, %e: tensor<4xf32>) {
  // expected-error@+1 {{batch_norm_C4: expected offset of shape 4 (input dimension 1), got shape 1x4}}
  %0 = kiln.batch_norm %a, %b, %c, %d, %e {epsilon = 9.99999974E-6 : f32} : (tensor<1x4x8x8xf32>, tensor<4xf32>, tensor<1x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @mean_scalar(%a: tensor<1x4x8x8xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>, %d: tensor<f32>, %e: tensor<4xf32>) {
  // expected-error@+1 {{batch_norm_C4: expected mean of shape 4 (input dimension 1), got shape scalar}}
  %0 = kiln.batch_norm %a, %b, %c, %d, %e {epsilon = 9.99999974E-6 : f32} : (tensor<1x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @variance_size(%a: tensor<1x4x8x8xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>, %d: tensor<4xf32>, %e: tensor<1xf32>) {
  // expected-error@+1 {{batch_norm_C4: expected variance of shape 4 (input dimension 1), got shape 1}}
  %0 = kiln.batch_norm %a, %b, %c, %d, %e {epsilon = 9.99999974E-6 : f32} : (tensor<1x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<1xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @epsilon_negative(%a: tensor<1x4x8x8xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>, %d: tensor<4xf32>, %e: tensor<4xf32>) {
  // expected-error@+1 {{batch_norm_C5: expected epsilon finite and not negative, got -1.000000}}
  %0 = kiln.batch_norm %a, %b, %c, %d, %e {epsilon = -1.0 : f32} : (tensor<1x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @epsilon_nan(%a: tensor<1x4x8x8xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>, %d: tensor<4xf32>, %e: tensor<4xf32>) {
  // expected-error@+1 {{batch_norm_C5: expected epsilon finite and not negative, got nan}}
  %0 = kiln.batch_norm %a, %b, %c, %d, %e {epsilon = 0x7FC00000 : f32} : (tensor<1x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
  return
}
