// A model without a workspace takes any pointer for it, null too, and needs no
// weights to describe itself.

// RUN: kiln-emit %s -kind=llvm-ir -target=x86_64-linux-gnu | FileCheck %s

// CHECK-LABEL: define {{.*}}@none_run(
// CHECK-NOT: ptrtoint
// CHECK: icmp eq ptr %0, null
// CHECK-NOT: icmp
// CHECK: ret i32
// CHECK-LABEL: define internal {{.*}}@none.run_array(

module attributes {
  kiln.interface = #kiln.interface<"none", inputs = [], input_types = [],
      outputs = ["y"], output_types = [tensor<f32>], workspace = 0>} {
  llvm.func @none.main(%y: !llvm.ptr, %workspace: !llvm.ptr) {
    %one = llvm.mlir.constant(1.0 : f32) : f32
    llvm.store %one, %y : f32, !llvm.ptr
    llvm.return
  }
}
