// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plain(
func.func @plain(%a: tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32> {
  // CHECK: kiln.leaky_relu {{.*}}{alpha = 0.00999999977 : f32} : tensor<1x4x8x8xf32>
  %0 = kiln.leaky_relu %a {alpha = 0.00999999977 : f32} : tensor<1x4x8x8xf32>
  return %0 : tensor<1x4x8x8xf32>
}
