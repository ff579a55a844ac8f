// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @to_real(
func.func @to_real(%a: tensor<2x3xi64>) -> tensor<2x3xf32> {
  // CHECK: kiln.cast {{.*}}: (tensor<2x3xi64>) -> tensor<2x3xf32>
  %0 = kiln.cast %a : (tensor<2x3xi64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @to_bool(
func.func @to_bool(%a: tensor<f32>) -> tensor<i1> {
  // CHECK: kiln.cast {{.*}}: (tensor<f32>) -> tensor<i1>
  %0 = kiln.cast %a : (tensor<f32>) -> tensor<i1>
  return %0 : tensor<i1>
}

// CHECK-LABEL: func.func @unsigned(
func.func @unsigned(%a: tensor<4xui8>) -> tensor<4xi32> {
  // CHECK: kiln.cast {{.*}}: (tensor<4xui8>) -> tensor<4xi32>
  %0 = kiln.cast %a : (tensor<4xui8>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// CHECK-LABEL: func.func @double(
func.func @double(%a: tensor<4xf64>) -> tensor<4xf32> {
  // CHECK: kiln.cast {{.*}}: (tensor<4xf64>) -> tensor<4xf32>
  %0 = kiln.cast %a : (tensor<4xf64>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
