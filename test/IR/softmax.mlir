// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plain(
func.func @plain(%a: tensor<1x10xf32>) -> tensor<1x10xf32> {
  // CHECK: kiln.softmax {{.*}}{axis = 1 : i64} : tensor<1x10xf32>
  %0 = kiln.softmax %a {axis = 1 : i64} : tensor<1x10xf32>
  return %0 : tensor<1x10xf32>
}
