// RUN: kiln-opt %s --kiln-outline-kernels --split-input-file | FileCheck %s

// Nests that differ in their buffers alone share a kernel, named after the node
// that needed it first; constants and views are copied into it, and buffers are
// its arguments. A nest of other numbers is another kernel.

// CHECK: func.func @net(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<8xf32>{{.*}}, %[[Y:[a-z0-9]+]]: memref<8xf32>{{.*}}, %[[Z:[a-z0-9]+]]: memref<8xf32>
// CHECK-NOT: scf.for
// CHECK: call @net.layer1_relu(%[[X]], %[[Y]])
// CHECK: call @net.layer1_relu(%[[Y]], %[[Z]])
// CHECK: call @[[OTHER:net.layer3[a-z0-9_]*]](%[[Z]])
// CHECK-NOT: scf.for
// CHECK: return
// CHECK: func.func private @net.layer1_relu(
// CHECK-DAG: arith.constant 8 : index
// CHECK-DAG: memref.expand_shape
// CHECK: scf.for
// CHECK: func.func private @[[OTHER]](
// CHECK: scf.for
// CHECK-NOT: func.func
module attributes {kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @net(%x: memref<8xf32>, %y: memref<8xf32>, %z: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0.0 : f32
  %v = memref.expand_shape %x [[0, 1]] output_shape [1, 8] : memref<8xf32> into memref<1x8xf32>
  scf.for %i = %c0 to %c8 step %c1 {
    %0 = memref.load %v[%c0, %i] : memref<1x8xf32>
    %1 = arith.maximumf %0, %zero : f32 loc("layer1/relu")
    memref.store %1, %y[%i] : memref<8xf32> loc("layer1/relu")
  }
  %w = memref.expand_shape %y [[0, 1]] output_shape [1, 8] : memref<8xf32> into memref<1x8xf32>
  scf.for %i = %c0 to %c8 step %c1 {
    %0 = memref.load %w[%c0, %i] : memref<1x8xf32>
    %1 = arith.maximumf %0, %zero : f32 loc("layer2/relu")
    memref.store %1, %z[%i] : memref<8xf32> loc("layer2/relu")
  }
  scf.for %i = %c0 to %c8 step %c1 {
    memref.store %zero, %z[%i] : memref<8xf32> loc("layer3")
  }
  return
}
}

// -----

// A nest that continues what is in registers stays with it.

// CHECK-LABEL: func.func @registers(
// CHECK: vector.load
// CHECK: scf.for
// CHECK: vector.store
// CHECK-NOT: call
// CHECK-NOT: func.func
module attributes {kiln.interface = #kiln.interface<"registers", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @registers(%x: memref<4xf32>, %y: memref<8x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %v = vector.load %x[%c0] : memref<4xf32>, vector<4xf32>
  scf.for %i = %c0 to %c8 step %c1 {
    vector.store %v, %y[%i, %c0] : memref<8x4xf32>, vector<4xf32>
  }
  return
}
}
