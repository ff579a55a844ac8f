// RUN: kiln-opt %s --kiln-run-phases=threads=callback | FileCheck %s --check-prefix=TASKS
// RUN: kiln-opt %s --kiln-run-phases=threads=openmp | FileCheck %s --check-prefix=TEAM

// One thread does everything at once; several get tasks for the parallel phase,
// with what they need on the caller's stack. A thread's own part of the
// workspace is past what all share.

// TASKS: threads = callback
// TASKS: llvm.func internal @net.phase_0.task(%[[DATA:.+]]: !llvm.ptr, %[[INDEX:.+]]: i64)
// TASKS: %[[N:.+]] = llvm.load %{{.+}} : !llvm.ptr -> i64
// TASKS: %[[SIZE:.+]] = llvm.mlir.constant(64 : i64)
// TASKS: %[[BYTES:.+]] = llvm.mul %[[INDEX]], %[[SIZE]]
// TASKS: %[[BASE:.+]] = llvm.mlir.constant(128 : i64)
// TASKS: %[[OFFSET:.+]] = llvm.add %[[BYTES]], %[[BASE]]
// TASKS: %[[OWN:.+]] = llvm.getelementptr %{{.+}}[%[[OFFSET]]] : (!llvm.ptr, i64) -> !llvm.ptr, i8
// TASKS: llvm.call @net.phase_0(%{{.+}}, %{{.+}}, %{{.+}}, %[[OWN]], %[[INDEX]], %[[N]])
// TASKS-LABEL: llvm.func @net.main(
// TASKS-SAME: %[[X:[a-z0-9]+]]: !llvm.ptr {llvm.noalias}, %{{.+}}: !llvm.ptr, %{{.+}}: !llvm.ptr, %[[THREADS:[a-z0-9]+]]: i64, %[[FOR:[a-z0-9]+]]: !llvm.ptr, %[[POOL:[a-z0-9]+]]: !llvm.ptr)
// TASKS: llvm.cond_br %{{.+}}, ^bb1, ^bb2
// TASKS: ^bb1:
// TASKS: llvm.call @net.phase(
// TASKS: llvm.call @net.phase_0(
// TASKS: llvm.return
// TASKS: ^bb2:
// TASKS: llvm.call @net.phase(
// TASKS: %[[TASK:.+]] = llvm.mlir.addressof @net.phase_0.task
// TASKS: llvm.call %[[FOR]](%[[POOL]], %[[THREADS]], %[[TASK]], %{{.+}}) : !llvm.ptr, (!llvm.ptr, i64, !llvm.ptr, !llvm.ptr) -> ()

// TEAM: threads = openmp
// TEAM-LABEL: llvm.func @net.main(
// TEAM-SAME: %{{.+}}: i64)
// TEAM: omp.parallel num_threads(%{{.+}} : i32) {
// TEAM: llvm.call @omp_get_thread_num()
// TEAM: llvm.call @omp_get_num_threads()
// TEAM: llvm.cond_br %{{.+}}, ^[[SERIAL:.+]], ^[[AFTER:.+]]
// TEAM: ^[[SERIAL]]:
// TEAM: llvm.call @net.phase(
// TEAM: llvm.br ^[[AFTER]]
// TEAM: ^[[AFTER]]:
// TEAM-NEXT: omp.barrier
// TEAM: llvm.call @net.phase_0(
// TEAM-NEXT: omp.terminator

module attributes {
  kiln.target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>,
  kiln.interface = #kiln.interface<"net", inputs = ["x"], input_types = [tensor<16xf32>], outputs = ["y"], output_types = [tensor<16xf32>], workspace = 128, thread_workspace = 64>} {
llvm.func @net.main(%x: !llvm.ptr {llvm.noalias}, %y: !llvm.ptr, %w: !llvm.ptr, %s: !llvm.ptr) {
  %zero = llvm.mlir.constant(0 : i64) : i64
  %one = llvm.mlir.constant(1 : i64) : i64
  llvm.call @net.phase(%x, %y, %w, %s, %zero, %one) : (!llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, i64, i64) -> ()
  llvm.call @net.phase_0(%x, %y, %w, %s, %zero, %one) : (!llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, i64, i64) -> ()
  llvm.return
}
llvm.func internal @net.phase(%x: !llvm.ptr, %y: !llvm.ptr, %w: !llvm.ptr, %s: !llvm.ptr, %thread: i64, %threads: i64) attributes {kiln.phase = "serial"} {
  llvm.return
}
llvm.func internal @net.phase_0(%x: !llvm.ptr, %y: !llvm.ptr, %w: !llvm.ptr, %s: !llvm.ptr, %thread: i64, %threads: i64) attributes {kiln.phase = "parallel"} {
  llvm.return
}
}
