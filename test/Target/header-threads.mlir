// What a program passes to a model with threads.

// RUN: kiln-emit %s -kind=header -o %t.h
// RUN: FileCheck %s --input-file=%t.h
// RUN: %host-cc -std=c99 -x c -Wall -Wextra -pedantic -Werror -fsyntax-only %t.h
// RUN: %host-cxx -std=c++17 -x c++ -Wall -Wextra -pedantic -Werror -fsyntax-only %t.h
// RUN: sed 's/threads = callback/threads = openmp/' %s > %t.mlir
// RUN: kiln-emit %t.mlir -kind=header -o %t.openmp.h
// RUN: FileCheck %s --input-file=%t.openmp.h --check-prefix=OPENMP
// RUN: %host-cc -std=c99 -x c -Wall -Wextra -pedantic -Werror -fsyntax-only %t.openmp.h

// CHECK: in pool_2 float[4] "pool"
// CHECK: #define NET_WORKSPACE_SIZE(threads) ((size_t)128 + (size_t)(threads) * 64)
// CHECK: NET_NO_THREADS = 4,
// CHECK: NET_NO_PARALLEL_FOR = 5,
// CHECK: int net_run(const float *pool_2,
// CHECK-NEXT: float *y,
// CHECK-NEXT: void *workspace,
// CHECK-NEXT: size_t threads,
// CHECK-NEXT: kiln_parallel_for parallel_for,
// CHECK-NEXT: void *pool);

// OPENMP: NET_NO_THREADS = 4,
// OPENMP-NOT: NO_PARALLEL_FOR
// OPENMP: -lomp
// OPENMP: void *workspace,
// OPENMP-NEXT: size_t threads);

module attributes {
  kiln.target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>,
  kiln.interface = #kiln.interface<"net", inputs = ["pool"], input_types = [tensor<4xf32>], outputs = ["y"], output_types = [tensor<4xf32>], workspace = 128, thread_workspace = 64, threads = callback>} {
llvm.func @net.main(%x: !llvm.ptr, %y: !llvm.ptr, %w: !llvm.ptr, %threads: i64, %for: !llvm.ptr, %pool: !llvm.ptr) {
  llvm.return
}
}
