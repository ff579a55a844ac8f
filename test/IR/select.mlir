// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @reals(
func.func @reals(%a: tensor<8x8xi1>, %b: tensor<1x2x8x8xf32>, %c: tensor<f32>) -> tensor<1x2x8x8xf32> {
  // CHECK: kiln.select {{.*}}: (tensor<8x8xi1>, tensor<1x2x8x8xf32>, tensor<f32>) -> tensor<1x2x8x8xf32>
  %0 = kiln.select %a, %b, %c : (tensor<8x8xi1>, tensor<1x2x8x8xf32>, tensor<f32>) -> tensor<1x2x8x8xf32>
  return %0 : tensor<1x2x8x8xf32>
}

// CHECK-LABEL: func.func @wide_condition(
func.func @wide_condition(%a: tensor<2x4xi1>, %b: tensor<4xi64>, %c: tensor<i64>) -> tensor<2x4xi64> {
  // CHECK: kiln.select {{.*}}: (tensor<2x4xi1>, tensor<4xi64>, tensor<i64>) -> tensor<2x4xi64>
  %0 = kiln.select %a, %b, %c : (tensor<2x4xi1>, tensor<4xi64>, tensor<i64>) -> tensor<2x4xi64>
  return %0 : tensor<2x4xi64>
}
