// RUN: kiln-opt %s --kiln-add-output-arguments --verify-diagnostics --split-input-file

// expected-error @+1 {{expected exactly one function}}
module {
  func.func @a(%x: tensor<2xf32>) -> tensor<2xf32> {
    return %x : tensor<2xf32>
  }
  func.func @b(%x: tensor<2xf32>) -> tensor<2xf32> {
    return %x : tensor<2xf32>
  }
}

// -----

// expected-error @+1 {{expected exactly one function}}
module {}
