// RUN: kiln-opt %s --kiln-outline-kernels --split-input-file | FileCheck %s
// RUN: kiln-opt %s --kiln-outline-kernels --split-input-file --mlir-print-debuginfo \
// RUN:   --mlir-print-local-scope | FileCheck %s --check-prefix=PLACES

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

// A call tells which nodes it computes, also where the kernel is another's.
// PLACES: call @net.layer1_relu({{.*}} loc(fused<[{{.*}}loc("layer1/relu"){{.*}}]>[
// PLACES: call @net.layer1_relu({{.*}} loc(fused<[{{.*}}loc("layer2/relu"){{.*}}]>[
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

// -----

// Parts of one buffer that begin at different places: the kernel takes the
// offset. What is equal in all calls stays a constant.

// CHECK-LABEL: func.func @parts(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<1x4x8xf32>, %[[Y:[a-z0-9]+]]: memref<1x6x8xf32>)
// CHECK: %[[FIRST:.+]] = arith.constant 8 : index
// CHECK: call @parts.kernel(%[[X]], %[[Y]], %[[FIRST]])
// CHECK: %[[SECOND:.+]] = arith.constant 32 : index
// CHECK: call @parts.kernel(%[[X]], %[[Y]], %[[SECOND]])
// CHECK: func.func private @parts.kernel(%[[X:[a-z0-9]+]]: memref<1x4x8xf32>, %[[Y:[a-z0-9]+]]: memref<1x6x8xf32>, %[[OFFSET:[a-z0-9]+]]: index)
// CHECK-DAG: %[[IN:.+]] = memref.subview %[[X]][0, 2, 0] [1, 2, 8]
// CHECK-DAG: %[[OUT:.+]] = memref.reinterpret_cast %[[Y]] to offset: [%[[OFFSET]]], sizes: [1, 2, 8], strides: [48, 8, 1]
// CHECK: scf.for
// CHECK: vector.transfer_read %[[IN]]
// CHECK: memref.subview %[[OUT]][0, %{{.+}}, 0] [1, 1, 8] {{.*}} to memref<1x1x8xf32, strided<[48, 8, 1], offset: ?>>
// CHECK-NOT: func.func
module attributes {kiln.interface = #kiln.interface<"parts", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @parts(%x: memref<1x4x8xf32>, %y: memref<1x6x8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %in = memref.subview %x[0, 2, 0] [1, 2, 8] [1, 1, 1] : memref<1x4x8xf32> to memref<1x2x8xf32, strided<[32, 8, 1], offset: 16>>
  %a = memref.subview %y[0, 1, 0] [1, 2, 8] [1, 1, 1] : memref<1x6x8xf32> to memref<1x2x8xf32, strided<[48, 8, 1], offset: 8>>
  %b = memref.subview %y[0, 4, 0] [1, 2, 8] [1, 1, 1] : memref<1x6x8xf32> to memref<1x2x8xf32, strided<[48, 8, 1], offset: 32>>
  scf.for %i = %c0 to %c2 step %c1 {
    %v = vector.transfer_read %in[%c0, %i, %c0], %zero {in_bounds = [true]} : memref<1x2x8xf32, strided<[32, 8, 1], offset: 16>>, vector<8xf32>
    %row = memref.subview %a[0, %i, 0] [1, 1, 8] [1, 1, 1] : memref<1x2x8xf32, strided<[48, 8, 1], offset: 8>> to memref<1x1x8xf32, strided<[48, 8, 1], offset: ?>>
    vector.transfer_write %v, %row[%c0, %c0, %c0] {in_bounds = [true]} : vector<8xf32>, memref<1x1x8xf32, strided<[48, 8, 1], offset: ?>>
  }
  scf.for %i = %c0 to %c2 step %c1 {
    %v = vector.transfer_read %in[%c0, %i, %c0], %zero {in_bounds = [true]} : memref<1x2x8xf32, strided<[32, 8, 1], offset: 16>>, vector<8xf32>
    %row = memref.subview %b[0, %i, 0] [1, 1, 8] [1, 1, 1] : memref<1x2x8xf32, strided<[48, 8, 1], offset: 32>> to memref<1x1x8xf32, strided<[48, 8, 1], offset: ?>>
    vector.transfer_write %v, %row[%c0, %c0, %c0] {in_bounds = [true]} : vector<8xf32>, memref<1x1x8xf32, strided<[48, 8, 1], offset: ?>>
  }
  return
}
}

// -----

// A sum that is one loop with a vector before and after it is a nest, too, up
// to where nothing of it is needed; a copy of a vector without a loop is not.
// Buffers stay with the caller, where the workspace is planned.

// CHECK-LABEL: func.func @sum(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<4x8xf32>, %[[Y:[a-z0-9]+]]: memref<8xf32>, %[[Z:[a-z0-9]+]]: memref<8xf32>)
// CHECK: %[[SPARE:.+]] = memref.alloc()
// CHECK: call @sum.kernel(%[[Y]], %[[X]], %[[SPARE]])
// CHECK-NEXT: %[[V:.+]] = vector.transfer_read %[[Y]]
// CHECK-NEXT: vector.transfer_write %[[V]], %[[Z]]
// CHECK: func.func private @sum.kernel(%[[Y:[a-z0-9]+]]: memref<8xf32>, %[[X:[a-z0-9]+]]: memref<4x8xf32>, %[[SPARE:[a-z0-9]+]]: memref<8xf32>)
// CHECK: %[[INIT:.+]] = vector.transfer_read %[[Y]]
// CHECK: %[[SUM:.+]] = scf.for {{.*}} iter_args(%{{.+}} = %[[INIT]])
// CHECK: %[[TWICE:.+]] = arith.addf %[[SUM]], %[[SUM]]
// CHECK: vector.transfer_write %[[TWICE]], %[[SPARE]]
module attributes {kiln.interface = #kiln.interface<"sum", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @sum(%x: memref<4x8xf32>, %y: memref<8xf32>, %z: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %init = vector.transfer_read %y[%c0], %zero {in_bounds = [true]} : memref<8xf32>, vector<8xf32>
  %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%acc = %init) -> (vector<8xf32>) {
    %v = vector.transfer_read %x[%i, %c0], %zero {in_bounds = [true]} : memref<4x8xf32>, vector<8xf32>
    %next = arith.addf %acc, %v : vector<8xf32>
    scf.yield %next : vector<8xf32>
  }
  %twice = arith.addf %sum, %sum : vector<8xf32>
  %spare = memref.alloc() : memref<8xf32>
  vector.transfer_write %twice, %spare[%c0] {in_bounds = [true]} : vector<8xf32>, memref<8xf32>
  %v = vector.transfer_read %y[%c0], %zero {in_bounds = [true]} : memref<8xf32>, vector<8xf32>
  vector.transfer_write %v, %z[%c0] {in_bounds = [true]} : vector<8xf32>, memref<8xf32>
  return
}
}

// -----

// A vector that is needed past a loop that stands by itself stays in the
// model's function, and that loop is a kernel alone. Each nest reads constants
// for itself.

// CHECK-LABEL: func.func @across(
// CHECK: %[[SUM:.+]] = scf.for
// CHECK: call @across.kernel
// CHECK: vector.transfer_write %[[SUM]]
// CHECK: func.func private @across.kernel(
// CHECK: %[[BIAS:.+]] = vector.transfer_read
// CHECK: scf.for
// CHECK: vector.transfer_write %[[BIAS]]
// CHECK-NOT: func.func
module attributes {kiln.interface = #kiln.interface<"across", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
memref.global "private" constant @bias : memref<8xf32> = dense<1.0>
func.func @across(%x: memref<4x8xf32>, %y: memref<4x8xf32>, %z: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %g = memref.get_global @bias : memref<8xf32>
  %init = vector.transfer_read %g[%c0], %zero {in_bounds = [true]} : memref<8xf32>, vector<8xf32>
  %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%acc = %init) -> (vector<8xf32>) {
    %v = vector.transfer_read %x[%i, %c0], %zero {in_bounds = [true]} : memref<4x8xf32>, vector<8xf32>
    %next = arith.addf %acc, %v : vector<8xf32>
    scf.yield %next : vector<8xf32>
  }
  scf.for %i = %c0 to %c4 step %c1 {
    vector.transfer_write %init, %y[%i, %c0] {in_bounds = [true]} : vector<8xf32>, memref<4x8xf32>
  }
  vector.transfer_write %sum, %z[%c0] {in_bounds = [true]} : vector<8xf32>, memref<8xf32>
  return
}
}
