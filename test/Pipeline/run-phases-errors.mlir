// RUN: kiln-opt %s --kiln-run-phases --verify-diagnostics --split-input-file

// expected-error @+1 {{expected kiln.target, and kiln.interface and the main function it names}}
module attributes {kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
llvm.func @net.main(%w: !llvm.ptr) {
  llvm.return
}
}

// -----

module attributes {
  kiln.target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>,
  kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
llvm.func @other(%w: !llvm.ptr) {
  llvm.return
}
llvm.func @net.main(%w: !llvm.ptr) {
  // expected-error @+1 {{is no call of a phase}}
  llvm.call @other(%w) : (!llvm.ptr) -> ()
  llvm.return
}
}
