// RUN: kiln-opt %s --kiln-form-phases --verify-diagnostics --split-input-file

// expected-error @+1 {{expected kiln.interface and the function it names}}
module {
func.func @net() {
  return
}
}
