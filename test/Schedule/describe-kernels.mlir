// RUN: kiln-opt %s --kiln-describe-kernels --split-input-file | FileCheck %s

// Each call is an entry: its nodes in the model's order, its share of their
// operations by the multiply-adds that it does, and the bytes that its indices
// span. Equal kernels have an entry for each call.

// CHECK: kiln.kernels = [
// 2 * 8 of the 3 * 8 multiply-adds for "conv" are this call's; of %x it reads
// three floats of rows 0 to 2.
// CHECK-SAME: #kiln.kernel<"net.first", layer = "conv + relu", flops = 200, bytes_read = 36, bytes_written = 64>,
// CHECK-SAME: #kiln.kernel<"net.second", layer = "conv", flops = 100, bytes_read = 0, bytes_written = 32>,
// The same kernel for another node, which shares its operations with none:
// CHECK-SAME: #kiln.kernel<"net.second", layer = "fc", flops = 77, bytes_read = 0, bytes_written = 32>,
// A loop of the main function, and what is left of it; "input" is no node of
// the model's, but all that is known.
// CHECK-SAME: #kiln.kernel<"net.main", layer = "relu", flops = 0, bytes_read = 0, bytes_written = 16>,
// CHECK-SAME: #kiln.kernel<"net.main", layer = "input", flops = 0, bytes_read = 8, bytes_written = 4>]

// CHECK: func.func @net
// CHECK: call @net.first{{.*}} {kiln.kernel = 0 : i64}
// CHECK: call @net.second{{.*}} {kiln.kernel = 1 : i64}
// CHECK: call @net.second{{.*}} {kiln.kernel = 2 : i64}
// CHECK: scf.for
// CHECK: } {kiln.kernel = 3 : i64}
// CHECK: memref.load {{.*}} {kiln.kernel = 4 : i64}
// CHECK: memref.load {{.*}} {kiln.kernel = 4 : i64}
// CHECK: memref.store {{.*}} {kiln.kernel = 4 : i64}
module attributes {
  kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>,
  kiln.layers = [#kiln.layer<"conv", flops = 300>, #kiln.layer<"relu", flops = 0>, #kiln.layer<"fc", flops = 77>]} {
func.func @net(%x: memref<8x4xf32>, %y: memref<8x8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  call @net.first(%x, %y) : (memref<8x4xf32>, memref<8x8xf32>) -> () loc(fused<[loc("relu"("net.onnx":2:0)), loc("conv"("net.onnx":1:0))]>["relu"("net.onnx":2:0)])
  call @net.second(%y) : (memref<8x8xf32>) -> () loc("conv"("net.onnx":1:0))
  call @net.second(%y) : (memref<8x8xf32>) -> () loc("fc"("net.onnx":3:0))
  %f = arith.constant 0.0 : f32
  scf.for %i = %c0 to %c4 step %c1 {
    memref.store %f, %y[%c1, %i] : memref<8x8xf32> loc("relu"("net.onnx":2:0))
  } loc("relu"("net.onnx":2:0))
  %0 = memref.load %x[%c0, %c0] : memref<8x4xf32> loc("input"("net.onnx":0:0))
  %1 = arith.addf %0, %f : f32
  %2 = memref.load %y[%c0, %c0] : memref<8x8xf32> loc("input"("net.onnx":0:0))
  memref.store %1, %x[%c0, %c0] : memref<8x4xf32> loc("input"("net.onnx":0:0))
  return
}
func.func private @net.first(%x: memref<8x4xf32>, %y: memref<8x8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  scf.for %i = %c0 to %c2 step %c1 {
    %next = affine.apply affine_map<(d0) -> (d0 + 1)>(%i)
    scf.for %j = %c1 to %c3 step %c2 {
      %0 = memref.load %x[%i, %j] : memref<8x4xf32>
      %1 = vector.broadcast %0 : f32 to vector<8xf32>
      %2 = vector.load %x[%next, %c1] : memref<8x4xf32>, vector<3xf32>
      %3 = vector.fma %1, %1, %1 : vector<8xf32>
      %part = memref.subview %y[%i, 0] [1, 8] [1, 1] : memref<8x8xf32> to memref<1x8xf32, strided<[8, 1], offset: ?>>
      vector.store %3, %part[%c0, %c0] : memref<1x8xf32, strided<[8, 1], offset: ?>>, vector<8xf32>
    }
  }
  return
}
func.func private @net.second(%y: memref<8x8xf32>) {
  %c7 = arith.constant 7 : index
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : vector<8xf32>
  %0 = vector.fma %v, %v, %v : vector<8xf32>
  vector.store %0, %y[%c7, %c0] : memref<8x8xf32>, vector<8xf32>
  return
}
}
