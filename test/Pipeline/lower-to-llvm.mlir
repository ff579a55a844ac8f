// RUN: kiln-opt %s --kiln-lower-to-llvm | FileCheck %s

// Buffers are bare pointers; a vector is one register; nothing else is left.

// CHECK: llvm.func @kernel(%{{.+}}: !llvm.ptr, %{{.+}}: !llvm.ptr)
// CHECK: llvm.load {{.*}} : !llvm.ptr -> vector<4xf32>
// CHECK: llvm.intr.fmuladd({{.*}}) : (vector<4xf32>, vector<4xf32>, vector<4xf32>) -> vector<4xf32>
// CHECK: llvm.store {{.*}} : vector<4xf32>, !llvm.ptr
// CHECK-NOT: {{(memref|vector|arith|func)\.[a-z]}}
func.func @kernel(%x: memref<2x4xf32>, %y: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = vector.load %x[%c1, %c0] : memref<2x4xf32>, vector<4xf32>
  %b = vector.fma %a, %a, %a : vector<4xf32>
  vector.store %b, %y[%c0] : memref<4xf32>, vector<4xf32>
  return
}
