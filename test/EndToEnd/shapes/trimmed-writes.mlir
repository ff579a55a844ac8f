// What is computed whole and kept in part: rows are trimmed to the part before
// they are written there.

// REQUIRES: end-to-end

// RUN: rm -rf %t && mkdir %t
// RUN: kiln-oracle %s --output-dir=%t
// RUN: kiln-run %s --input=x=%t/x.npy --expect=y=%t/y.npy
// RUN: %if x86-64 %{ kiln-run %s --cpu=x86-64 --input=x=%t/x.npy --expect=y=%t/y.npy %}
// RUN: %if avx2 %{ kiln-run %s --cpu=x86-64-v3 --input=x=%t/x.npy --expect=y=%t/y.npy %}

func.func @model(%x: tensor<1x3xf32> {kiln.name = "x"}) -> (tensor<1x3xf32> {kiln.name = "y"}) {
  %0 = kiln.slice %x {sizes = array<i64: 1, 2>, starts = array<i64: 0, 0>, steps = array<i64: 1, 1>} : (tensor<1x3xf32>) -> tensor<1x2xf32>
  %1 = kiln.pad %0 {high = array<i64: 0, 0>, low = array<i64: 0, 1>} : (tensor<1x2xf32>) -> tensor<1x3xf32>
  %2 = kiln.add %x, %1 : (tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  %3 = kiln.slice %2 {sizes = array<i64: 1, 1>, starts = array<i64: 0, 0>, steps = array<i64: 1, 1>} : (tensor<1x3xf32>) -> tensor<1x1xf32>
  %4 = kiln.pad %3 {high = array<i64: 0, 0>, low = array<i64: 0, 2>} : (tensor<1x1xf32>) -> tensor<1x3xf32>
  %5 = kiln.add %2, %4 : (tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  return %5 : tensor<1x3xf32>
}
