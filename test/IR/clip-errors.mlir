// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<0xf32>) {
  // expected-error@+1 {{'kiln.clip' op clip_C1: expected operand 0 of 1 to 2147483648 elements, got shape 0}}
  %0 = kiln.clip %a {max = 6.000000e+00 : f32, min = 0.000000e+00 : f32} : tensor<0xf32>
  return
}

// -----

func.func @min_nan(%a: tensor<4xf32>) {
  // expected-error@+1 {{clip_C2: expected min and max to be numbers, got min that is NaN}}
  %0 = kiln.clip %a {max = 1.0 : f32, min = 0x7FC00000 : f32} : tensor<4xf32>
  return
}

// -----

func.func @max_nan(%a: tensor<4xf32>) {
  // expected-error@+1 {{clip_C2: expected min and max to be numbers, got max that is NaN}}
  %0 = kiln.clip %a {max = 0x7FC00000 : f32, min = 1.0 : f32} : tensor<4xf32>
  return
}
