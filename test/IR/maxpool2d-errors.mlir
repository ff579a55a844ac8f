// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<1x0x8x8xf32>) {
  // expected-error@+1 {{'kiln.maxpool2d' op maxpool2d_C1: expected operand 0 of 1 to 2147483648 elements, got shape 1x0x8x8}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 2, 2>} : (tensor<1x0x8x8xf32>) -> tensor<1x0x7x7xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C2: expected result of shape 1x4x7x7, got 1x4x8x8}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 2, 2>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @input_rank(%a: tensor<4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C3: expected input of rank 4, got rank 3}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 2, 2>} : (tensor<4x8x8xf32>) -> tensor<4x7x7xf32>
  return
}

// -----

func.func @kernel_zero(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C4: expected kernel[1] from 1 to 2147483647, got 0}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 2, 0>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @kernel_count(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C4: expected kernel to have 2 entries, got 1}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 2>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @kernel_huge(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C4: expected kernel[0] from 1 to 2147483647, got 4611686018427387904}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 4611686018427387904, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @stride_zero(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C5: expected strides[0] from 1 to 2147483647, got 0}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 2, 2>, strides = array<i64: 0, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @stride_huge(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C5: expected strides[1] from 1 to 2147483647, got 4611686018427387904}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 2, 2>, strides = array<i64: 1, 4611686018427387904>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @pad_negative(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C6: expected pads[0] from 0 to 2147483647, got -1}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 2, 2>, pads = array<i64: -1, 0, 0, 0>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @pad_huge(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C6: expected pads[3] from 0 to 2147483647, got 4611686018427387904}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 4611686018427387904>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @dilation_zero(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C7: expected dilations[1] from 1 to 2147483647, got 0}}
  %0 = kiln.maxpool2d %a {dilations = array<i64: 1, 0>, kernel = array<i64: 2, 2>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @pad_holds_a_window(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C8: expected pads[3] to be less than the dilated kernel extent 2, got 2}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 2>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @kernel_too_high(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C9: expected the dilated kernel height 9 to fit the padded input's 8}}
  %0 = kiln.maxpool2d %a {kernel = array<i64: 9, 2>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @kernel_too_wide(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{maxpool2d_C9: expected the dilated kernel width 4611686011984936963 to fit the padded input's 8}}
  %0 = kiln.maxpool2d %a {dilations = array<i64: 1, 2147483647>, kernel = array<i64: 1, 2147483647>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @kernel_missing(%a: tensor<1x4x8x8xf32>) {
  // expected-error@+1 {{requires attribute 'kernel'}}
  %0 = kiln.maxpool2d %a : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}
