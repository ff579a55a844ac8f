// RUN: kiln-opt %s --kiln-finalize-symbols --verify-diagnostics --split-input-file

// expected-error @+1 {{expected kiln.interface and the function it names}}
module {
}

// -----

// expected-error @+1 {{expected kiln.interface and the function it names}}
module attributes {kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
llvm.func @other() {
  llvm.return
}
}
