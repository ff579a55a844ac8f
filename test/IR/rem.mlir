// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @reals(
func.func @reals(%a: tensor<1x4x8xf32>, %b: tensor<4x1xf32>) -> tensor<1x4x8xf32> {
  // CHECK: kiln.rem {{.*}}: (tensor<1x4x8xf32>, tensor<4x1xf32>) -> tensor<1x4x8xf32>
  %0 = kiln.rem %a, %b : (tensor<1x4x8xf32>, tensor<4x1xf32>) -> tensor<1x4x8xf32>
  return %0 : tensor<1x4x8xf32>
}

// CHECK-LABEL: func.func @integers(
func.func @integers(%a: tensor<4xi64>, %b: tensor<i64>) -> tensor<4xi64> {
  // CHECK: kiln.rem {{.*}}: (tensor<4xi64>, tensor<i64>) -> tensor<4xi64>
  %0 = kiln.rem %a, %b : (tensor<4xi64>, tensor<i64>) -> tensor<4xi64>
  return %0 : tensor<4xi64>
}
