// A kernel is named after its node, but never as what Kiln itself adds to the
// model is.

// RUN: kilnc --emit=llvm %s -o - | FileCheck %s
// RUN: kilnc -c %s -o %t.o --cpu=x86-64-v2,x86-64-v3 --threads=callback --target=x86_64-linux-gnu
// CHECK-DAG: llvm.func internal @m.main_(
// CHECK-DAG: llvm.func internal @m.weights_(
// CHECK-DAG: llvm.func internal @m.cpu_(
// CHECK-DAG: llvm.func internal @m.other(
// CHECK-DAG: llvm.func internal @m.main(
func.func @m(%x: tensor<8x64xf32>) -> tensor<8x64xf32> {
  %w = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = kiln.softmax %x {axis = 1 : i64} : tensor<8x64xf32> loc("main")
  %1 = kiln.softmax %0 {axis = 0 : i64} : tensor<8x64xf32> loc("weights")
  %2 = kiln.transpose %1 {permutation = array<i64: 1, 0>} : (tensor<8x64xf32>) -> tensor<64x8xf32> loc("other")
  %3 = kiln.softmax %2 {axis = 1 : i64} : tensor<64x8xf32> loc("cpu")
  %4 = kiln.reshape %3 : (tensor<64x8xf32>) -> tensor<8x64xf32> loc("end")
  return %4 : tensor<8x64xf32>
}
