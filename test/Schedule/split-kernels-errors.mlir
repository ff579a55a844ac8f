// RUN: kiln-opt %s --kiln-split-kernels --verify-diagnostics --split-input-file

// expected-error @+1 {{expected kiln.target}}
module attributes {kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @net() {
  return
}
}

// -----

// expected-error @+1 {{expected kiln.interface and the function it names}}
module attributes {kiln.target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @net() {
  return
}
}
