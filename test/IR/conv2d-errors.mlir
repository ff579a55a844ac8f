// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<1x3x0x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{'kiln.conv2d' op conv2d_C1: expected operand 0 of 1 to 2147483648 elements, got shape 1x3x0x8}}
  %0 = kiln.conv2d %a, %b : (tensor<1x3x0x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @too_many_elements(%a: tensor<65536x3x256x256xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C1: expected operand 0 of 1 to 2147483648 elements, got shape 65536x3x256x256}}
  %0 = kiln.conv2d %a, %b : (tensor<65536x3x256x256xf32>, tensor<4x3x3x3xf32>) -> tensor<65536x4x254x254xf32>
  return
}

// -----

func.func @result_too_large(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x1x1xf32>) {
  // expected-error@+1 {{conv2d_C1: expected result of 1 to 2147483648 elements, got shape 1x4x1000008x1000008}}
  %0 = kiln.conv2d %a, %b {pads = array<i64: 1000000, 1000000, 0, 0>} : (tensor<1x3x8x8xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x1000008x1000008xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{'kiln.conv2d' op conv2d_C2: expected result of shape 1x4x6x6, got 1x4x8x8}}
  %0 = kiln.conv2d %a, %b : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @input_rank(%a: tensor<3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C3: expected input of rank 4, got rank 3}}
  %0 = kiln.conv2d %a, %b : (tensor<3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @filter_rank(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3xf32>) {
  // expected-error@+1 {{conv2d_C4: expected filter of rank 4, got rank 3}}
  %0 = kiln.conv2d %a, %b : (tensor<1x3x8x8xf32>, tensor<4x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @stride_zero(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C5: expected strides[1] from 1 to 2147483647, got 0}}
  %0 = kiln.conv2d %a, %b {strides = array<i64: 1, 0>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @stride_count(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C5: expected strides to have 2 entries, got 1}}
  %0 = kiln.conv2d %a, %b {strides = array<i64: 1>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @stride_huge(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C5: expected strides[0] from 1 to 2147483647, got 4611686018427387904}}
  %0 = kiln.conv2d %a, %b {strides = array<i64: 4611686018427387904, 1>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @pad_negative(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C6: expected pads[2] from 0 to 2147483647, got -1}}
  %0 = kiln.conv2d %a, %b {pads = array<i64: 0, 0, -1, 0>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @pad_count(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C6: expected pads to have 4 entries, got 2}}
  %0 = kiln.conv2d %a, %b {pads = array<i64: 0, 0>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @pad_huge(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C6: expected pads[3] from 0 to 2147483647, got 4611686018427387904}}
  %0 = kiln.conv2d %a, %b {pads = array<i64: 0, 0, 0, 4611686018427387904>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @dilation_zero(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C7: expected dilations[0] from 1 to 2147483647, got 0}}
  %0 = kiln.conv2d %a, %b {dilations = array<i64: 0, 1>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @dilation_count(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C7: expected dilations to have 2 entries, got 0}}
  %0 = kiln.conv2d %a, %b {dilations = array<i64>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @dilation_huge(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C7: expected dilations[1] from 1 to 2147483647, got 4611686018427387904}}
  %0 = kiln.conv2d %a, %b {dilations = array<i64: 1, 4611686018427387904>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @groups_zero(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C8: expected groups of at least 1 that divide the 3 input channels, got 0}}
  %0 = kiln.conv2d %a, %b {groups = 0 : i64} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @groups_negative(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C8: expected groups of at least 1 that divide the 3 input channels, got -1}}
  %0 = kiln.conv2d %a, %b {groups = -1 : i64} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @groups_input_channels(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C8: expected groups of at least 1 that divide the 3 input channels, got 2}}
  %0 = kiln.conv2d %a, %b {groups = 2 : i64} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @groups_output_channels(%a: tensor<1x3x8x8xf32>, %b: tensor<4x1x3x3xf32>) {
  // expected-error@+1 {{conv2d_C9: expected groups that divide the 4 output channels (filter dimension 0), got 3}}
  %0 = kiln.conv2d %a, %b {groups = 3 : i64} : (tensor<1x3x8x8xf32>, tensor<4x1x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @filter_channels(%a: tensor<1x16x8x8xf32>, %b: tensor<4x8x3x3xf32>) {
  // expected-error@+1 {{conv2d_C10: expected filter dimension 1 (8) to equal input channels / groups (16 / 1 = 16)}}
  %0 = kiln.conv2d %a, %b : (tensor<1x16x8x8xf32>, tensor<4x8x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @bias_size(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>, %c: tensor<3xf32>) {
  // expected-error@+1 {{conv2d_C11: expected bias of shape 4 (filter dimension 0), got shape 3}}
  %0 = kiln.conv2d %a, %b, %c : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @bias_rank(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>, %c: tensor<1x4x1x1xf32>) {
  // expected-error@+1 {{conv2d_C11: expected bias of shape 4 (filter dimension 0), got shape 1x4x1x1}}
  %0 = kiln.conv2d %a, %b, %c : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<1x4x1x1xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @kernel_too_high(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x9x3xf32>) {
  // expected-error@+1 {{conv2d_C12: expected the dilated kernel height 9 to fit the padded input's 8}}
  %0 = kiln.conv2d %a, %b : (tensor<1x3x8x8xf32>, tensor<4x3x9x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @kernel_too_wide(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C12: expected the dilated kernel width 11 to fit the padded input's 10}}
  %0 = kiln.conv2d %a, %b {dilations = array<i64: 1, 5>, pads = array<i64: 0, 1, 0, 1>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @extreme_but_legal(%a: tensor<1x3x8x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{conv2d_C2: expected result of shape 1x4x1x1, got 1x4x6x6}}
  %0 = kiln.conv2d %a, %b {dilations = array<i64: 2147483647, 2147483647>, pads = array<i64: 2147483647, 2147483647, 2147483647, 2147483647>, strides = array<i64: 2147483647, 2147483647>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @dynamic_shape(%a: tensor<1x3x?x8xf32>, %b: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{must be statically shaped tensor of 32-bit float values}}
  %0 = kiln.conv2d %a, %b : (tensor<1x3x?x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}
