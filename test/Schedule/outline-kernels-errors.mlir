// RUN: kiln-opt %s --kiln-outline-kernels --verify-diagnostics --split-input-file

// expected-error @+1 {{expected kiln.interface and the function it names}}
module {
func.func @net() {
  return
}
}

// -----

// expected-error @+1 {{expected kiln.interface and the function it names}}
module attributes {kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @other() {
  return
}
}
