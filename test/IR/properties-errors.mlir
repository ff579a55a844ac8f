// Attributes of the wrong kind in the generic form are refused before anything
// looks at their values.

// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @strides_kind(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{Invalid attribute `strides` in property conversion}}
  %0 = "kiln.conv2d"(%x, %w) <{strides = 2 : i64}> : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @groups_width(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) {
  // expected-error@+1 {{attribute 'groups' failed to satisfy constraint: 64-bit signless integer attribute}}
  %0 = "kiln.conv2d"(%x, %w) <{groups = 1 : i32}> : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @operand_count(%x: tensor<1x3x8x8xf32>) {
  // expected-error@+1 {{expected 2 or more operands, but found 1}}
  %0 = "kiln.conv2d"(%x) : (tensor<1x3x8x8xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @operand_type(%x: memref<1x3x8x8xf32>) {
  // expected-error@+1 {{operand #0 must be statically shaped tensor of 32-bit float values}}
  %0 = "kiln.global_avgpool"(%x) : (memref<1x3x8x8xf32>) -> tensor<1x3x1x1xf32>
  return
}

// -----

func.func @element_type(%x: tensor<4xf64>) {
  // expected-error@+1 {{operand #0 must be statically shaped tensor of 32-bit float values}}
  %0 = kiln.relu %x : tensor<4xf64>
  return
}
