// How C reads the times that a model measures, and that there is nothing of it
// in other models.

// RUN: kiln-emit %s -kind=header -o %t.h
// RUN: FileCheck %s --input-file=%t.h --check-prefix=HEADER
// RUN: %host-cc -std=c99 -x c -Wall -Wextra -pedantic -Werror -fsyntax-only %t.h
// RUN: %host-cxx -std=c++17 -x c++ -Wall -Wextra -pedantic -Werror -fsyntax-only %t.h
// RUN: kiln-emit %s -kind=llvm-ir -opt=0 | FileCheck %s
// RUN: kiln-emit %s -o %t.o
// RUN: llvm-nm --undefined-only %t.o | count 0
// RUN: grep -v 'kiln\.profile' %s > %t.plain.mlir
// RUN: kiln-emit %t.plain.mlir -kind=header | FileCheck %s --check-prefix=PLAIN --implicit-check-not=profile
// RUN: kiln-emit %t.plain.mlir -kind=llvm-ir | FileCheck %s --check-prefix=PLAIN --implicit-check-not=profile

// HEADER: #define KILN_PROFILE_VERSION 1
// HEADER: typedef struct kiln_kernel {
// HEADER: typedef struct kiln_counter {
// HEADER: typedef struct kiln_profile {
// HEADER: const kiln_profile *net_profile(void);
// HEADER: kiln_counter *net_profile_counters(void *workspace);
// HEADER: void net_profile_reset(void *workspace);

// CHECK-DAG: @[[LAYER:.*]] = internal unnamed_addr constant [12 x i8] c"conv + relu\00"
// CHECK-DAG: @[[SYMBOL:.*]] = internal unnamed_addr constant [9 x i8] c"net.relu\00"
// CHECK-DAG: @net.kernels = internal constant [1 x { ptr, ptr, i64, i64, i64 }] [{ ptr, ptr, i64, i64, i64 } { ptr @[[LAYER]], ptr @[[SYMBOL]], i64 800, i64 64, i64 32 }]
// CHECK-DAG: @net.profile = internal constant { i32, i32, i64, ptr, i64 } { i32 1, i32 32, i64 1, ptr @net.kernels, i64 64 }
// CHECK: define ptr @net_profile()
// CHECK: ret ptr @net.profile
// CHECK: define ptr @net_profile_counters(ptr %0)
// CHECK: define void @net_profile_reset(ptr %0)

// PLAIN: net_run(

module attributes {
  kiln.target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>,
  kiln.profile = [#kiln.profile<counters = 64, kernels = [#kiln.kernel<"net.relu", layer = "conv + relu", flops = 800, bytes_read = 64, bytes_written = 32>]>],
  kiln.interface = #kiln.interface<"net", inputs = ["x"], input_types = [tensor<4xf32>], outputs = ["y"], output_types = [tensor<4xf32>], workspace = 128>} {
llvm.func @net.main(%x: !llvm.ptr, %y: !llvm.ptr, %w: !llvm.ptr) {
  llvm.return
}
}
