// With -g the lines and the names of the model's nodes survive optimization and
// inlining; without it nothing about them is in the object.

// RUN: kiln-emit %s -g -target=x86_64-linux-gnu -o %t.o
// RUN: llvm-dwarfdump --debug-line %t.o | FileCheck %s
// RUN: llvm-dwarfdump --debug-info %t.o | FileCheck %s --check-prefix=NAMES
// RUN: kiln-emit %s -target=x86_64-linux-gnu -o %t.o
// RUN: llvm-readelf -S %t.o | FileCheck %s --check-prefix=PLAIN

// CHECK: name: "net.onnx"
// CHECK: {{0x[0-9a-f]+}} 3 0
// CHECK: {{0x[0-9a-f]+}} 4 0

// NAMES: DW_TAG_subprogram
// NAMES: DW_AT_name ("conv1")
// NAMES: DW_AT_name ("scale1 + relu1")
// NAMES: DW_AT_abstract_origin {{.*}} "conv1"
// NAMES: DW_AT_abstract_origin {{.*}} "scale1 + relu1"

// PLAIN-NOT: .debug

// A node without a line has its name nevertheless, and none is fine, too.

// RUN: sed 's/"scale1"("net.onnx":4:0)/"scale1"/g; s/"relu1"("net.onnx":5:0)/"relu1"/; s/"conv1"(.*:3:0)/unknown/' %s > %t.mlir
// RUN: kiln-emit %t.mlir -g -target=x86_64-linux-gnu -o %t.o
// RUN: llvm-dwarfdump --debug-info %t.o | FileCheck %s --check-prefix=LINELESS

// LINELESS: DW_AT_name ("scale1 + relu1")

module attributes {
  kiln.interface = #kiln.interface<"net",
      inputs = ["x"], input_types = [tensor<1xf32>],
      outputs = ["y"], output_types = [tensor<1xf32>], workspace = 0>} {
  llvm.func @net.square(%a: f32) -> f32 {
    %b = llvm.fmul %a, %a : f32 loc("conv1"("net.onnx":3:0))
    llvm.return %b : f32
  }
  llvm.func @net.main(%x: !llvm.ptr, %y: !llvm.ptr, %workspace: !llvm.ptr) {
    %a = llvm.load %x : !llvm.ptr -> f32
    %b = llvm.call @net.square(%a) : (f32) -> f32 loc("conv1"("net.onnx":3:0))
    %c = llvm.fdiv %b, %a : f32 loc(fused<[loc("scale1"("net.onnx":4:0)), loc("relu1"("net.onnx":5:0))]>["scale1"("net.onnx":4:0)])
    llvm.store %c, %y : f32, !llvm.ptr
    llvm.return
  }
}
