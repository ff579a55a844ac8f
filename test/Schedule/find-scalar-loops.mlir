// RUN: kiln-opt %s --kiln-find-scalar-loops --remark-format=emitRemark --remarks-filter=vectorize -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK --implicit-check-not=remark
// RUN: kiln-opt %s --kiln-find-scalar-loops -o /dev/null 2>&1 | count 0

// Only where a loop stores them: not vectors, numbers that are broadcast, a
// number that is stored once, or indices.

// REMARK: :[[@LINE+11]]:{{.*}}remark: {{.*}}scalar-loop{{.*}}computed one element at a time, 32 times
// REMARK: :[[@LINE+13]]:{{.*}}remark: {{.*}}scalar-loop{{.*}}computed one element at a time, 8 times
func.func @numbers(%x: memref<8x4xf32>, %y: memref<8x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  scf.for %i = %c0 to %c8 step %c1 {
    scf.for %j = %c0 to %c4 step %c1 {
      %0 = memref.load %x[%i, %j] : memref<8x4xf32>
      %1 = arith.addf %0, %0 : f32
      memref.store %1, %y[%i, %j] : memref<8x4xf32>
    }
    %v = vector.load %x[%i, %c0] : memref<8x4xf32>, vector<1xf32>
    vector.store %v, %y[%i, %c0] : memref<8x4xf32>, vector<1xf32>
  }
  return
}

func.func @vectors(%x: memref<8x4xf32>, %y: memref<8x4xf32>, %n: memref<8xindex>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %first = memref.load %x[%c0, %c0] : memref<8x4xf32>
  memref.store %first, %y[%c0, %c0] : memref<8x4xf32>
  scf.for %i = %c0 to %c8 step %c1 {
    %0 = memref.load %x[%i, %c0] : memref<8x4xf32>
    %1 = vector.broadcast %0 : f32 to vector<4xf32>
    vector.store %1, %y[%i, %c0] : memref<8x4xf32>, vector<4xf32>
    memref.store %i, %n[%i] : memref<8xindex>
  }
  scf.for %i = %c0 to %c1 step %c1 {
    memref.store %first, %y[%i, %c0] : memref<8x4xf32>
  }
  return
}
