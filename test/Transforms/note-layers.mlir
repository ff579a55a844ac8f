// RUN: kiln-opt %s --kiln-note-layers --split-input-file | FileCheck %s

// Nodes in order, with the operations of convolutions and matrix products as
// the model states them. Ops of one node are one layer, an op without a name is
// known by its place.

// 8 * 8 * 8 outputs, each a sum of 4 * 3 * 3 products:
// CHECK: kiln.layers = [#kiln.layer<"conv", flops = 36864>,
// CHECK-SAME: #kiln.layer<"relu", flops = 0>,
// 8 * 6 * 6 outputs, each a sum of 2 * 3 * 3 products:
// CHECK-SAME: #kiln.layer<"grouped", flops = 10368>,
// 8 * 8 * 8 inputs, each a factor in 5 * 2 * 2 products:
// CHECK-SAME: #kiln.layer<"up", flops = 20480>,
// CHECK-SAME: #kiln.layer<"matmul", flops = 240>,
// 4 * 6 * 5 products and 3 * 6 * 4:
// CHECK-SAME: #kiln.layer<"gemm", flops = 384>,
// CHECK-SAME: #kiln.layer<"net.mlir:7", flops = 0>]
func.func @net(%x: tensor<1x4x16x16xf32>, %f: tensor<8x4x3x3xf32>, %g: tensor<8x2x3x3xf32>, %t: tensor<8x5x2x2xf32>,
               %a: tensor<4x5xf32>, %b: tensor<5x6xf32>, %c: tensor<4x3xf32>) {
  %0 = kiln.conv2d %x, %f {pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x4x16x16xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x8x8xf32> loc("conv"("net.onnx":1:0))
  %1 = kiln.relu %0 : tensor<1x8x8x8xf32> loc("relu"("net.onnx":2:0))
  %2 = kiln.conv2d %1, %g {groups = 4 : i64} : (tensor<1x8x8x8xf32>, tensor<8x2x3x3xf32>) -> tensor<1x8x6x6xf32> loc("grouped"("net.onnx":3:0))
  %3 = kiln.conv_transpose2d %1, %t {strides = array<i64: 2, 2>} : (tensor<1x8x8x8xf32>, tensor<8x5x2x2xf32>) -> tensor<1x5x16x16xf32> loc("up"("net.onnx":4:0))
  %4 = kiln.matmul %a, %b : (tensor<4x5xf32>, tensor<5x6xf32>) -> tensor<4x6xf32> loc("matmul"("net.onnx":5:0))
  %5 = kiln.gemm %a, %b : (tensor<4x5xf32>, tensor<5x6xf32>) -> tensor<4x6xf32> loc("gemm"("net.onnx":6:0))
  %6 = kiln.gemm %c, %4 {trans_a = true} : (tensor<4x3xf32>, tensor<4x6xf32>) -> tensor<3x6xf32> loc("gemm"("net.onnx":6:0))
  %7 = kiln.relu %6 : tensor<3x6xf32> loc("folder/net.mlir":7:3)
  return
}
