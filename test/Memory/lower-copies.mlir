// RUN: kiln-opt %s --kiln-lower-copies --canonicalize --split-input-file | FileCheck %s

// Chunks of 64 elements, then the rest of the row.

// CHECK-LABEL: func.func @rows(
// CHECK: scf.for %[[I:.+]] = %c0 to %c5 step %c1
// CHECK: scf.for %[[J:.+]] = %c0 to %c128 step %c64
// CHECK: %[[V:.+]] = vector.transfer_read %{{.+}}[%[[I]], %[[J]]]{{.*}} vector<64xf32>
// CHECK: vector.transfer_write %[[V]], %{{.+}}[%[[I]], %[[J]]]
// CHECK: }
// CHECK: %[[R:.+]] = vector.transfer_read %{{.+}}[%[[I]], %c128]{{.*}} vector<2xf32>
// CHECK: vector.transfer_write %[[R]], %{{.+}}[%[[I]], %c128]
// CHECK-NOT: memref.copy
func.func @rows(%x: memref<5x130xf32>, %y: memref<5x130xf32, strided<[200, 1], offset: 3>>) {
  memref.copy %x, %y : memref<5x130xf32> to memref<5x130xf32, strided<[200, 1], offset: 3>>
  return
}

// -----

// CHECK-LABEL: func.func @short(
// CHECK-NOT: scf.for
// CHECK: vector.transfer_read %{{.+}}[%c0]{{.*}} vector<7xf32>
// CHECK-NOT: memref.copy
func.func @short(%x: memref<7xf32>, %y: memref<7xf32>) {
  memref.copy %x, %y : memref<7xf32> to memref<7xf32>
  return
}
