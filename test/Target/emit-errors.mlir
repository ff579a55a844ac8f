// Modules that break the contract of emission.

// RUN: split-file %s %t
// RUN: not kiln-emit %t/interface.mlir 2>&1 | FileCheck %s --check-prefix=INTERFACE
// RUN: not kiln-emit %t/name.mlir 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: sed 's/"a b"/"kiln"/' %t/name.mlir > %t/kiln.mlir
// RUN: not kiln-emit %t/kiln.mlir 2>&1 | FileCheck %s --check-prefix=KILN
// RUN: not kiln-emit %t/main.mlir 2>&1 | FileCheck %s --check-prefix=MAIN
// RUN: not kiln-emit %t/type.mlir 2>&1 | FileCheck %s --check-prefix=TYPE
// RUN: not kiln-emit %t/signature.mlir 2>&1 | FileCheck %s --check-prefix=SIGNATURE
// RUN: not kiln-emit %t/outside.mlir 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not kiln-emit %t/overlap.mlir 2>&1 | FileCheck %s --check-prefix=OVERLAP
// RUN: not kiln-emit %t/noblob.mlir 2>&1 | FileCheck %s --check-prefix=NOBLOB
// RUN: not kiln-emit %t/big.mlir 2>&1 | FileCheck %s --check-prefix=BIG

//--- interface.mlir
// INTERFACE: error: module has no kiln.interface attribute
module {}

//--- name.mlir
// NAME: error: the model's name 'a b' is no C identifier
// KILN: error: the model's name 'kiln' makes its description a second kiln_model; give it another with --name
module attributes {kiln.interface = #kiln.interface<"a b", inputs = [],
    input_types = [], outputs = [], output_types = [], workspace = 0>} {}

//--- main.mlir
// MAIN: error: function 'm.main' is not defined
module attributes {kiln.interface = #kiln.interface<"m", inputs = [],
    input_types = [], outputs = [], output_types = [], workspace = 0>} {}

//--- type.mlir
// TYPE: error: kiln.interface expects a name and a static tensor type for each input but has "x" of type tensor<?xf32>
module attributes {kiln.interface = #kiln.interface<"m", inputs = ["x"],
    input_types = [tensor<?xf32>], outputs = [], output_types = [], workspace = 0>} {}

//--- signature.mlir
// SIGNATURE: error: must return nothing and take 2 pointers, to the inputs, the outputs and the workspace, but its type is
module attributes {kiln.interface = #kiln.interface<"m", inputs = ["x"],
    input_types = [tensor<1xf32>], outputs = [], output_types = [], workspace = 0>} {
  llvm.func @m.main(%w: !llvm.ptr) { llvm.return }
}

//--- outside.mlir
// OUTSIDE: error: weight of type 'tensor<2xf32>' at offset 4 and of 8 bytes leaves the blob of 8 bytes
module attributes {kiln.interface = #kiln.interface<"m", inputs = [],
    input_types = [], outputs = [], output_types = [], workspace = 0>,
    kiln.weights = [#kiln.weight<4, dense<1.0> : tensor<2xf32>>]} {
  llvm.mlir.global internal constant @m.weights() : !llvm.array<8 x i8> {
    %0 = llvm.mlir.zero : !llvm.array<8 x i8>
    llvm.return %0 : !llvm.array<8 x i8>
  }
  llvm.func @m.main(%w: !llvm.ptr) { llvm.return }
}

//--- overlap.mlir
// OVERLAP: error: weights at offsets 0 and 4 overlap
module attributes {kiln.interface = #kiln.interface<"m", inputs = [],
    input_types = [], outputs = [], output_types = [], workspace = 0>,
    kiln.weights = [#kiln.weight<4, dense<1.0> : tensor<1xf32>>,
                    #kiln.weight<0, dense<1.0> : tensor<2xf32>>]} {
  llvm.mlir.global internal constant @m.weights() : !llvm.array<8 x i8> {
    %0 = llvm.mlir.zero : !llvm.array<8 x i8>
    llvm.return %0 : !llvm.array<8 x i8>
  }
  llvm.func @m.main(%w: !llvm.ptr) { llvm.return }
}

//--- noblob.mlir
// NOBLOB: error: weights need a constant global 'm.weights' that is an array of i8
module attributes {kiln.interface = #kiln.interface<"m", inputs = [],
    input_types = [], outputs = [], output_types = [], workspace = 0>,
    kiln.weights = [#kiln.weight<0, dense<1.0> : tensor<1xf32>>]} {
  llvm.func @m.main(%w: !llvm.ptr) { llvm.return }
}

//--- big.mlir
// BIG: error: the weights take 3000000000 bytes, but at most 2 GiB fit
module attributes {kiln.interface = #kiln.interface<"m", inputs = [],
    input_types = [], outputs = [], output_types = [], workspace = 0>,
    kiln.weights = [#kiln.weight<0, dense<1.0> : tensor<1xf32>>]} {
  llvm.mlir.global internal constant @m.weights() : !llvm.array<3000000000 x i8> {
    %0 = llvm.mlir.zero : !llvm.array<3000000000 x i8>
    llvm.return %0 : !llvm.array<3000000000 x i8>
  }
  llvm.func @m.main(%w: !llvm.ptr) { llvm.return }
}
