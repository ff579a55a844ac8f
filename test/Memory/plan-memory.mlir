// RUN: kiln-opt %s --kiln-plan-memory --split-input-file | FileCheck %s

// Sizes of 128, 100 and 64 bytes: the first and the third are never alive
// together and share their place; the second is alive with both. Offsets are
// multiples of 64, and so is the size of the arena, which is recorded.

// CHECK: workspace = 256>
// CHECK-LABEL: func.func @reuse(
// CHECK-SAME: %[[ARENA:[a-z0-9]+]]: memref<256xi8>)
// CHECK-NOT: memref.alloc
// CHECK: %[[AT_A:.+]] = arith.constant 0 : index
// CHECK: %[[A:.+]] = memref.view %[[ARENA]][%[[AT_A]]][] : memref<256xi8> to memref<32xf32>
// CHECK: %[[AT_B:.+]] = arith.constant 128 : index
// CHECK: %[[B:.+]] = memref.view %[[ARENA]][%[[AT_B]]][] : memref<256xi8> to memref<25xf32>
// CHECK: %[[AT_C:.+]] = arith.constant 0 : index
// CHECK: %[[C:.+]] = memref.view %[[ARENA]][%[[AT_C]]][] : memref<256xi8> to memref<16xf32>
// CHECK-NOT: memref.alloc
module attributes {kiln.interface = #kiln.interface<"reuse", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @reuse(%i: index, %x: memref<25xf32>, %y: memref<16xf32>) {
  %one = arith.constant 1.0 : f32
  %a = memref.alloc() : memref<32xf32>
  %b = memref.alloc() : memref<25xf32>
  %c = memref.alloc() : memref<16xf32>
  linalg.fill ins(%one : f32) outs(%a : memref<32xf32>)
  linalg.fill ins(%one : f32) outs(%b : memref<25xf32>)
  %first = memref.load %a[%i] : memref<32xf32>
  linalg.fill ins(%first : f32) outs(%c : memref<16xf32>)
  memref.copy %b, %x : memref<25xf32> to memref<25xf32>
  memref.copy %c, %y : memref<16xf32> to memref<16xf32>
  return
}
}

// -----

// A buffer lives as long as its views, and a loop that reads it keeps it alive
// to the loop's end.

// CHECK: workspace = 128>
// CHECK-LABEL: func.func @views(
// CHECK-DAG: memref.view %{{.+}}[%c0{{.*}}][] : memref<128xi8> to memref<8xf32>
// CHECK-DAG: memref.view %{{.+}}[%c64{{.*}}][] : memref<128xi8> to memref<8xf32>
module attributes {kiln.interface = #kiln.interface<"views", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @views(%y: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %one = arith.constant 1.0 : f32
  %a = memref.alloc() : memref<8xf32>
  linalg.fill ins(%one : f32) outs(%a : memref<8xf32>)
  %v = memref.subview %a[4] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1], offset: 4>>
  %b = memref.alloc() : memref<8xf32>
  linalg.fill ins(%one : f32) outs(%b : memref<8xf32>)
  scf.for %i = %c0 to %c8 step %c1 {
    %0 = memref.load %v[%c0] : memref<4xf32, strided<[1], offset: 4>>
    %1 = memref.load %b[%i] : memref<8xf32>
    %2 = arith.addf %0, %1 : f32
    memref.store %2, %y[%i] : memref<8xf32>
  }
  return
}
}

// -----

// A model that needs no buffer has an empty workspace.

// CHECK: workspace = 0>
// CHECK-LABEL: func.func @none(
module attributes {kiln.interface = #kiln.interface<"none", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @none(%y: memref<8xf32>) {
  return
}
}

// -----

// What a kernel reads and what it writes are live together, and the kernels'
// own functions have no arena.

// CHECK: workspace = 128>
// CHECK-LABEL: func.func @kernels(
// CHECK-DAG: memref.view %{{.+}}[%c0{{.*}}][] : memref<128xi8> to memref<8xf32>
// CHECK-DAG: memref.view %{{.+}}[%c64{{.*}}][] : memref<128xi8> to memref<8xf32>
// CHECK: call @kernel
// CHECK: func.func private @kernel(%{{[a-z0-9]+}}: memref<8xf32>, %{{[a-z0-9]+}}: memref<8xf32>) {
module attributes {kiln.interface = #kiln.interface<"kernels", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @kernels(%y: memref<8xf32>) {
  %one = arith.constant 1.0 : f32
  %a = memref.alloc() : memref<8xf32>
  %b = memref.alloc() : memref<8xf32>
  linalg.fill ins(%one : f32) outs(%a : memref<8xf32>)
  call @kernel(%a, %b) : (memref<8xf32>, memref<8xf32>) -> ()
  memref.copy %b, %y : memref<8xf32> to memref<8xf32>
  return
}
func.func private @kernel(%x: memref<8xf32>, %y: memref<8xf32>) {
  memref.copy %x, %y : memref<8xf32> to memref<8xf32>
  return
}
}

// -----

// Buffers that each thread has for itself are places of another arena, which
// they share.

// CHECK: workspace = 64, thread_workspace = 128>
// CHECK-LABEL: func.func @scratch(
// CHECK-SAME: %[[ARENA:[a-z0-9]+]]: memref<64xi8>, %[[OWN:[a-z0-9]+]]: memref<128xi8> {kiln.scratch})
// CHECK: memref.view %[[ARENA]][%{{.+}}][] : memref<64xi8> to memref<16xf32>
// CHECK: memref.view %[[OWN]][%{{.+}}][] : memref<128xi8> to memref<32xf32>
// CHECK: memref.view %[[OWN]][%{{.+}}][] : memref<128xi8> to memref<25xf32>
module attributes {kiln.interface = #kiln.interface<"scratch", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @scratch() {
  %one = arith.constant 1.0 : f32
  %a = memref.alloc() : memref<16xf32>
  %b = memref.alloc() {kiln.scratch} : memref<32xf32>
  %c = memref.alloc() {kiln.scratch} : memref<25xf32>
  linalg.fill ins(%one : f32) outs(%a : memref<16xf32>)
  linalg.fill ins(%one : f32) outs(%b : memref<32xf32>)
  linalg.fill ins(%one : f32) outs(%c : memref<25xf32>)
  linalg.fill ins(%one : f32) outs(%a : memref<16xf32>)
  return
}
}
