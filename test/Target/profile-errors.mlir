// Profiles that do not fit the model.

// RUN: split-file %s %t
// RUN: not kiln-emit %t/levels.mlir 2>&1 | FileCheck %s --check-prefix=LEVELS
// RUN: not kiln-emit %t/beyond.mlir 2>&1 | FileCheck %s --check-prefix=BEYOND

//--- levels.mlir
// LEVELS: error: expected 1 #kiln.profile, one for each CPU level, got 2
module attributes {
  kiln.profile = [#kiln.profile<counters = 0, kernels = []>, #kiln.profile<counters = 0, kernels = []>],
  kiln.interface = #kiln.interface<"m", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
llvm.func @m.main(%w: !llvm.ptr) {
  llvm.return
}
}

//--- beyond.mlir
// BEYOND: error: the counters of 1 kernels at byte 8 leave the workspace of 16 bytes
module attributes {
  kiln.profile = [#kiln.profile<counters = 8, kernels = [#kiln.kernel<"m.k", layer = "a", flops = 0, bytes_read = 0, bytes_written = 0>]>],
  kiln.interface = #kiln.interface<"m", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 16>} {
llvm.func @m.main(%w: !llvm.ptr) {
  llvm.return
}
}
