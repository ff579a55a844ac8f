// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%x: tensor<1x4x0x3xf32>, %w: tensor<4x6x2x2xf32>) {
  // expected-error@+1 {{'kiln.conv_transpose2d' op conv_transpose2d_C1: expected operand 0 of 1 to 2147483648 elements, got shape 1x4x0x3}}
  %0 = kiln.conv_transpose2d %x, %w : (tensor<1x4x0x3xf32>, tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32>
  return
}

// -----

func.func @all_padded_away(%x: tensor<1x4x3x3xf32>, %w: tensor<4x6x2x2xf32>) {
  // expected-error@+1 {{conv_transpose2d_C1: expected result of 1 to 2147483648 elements, got shape 1x6x0x4}}
  %0 = kiln.conv_transpose2d %x, %w {pads = array<i64: 2, 0, 2, 0>} : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32>
  return
}

// -----

func.func @result_shape(%x: tensor<1x4x3x3xf32>, %w: tensor<4x6x2x2xf32>) {
  // expected-error@+1 {{conv_transpose2d_C2: expected result of shape 1x6x6x6, got 1x6x4x4}}
  %0 = kiln.conv_transpose2d %x, %w {strides = array<i64: 2, 2>} : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32>
  return
}

// -----

func.func @input_rank(%x: tensor<4x3x3xf32>, %w: tensor<4x6x2x2xf32>) {
  // expected-error@+1 {{conv_transpose2d_C3: expected input of rank 4, got rank 3}}
  %0 = kiln.conv_transpose2d %x, %w : (tensor<4x3x3xf32>, tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32>
  return
}

// -----

func.func @filter_rank(%x: tensor<1x4x3x3xf32>, %w: tensor<4x6x2xf32>) {
  // expected-error@+1 {{conv_transpose2d_C4: expected filter of rank 4, got rank 3}}
  %0 = kiln.conv_transpose2d %x, %w : (tensor<1x4x3x3xf32>, tensor<4x6x2xf32>) -> tensor<1x6x4x4xf32>
  return
}

// -----

func.func @stride_0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x6x2x2xf32>) {
  // expected-error@+1 {{conv_transpose2d_C5: expected strides[0] from 1 to 2147483647, got 0}}
  %0 = kiln.conv_transpose2d %x, %w {strides = array<i64: 0, 1>} : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32>
  return
}

// -----

func.func @pad_negative(%x: tensor<1x4x3x3xf32>, %w: tensor<4x6x2x2xf32>) {
  // expected-error@+1 {{conv_transpose2d_C6: expected pads[2] from 0 to 2147483647, got -1}}
  %0 = kiln.conv_transpose2d %x, %w {pads = array<i64: 0, 0, -1, 0>} : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32>
  return
}

// -----

func.func @dilation_0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x6x2x2xf32>) {
  // expected-error@+1 {{conv_transpose2d_C7: expected dilations[1] from 1 to 2147483647, got 0}}
  %0 = kiln.conv_transpose2d %x, %w {dilations = array<i64: 1, 0>} : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32>
  return
}

// -----

func.func @output_padding_count(%x: tensor<1x4x3x3xf32>, %w: tensor<4x6x2x2xf32>) {
  // expected-error@+1 {{conv_transpose2d_C8: expected output_padding to have 2 entries, got 1}}
  %0 = kiln.conv_transpose2d %x, %w {output_padding = array<i64: 1>} : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32>
  return
}

// -----

func.func @groups(%x: tensor<1x4x3x3xf32>, %w: tensor<4x6x2x2xf32>) {
  // expected-error@+1 {{conv_transpose2d_C9: expected groups of at least 1 that divide the 4 input channels, got 3}}
  %0 = kiln.conv_transpose2d %x, %w {groups = 3 : i64} : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>) -> tensor<1x6x4x4xf32>
  return
}

// -----

func.func @filter_channels(%x: tensor<1x4x3x3xf32>, %w: tensor<6x4x2x2xf32>) {
  // expected-error@+1 {{conv_transpose2d_C10: expected filter dimension 0 (6) to equal the input channels (4)}}
  %0 = kiln.conv_transpose2d %x, %w : (tensor<1x4x3x3xf32>, tensor<6x4x2x2xf32>) -> tensor<1x6x4x4xf32>
  return
}

// -----

func.func @bias(%x: tensor<1x4x3x3xf32>, %w: tensor<4x6x2x2xf32>, %b: tensor<4xf32>) {
  // expected-error@+1 {{conv_transpose2d_C11: expected bias of shape 6 (filter dimension 1 * groups), got shape 4}}
  %0 = kiln.conv_transpose2d %x, %w, %b : (tensor<1x4x3x3xf32>, tensor<4x6x2x2xf32>, tensor<4xf32>) -> tensor<1x6x4x4xf32>
  return
}
