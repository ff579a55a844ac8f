// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @reals(
func.func @reals(%a: tensor<1x4x8xf32>, %b: tensor<4x1xf32>) -> tensor<1x4x8xi1> {
  // CHECK: kiln.equal {{.*}}: (tensor<1x4x8xf32>, tensor<4x1xf32>) -> tensor<1x4x8xi1>
  %0 = kiln.equal %a, %b : (tensor<1x4x8xf32>, tensor<4x1xf32>) -> tensor<1x4x8xi1>
  return %0 : tensor<1x4x8xi1>
}

// CHECK-LABEL: func.func @integers(
func.func @integers(%a: tensor<4xi64>, %b: tensor<i64>) -> tensor<4xi1> {
  // CHECK: kiln.equal {{.*}}: (tensor<4xi64>, tensor<i64>) -> tensor<4xi1>
  %0 = kiln.equal %a, %b : (tensor<4xi64>, tensor<i64>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @unsigned(
func.func @unsigned(%a: tensor<4xui8>, %b: tensor<4xui8>) -> tensor<4xi1> {
  // CHECK: kiln.equal {{.*}}: (tensor<4xui8>, tensor<4xui8>) -> tensor<4xi1>
  %0 = kiln.equal %a, %b : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}
