// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plain(
func.func @plain(%a: tensor<2x4x8x6xf32>) -> tensor<2x4x1x1xf32> {
  // CHECK: kiln.global_avgpool {{.*}} : (tensor<2x4x8x6xf32>) -> tensor<2x4x1x1xf32>
  %0 = kiln.global_avgpool %a : (tensor<2x4x8x6xf32>) -> tensor<2x4x1x1xf32>
  return %0 : tensor<2x4x1x1xf32>
}
