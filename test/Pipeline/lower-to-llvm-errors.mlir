// RUN: kiln-opt %s --kiln-lower-to-llvm --verify-diagnostics

func.func @tensor(%i: index) {
  // expected-error @+1 {{failed to legalize operation 'tensor.empty'}}
  %0 = tensor.empty() : tensor<4xf32>
  %1 = tensor.extract %0[%i] : tensor<4xf32>
  return
}
