// RUN: kiln-opt %s --kiln-time-kernels --split-input-file | FileCheck %s
// RUN: sed s/x86_64/aarch64/ %s | kiln-opt --kiln-time-kernels --split-input-file | FileCheck %s --check-prefix=STEADY
// RUN: sed s/x86_64/riscv64/ %s | kiln-opt --kiln-time-kernels --split-input-file | FileCheck %s --check-prefix=STEADY

// Two numbers for each kernel at the end of the workspace, from the next 64
// bytes on, which make it larger; the ops between two readings of the counter
// are those of one entry.

// CHECK: kiln.interface = {{.*}} workspace = 192>
// CHECK-NOT: kiln.kernels
// CHECK-SAME: kiln.profile = [#kiln.profile<counters = 128, kernels = [#kiln.kernel<"net.relu", {{.*}}>, #kiln.kernel<"net.main", {{.*}}>]>]
// CHECK-LABEL: func.func @net(
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<192xi8>)
// CHECK: %[[C128:.*]] = arith.constant 128 : index
// CHECK: %[[COUNTERS:.*]] = memref.view %[[W]][%[[C128]]][] : memref<192xi8> to memref<2x2xi64>
// CHECK: %[[BEFORE:.*]] = llvm.call_intrinsic "llvm.readcyclecounter"() : () -> i64
// CHECK-NEXT: call @net.relu
// CHECK-NOT: kiln.kernel
// CHECK-NEXT: %[[AFTER:.*]] = llvm.call_intrinsic "llvm.readcyclecounter"() : () -> i64
// CHECK-NEXT: %[[TICKS:.*]] = arith.subi %[[AFTER]], %[[BEFORE]] : i64
// CHECK: %[[CALLS:.*]] = memref.load %[[COUNTERS]][%{{.*}}, %{{.*}}] : memref<2x2xi64>
// CHECK: %[[MORE:.*]] = arith.addi %[[CALLS]], %{{.*}} : i64
// CHECK: memref.store %[[MORE]], %[[COUNTERS]]
// CHECK: %[[SUM:.*]] = memref.load %[[COUNTERS]]
// CHECK: %[[NEW:.*]] = arith.addi %[[SUM]], %[[TICKS]] : i64
// CHECK: memref.store %[[NEW]], %[[COUNTERS]]
// CHECK: call_intrinsic
// CHECK-NEXT: memref.load %{{.*}} : memref<4xf32>
// CHECK-NEXT: arith.addf
// CHECK-NEXT: memref.store %{{.*}} : memref<4xf32>
// CHECK-NEXT: call_intrinsic
// CHECK: return
// STEADY-COUNT-4: "llvm.readsteadycounter"
module attributes {
  kiln.target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 262144>,
  kiln.interface = #kiln.interface<"net", inputs = ["x"], input_types = [tensor<4xf32>], outputs = ["y"], output_types = [tensor<4xf32>], workspace = 100>,
  kiln.kernels = [#kiln.kernel<"net.relu", layer = "relu", flops = 0, bytes_read = 16, bytes_written = 16>, #kiln.kernel<"net.main", layer = "add", flops = 0, bytes_read = 4, bytes_written = 4>]} {
func.func private @net.relu(memref<4xf32>, memref<4xf32>)
func.func @net(%x: memref<4xf32>, %y: memref<4xf32>, %workspace: memref<100xi8>) {
  %c0 = arith.constant 0 : index
  call @net.relu(%x, %y) {kiln.kernel = 0 : i64} : (memref<4xf32>, memref<4xf32>) -> ()
  %0 = memref.load %x[%c0] {kiln.kernel = 1 : i64} : memref<4xf32>
  %1 = arith.addf %0, %0 : f32
  memref.store %1, %y[%c0] {kiln.kernel = 1 : i64} : memref<4xf32>
  return
}
}

// -----

// Of the threads that run a phase, the first alone adds what its share took.
// What it does alone is measured where it does it.

// CHECK-LABEL: func.func @net.phase(
// CHECK-SAME: memref<192xi8>, %[[THREAD:[a-z0-9]+]]: index, %{{[a-z0-9]+}}: index)
// CHECK: call_intrinsic
// CHECK-NEXT: call @net.relu
// CHECK-NEXT: call_intrinsic
// CHECK: %[[ZERO:.*]] = arith.constant 0 : index
// CHECK-NEXT: %[[FIRST:.*]] = arith.cmpi eq, %[[THREAD]], %[[ZERO]] : index
// CHECK-NEXT: scf.if %[[FIRST]] {
// CHECK-COUNT-2: memref.store
// CHECK: }
// CHECK: scf.if
// CHECK-NEXT: call_intrinsic
// CHECK-NEXT: call @net.relu
// CHECK-NEXT: call_intrinsic
// CHECK-NOT: scf.if
// CHECK-COUNT-2: memref.store
// CHECK: func.func @net.phase_0(
// CHECK: call @net.relu
// CHECK-NOT: scf.if
// CHECK-COUNT-2: memref.store
// CHECK: func.func @net(
// CHECK: call @net.phase({{.*}}, memref<192xi8>, index, index)
module attributes {
  kiln.target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 262144>,
  kiln.interface = #kiln.interface<"net", inputs = ["x"], input_types = [tensor<4xf32>], outputs = ["y"], output_types = [tensor<4xf32>], workspace = 100>,
  kiln.kernels = [#kiln.kernel<"net.relu", layer = "relu", flops = 0, bytes_read = 16, bytes_written = 16>, #kiln.kernel<"net.main", layer = "add", flops = 0, bytes_read = 4, bytes_written = 4>]} {
func.func private @net.relu(memref<4xf32>, memref<4xf32>)
func.func @net.phase(%x: memref<4xf32>, %y: memref<4xf32>, %workspace: memref<100xi8>, %thread: index, %threads: index) attributes {kiln.phase = "parallel"} {
  %c0 = arith.constant 0 : index
  call @net.relu(%x, %y) {kiln.kernel = 0 : i64} : (memref<4xf32>, memref<4xf32>) -> ()
  %0 = arith.cmpi eq, %thread, %c0 : index
  scf.if %0 {
    func.call @net.relu(%y, %x) {kiln.kernel = 1 : i64} : (memref<4xf32>, memref<4xf32>) -> ()
  }
  return
}
func.func @net.phase_0(%x: memref<4xf32>, %y: memref<4xf32>, %workspace: memref<100xi8>, %thread: index, %threads: index) attributes {kiln.phase = "serial"} {
  call @net.relu(%x, %y) {kiln.kernel = 0 : i64} : (memref<4xf32>, memref<4xf32>) -> ()
  return
}
func.func @net(%x: memref<4xf32>, %y: memref<4xf32>, %workspace: memref<100xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  call @net.phase(%x, %y, %workspace, %c0, %c1) : (memref<4xf32>, memref<4xf32>, memref<100xi8>, index, index) -> ()
  call @net.phase_0(%x, %y, %workspace, %c0, %c1) : (memref<4xf32>, memref<4xf32>, memref<100xi8>, index, index) -> ()
  return
}
}
