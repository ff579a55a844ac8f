// RUN: kiln-opt %s --kiln-describe-kernels --verify-diagnostics --split-input-file

// expected-error @+1 {{expected kiln.interface and the function it names}}
module attributes {kiln.layers = []} {
}

// -----

// expected-error @+1 {{expected kiln.layers}}
module attributes {kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @net(%x: memref<8xf32>) {
  return
}
}
