// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK-LABEL: func.func @plain(
func.func @plain(%a: tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32> {
  // CHECK: kiln.clip {{.*}}{max = 6.000000e+00 : f32, min = 0.000000e+00 : f32} : tensor<1x4x8x8xf32>
  %0 = kiln.clip %a {max = 6.000000e+00 : f32, min = 0.000000e+00 : f32} : tensor<1x4x8x8xf32>
  return %0 : tensor<1x4x8x8xf32>
}

// CHECK-LABEL: func.func @unbounded(
func.func @unbounded(%a: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: kiln.clip {{.*}}{max = 0x7F800000 : f32, min = 0xFF800000 : f32} : tensor<4xf32>
  %0 = kiln.clip %a {max = 0x7F800000 : f32, min = 0xFF800000 : f32} : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @min_above_max(
func.func @min_above_max(%a: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: kiln.clip {{.*}}{max = 1.000000e+00 : f32, min = 2.000000e+00 : f32} : tensor<4xf32>
  %0 = kiln.clip %a {max = 1.000000e+00 : f32, min = 2.000000e+00 : f32} : tensor<4xf32>
  return %0 : tensor<4xf32>
}
