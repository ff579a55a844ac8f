// RUN: kiln-opt %s --kiln-flush-denormals --split-input-file | FileCheck %s

// The smallest normal number stays; signs stay.

// CHECK-LABEL: func.func @weights(
// CHECK-DAG: %[[W:.+]] = arith.constant dense<{{\[\[}}0.000000e+00, -0.000000e+00, 1.17549435E-38, 1.000000e+00]]>
// CHECK-DAG: %[[B:.+]] = arith.constant dense<-0.000000e+00> : tensor<4x1x1x1xf32>
// CHECK: kiln.gemm %{{.+}}, %[[W]]
// CHECK: kiln.conv2d %{{.+}}, %[[B]]
func.func @weights(%x: tensor<2x1xf32>, %y: tensor<1x1x4x4xf32>) -> (tensor<2x4xf32>, tensor<1x4x4x4xf32>) {
  %w = arith.constant dense<[[1.0e-40, -1.0e-40, 1.17549435E-38, 1.0]]> : tensor<1x4xf32>
  %v = arith.constant dense<-1.0e-39> : tensor<4x1x1x1xf32>
  %0 = kiln.gemm %x, %w : (tensor<2x1xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  %1 = kiln.conv2d %y, %v : (tensor<1x1x4x4xf32>, tensor<4x1x1x1xf32>) -> tensor<1x4x4x4xf32>
  return %0, %1 : tensor<2x4xf32>, tensor<1x4x4x4xf32>
}

// -----

// Other uses see the constant as it was.

// CHECK-LABEL: func.func @other_uses(
// CHECK-DAG: %[[OLD:.+]] = arith.constant dense<{{\[\[}}9.999940e-41, 1.000000e+00]]>
// CHECK-DAG: %[[NEW:.+]] = arith.constant dense<{{\[\[}}0.000000e+00, 1.000000e+00]]>
// CHECK: kiln.matmul %{{.+}}, %[[NEW]]
// CHECK: kiln.div %{{.+}}, %[[OLD]]
func.func @other_uses(%x: tensor<2x1xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<[[1.0e-40, 1.0]]> : tensor<1x2xf32>
  %0 = kiln.matmul %x, %w : (tensor<2x1xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  %1 = kiln.div %0, %w : (tensor<2x2xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}
