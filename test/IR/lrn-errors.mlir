// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<1x0x4xf32>) {
  // expected-error@+1 {{'kiln.lrn' op lrn_C1: expected operand 0 of 1 to 2147483648 elements, got shape 1x0x4}}
  %0 = kiln.lrn %a {alpha = 9.99999974E-5 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32, size = 5 : i64} : (tensor<1x0x4xf32>) -> tensor<1x0x4xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<1x8x4xf32>) {
  // expected-error@+1 {{lrn_C2: expected result of shape 1x8x4, got 1x8x5}}
  %0 = kiln.lrn %a {alpha = 9.99999974E-5 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32, size = 5 : i64} : (tensor<1x8x4xf32>) -> tensor<1x8x5xf32>
  return
}

// -----

func.func @rank_2(%a: tensor<1x8xf32>) {
  // expected-error@+1 {{lrn_C3: expected input of rank at least 3, got rank 2}}
  %0 = kiln.lrn %a {alpha = 9.99999974E-5 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32, size = 5 : i64} : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @size_0(%a: tensor<1x8x4xf32>) {
  // expected-error@+1 {{lrn_C4: expected size from 1 to 2147483647, got 0}}
  %0 = kiln.lrn %a {alpha = 9.99999974E-5 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32, size = 0 : i64} : (tensor<1x8x4xf32>) -> tensor<1x8x4xf32>
  return
}

// -----

func.func @size_huge(%a: tensor<1x8x4xf32>) {
  // expected-error@+1 {{lrn_C4: expected size from 1 to 2147483647, got 9223372036854775807}}
  %0 = kiln.lrn %a {alpha = 9.99999974E-5 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32, size = 9223372036854775807 : i64} : (tensor<1x8x4xf32>) -> tensor<1x8x4xf32>
  return
}

// -----

func.func @alpha_infinite(%a: tensor<1x8x4xf32>) {
  // expected-error@+1 {{lrn_C5: expected alpha finite, got inf}}
  %0 = kiln.lrn %a {alpha = 0x7F800000 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32, size = 5 : i64} : (tensor<1x8x4xf32>) -> tensor<1x8x4xf32>
  return
}

// -----

func.func @bias_nan(%a: tensor<1x8x4xf32>) {
  // expected-error@+1 {{lrn_C5: expected bias finite, got nan}}
  %0 = kiln.lrn %a {alpha = 9.99999974E-5 : f32, beta = 7.500000e-01 : f32, bias = 0x7FC00000 : f32, size = 5 : i64} : (tensor<1x8x4xf32>) -> tensor<1x8x4xf32>
  return
}
