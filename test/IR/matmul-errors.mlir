// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<4x0xf32>, %b: tensor<0x10xf32>) {
  // expected-error@+1 {{'kiln.matmul' op matmul_C1: expected operand 0 of 1 to 2147483648 elements, got shape 4x0}}
  %0 = kiln.matmul %a, %b : (tensor<4x0xf32>, tensor<0x10xf32>) -> tensor<4x10xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<4x16xf32>, %b: tensor<16x10xf32>) {
  // expected-error@+1 {{matmul_C2: expected result of shape 4x10, got 10x4}}
  %0 = kiln.matmul %a, %b : (tensor<4x16xf32>, tensor<16x10xf32>) -> tensor<10x4xf32>
  return
}

// -----

func.func @rank(%a: tensor<16xf32>, %b: tensor<16x10xf32>) {
  // expected-error@+1 {{matmul_C3: expected operands of rank at least 2, got ranks 1 and 2}}
  %0 = kiln.matmul %a, %b : (tensor<16xf32>, tensor<16x10xf32>) -> tensor<10xf32>
  return
}

// -----

func.func @depth(%a: tensor<4x16xf32>, %b: tensor<15x10xf32>) {
  // expected-error@+1 {{matmul_C4: expected the last dimension of lhs (16) to equal the last but one of rhs (15)}}
  %0 = kiln.matmul %a, %b : (tensor<4x16xf32>, tensor<15x10xf32>) -> tensor<4x10xf32>
  return
}

// -----

func.func @batch(%a: tensor<2x4x16xf32>, %b: tensor<3x16x10xf32>) {
  // expected-error@+1 {{matmul_C5: expected leading dimensions that broadcast, got 2 and 3}}
  %0 = kiln.matmul %a, %b : (tensor<2x4x16xf32>, tensor<3x16x10xf32>) -> tensor<3x4x10xf32>
  return
}
