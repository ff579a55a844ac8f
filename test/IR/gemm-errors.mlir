// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<4x0xf32>, %b: tensor<0x10xf32>) {
  // expected-error@+1 {{'kiln.gemm' op gemm_C1: expected operand 0 of 1 to 2147483648 elements, got shape 4x0}}
  %0 = kiln.gemm %a, %b : (tensor<4x0xf32>, tensor<0x10xf32>) -> tensor<4x10xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<4x16xf32>, %b: tensor<16x10xf32>) {
  // expected-error@+1 {{gemm_C2: expected result of shape 4x10, got 10x4}}
  %0 = kiln.gemm %a, %b : (tensor<4x16xf32>, tensor<16x10xf32>) -> tensor<10x4xf32>
  return
}

// -----

func.func @a_rank(%a: tensor<1x4x16xf32>, %b: tensor<16x10xf32>) {
  // expected-error@+1 {{gemm_C3: expected a of rank 2, got rank 3}}
  %0 = kiln.gemm %a, %b : (tensor<1x4x16xf32>, tensor<16x10xf32>) -> tensor<4x10xf32>
  return
}

// -----

func.func @b_rank(%a: tensor<4x16xf32>, %b: tensor<16xf32>) {
  // expected-error@+1 {{gemm_C4: expected b of rank 2, got rank 1}}
  %0 = kiln.gemm %a, %b : (tensor<4x16xf32>, tensor<16xf32>) -> tensor<4x1xf32>
  return
}

// -----

func.func @depth(%a: tensor<4x16xf32>, %b: tensor<16x10xf32>) {
  // expected-error@+1 {{gemm_C5: expected columns of op(a) (16) to equal rows of op(b) (10)}}
  %0 = kiln.gemm %a, %b {trans_b = true} : (tensor<4x16xf32>, tensor<16x10xf32>) -> tensor<4x16xf32>
  return
}

// -----

func.func @c_size(%a: tensor<4x16xf32>, %b: tensor<16x10xf32>, %c: tensor<4xf32>) {
  // expected-error@+1 {{gemm_C6: expected c that broadcasts to 4x10, got shape 4}}
  %0 = kiln.gemm %a, %b, %c : (tensor<4x16xf32>, tensor<16x10xf32>, tensor<4xf32>) -> tensor<4x10xf32>
  return
}

// -----

func.func @c_rank(%a: tensor<1x16xf32>, %b: tensor<16x10xf32>, %c: tensor<4x10xf32>) {
  // expected-error@+1 {{gemm_C6: expected c that broadcasts to 1x10, got shape 4x10}}
  %0 = kiln.gemm %a, %b, %c : (tensor<1x16xf32>, tensor<16x10xf32>, tensor<4x10xf32>) -> tensor<1x10xf32>
  return
}
