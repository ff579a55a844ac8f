// RUN: kiln-opt %s --kiln-finalize-symbols --split-input-file | FileCheck %s

// The function and the weights are internal and prefixed; the blob of weights is
// zeros, in whose place emission writes the values; no argument aliases another.

// CHECK: llvm.mlir.global internal constant @net.weights() {{.*}}: !llvm.array<64 x i8> {
// CHECK-NEXT: %[[ZERO:.+]] = llvm.mlir.zero : !llvm.array<64 x i8>
// CHECK-NEXT: llvm.return %[[ZERO]]
// CHECK: llvm.func internal @net.main(
// CHECK-SAME: !llvm.ptr {llvm.noalias
// CHECK-SAME: !llvm.ptr {llvm.noalias
// CHECK-NOT: bufferization.writable
// CHECK-NOT: @net(
module attributes {kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
llvm.mlir.global private constant @net.weights() {addr_space = 0 : i32, alignment = 64 : i64} : !llvm.array<64 x i8> {
  %0 = llvm.mlir.undef : !llvm.array<64 x i8>
  llvm.return %0 : !llvm.array<64 x i8>
}
llvm.func @net(%x: !llvm.ptr {bufferization.writable = false}, %y: !llvm.ptr) {
  llvm.return
}
}

// -----

// A model without weights has no blob.

// CHECK: llvm.func internal @tiny.main()
// CHECK-NOT: llvm.mlir.global
module attributes {kiln.interface = #kiln.interface<"tiny", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
llvm.func @tiny() {
  llvm.return
}
}

// -----

// A kernel stays a function, and takes numbers and vectors beside buffers.

// CHECK: llvm.func internal @net.kernel(%{{[a-z0-9]+}}: !llvm.ptr {llvm.noalias}, %{{[a-z0-9]+}}: vector<4xf32>, %{{[a-z0-9]+}}: i64)
// CHECK-SAME: no_inline
module attributes {kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
llvm.func @net.kernel(%x: !llvm.ptr, %v: vector<4xf32>, %i: i64) {
  llvm.return
}
llvm.func @net() {
  llvm.return
}
}
