// RUN: kiln-opt %s --kiln-sink-elementwise | FileCheck %s

// One row is finished before the next is begun.

// CHECK-LABEL: func.func @rows(
// CHECK: arith.mulf %arg0
// CHECK-NEXT: arith.addf
// CHECK-NEXT: vector.store {{.*}}[%c0]
// CHECK-NEXT: arith.mulf %arg1
// CHECK-NEXT: arith.addf
// CHECK-NEXT: vector.store {{.*}}[%c8]
func.func @rows(%a: vector<8xf32>, %b: vector<8xf32>, %to: memref<16xf32>) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %0 = arith.mulf %a, %a : vector<8xf32>
  %1 = arith.mulf %b, %b : vector<8xf32>
  %2 = arith.addf %0, %a : vector<8xf32>
  %3 = arith.addf %1, %b : vector<8xf32>
  vector.store %2, %to[%c0] : memref<16xf32>, vector<8xf32>
  vector.store %3, %to[%c8] : memref<16xf32>, vector<8xf32>
  return
}

// Loads stay before the stores that follow them, and so does what takes them
// in: a loaded row is not kept in a register of its own.

// CHECK-LABEL: func.func @loads(
// CHECK: vector.load
// CHECK-NEXT: arith.addf %arg0
// CHECK-NEXT: vector.load
// CHECK-NEXT: arith.addf %arg1
// CHECK-NEXT: math.absf
// CHECK-NEXT: vector.store
// CHECK-NEXT: math.absf
// CHECK-NEXT: vector.store
func.func @loads(%a: vector<8xf32>, %b: vector<8xf32>, %m: memref<16xf32>) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %0 = vector.load %m[%c0] : memref<16xf32>, vector<8xf32>
  %1 = arith.addf %a, %0 : vector<8xf32>
  %2 = vector.load %m[%c8] : memref<16xf32>, vector<8xf32>
  %3 = arith.addf %b, %2 : vector<8xf32>
  %4 = math.absf %1 : vector<8xf32>
  %5 = math.absf %3 : vector<8xf32>
  vector.store %4, %m[%c0] : memref<16xf32>, vector<8xf32>
  vector.store %5, %m[%c8] : memref<16xf32>, vector<8xf32>
  return
}

// A value that a loop uses comes before the loop; what the loop does not need
// comes after it.

// CHECK-LABEL: func.func @regions(
// CHECK: arith.addf
// CHECK: scf.for
// CHECK: vector.store
// CHECK: arith.mulf
// CHECK-NEXT: return
func.func @regions(%a: vector<8xf32>, %m: memref<16xf32>) -> vector<8xf32> {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %c16 = arith.constant 16 : index
  %0 = arith.mulf %a, %a : vector<8xf32>
  %1 = arith.addf %a, %a : vector<8xf32>
  scf.for %i = %c0 to %c16 step %c8 {
    vector.store %1, %m[%i] : memref<16xf32>, vector<8xf32>
  }
  return %0 : vector<8xf32>
}

// What nothing uses goes, lest it stays above the operands that sink.

// CHECK-LABEL: func.func @unused(
// CHECK-NEXT: vector.load
// CHECK-NEXT: arith.addf
// CHECK-NEXT: vector.store
// CHECK-NEXT: return
func.func @unused(%a: vector<8xf32>, %m: memref<8xf32>, %i: index) {
  %0 = arith.addf %a, %a : vector<8xf32>
  %1 = arith.mulf %0, %0 : vector<8xf32>
  %2 = arith.mulf %1, %0 : vector<8xf32>
  %3 = vector.load %m[%i] : memref<8xf32>, vector<8xf32>
  vector.store %0, %m[%i] : memref<8xf32>, vector<8xf32>
  return
}

// What another block uses stays.

// CHECK-LABEL: func.func @blocks(
// CHECK: arith.mulf
// CHECK-NEXT: cf.br
func.func @blocks(%a: vector<8xf32>) -> vector<8xf32> {
  %0 = arith.mulf %a, %a : vector<8xf32>
  cf.br ^next
^next:
  return %0 : vector<8xf32>
}
