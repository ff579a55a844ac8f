// RUN: kiln-opt %s --kiln-time-kernels --verify-diagnostics --split-input-file

// expected-error @+1 {{expected kiln.interface and the function it names}}
module {
}

// -----

// expected-error @+1 {{expected kiln.target and kiln.kernels}}
module attributes {
  kiln.target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 262144>,
  kiln.interface = #kiln.interface<"net", inputs = ["x"], input_types = [tensor<4xf32>], outputs = ["y"], output_types = [tensor<4xf32>], workspace = 100>} {
func.func @net(%x: memref<4xf32>, %y: memref<4xf32>, %workspace: memref<100xi8>) {
  return
}
}

// -----

// expected-error @+1 {{can't measure time on the target 'wasm32-unknown-unknown'; expected x86, AArch64 or RISC-V}}
module attributes {
  kiln.target = #kiln.target<triple = "wasm32-unknown-unknown", cpu = "x86-64", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 262144>,
  kiln.interface = #kiln.interface<"net", inputs = ["x"], input_types = [tensor<4xf32>], outputs = ["y"], output_types = [tensor<4xf32>], workspace = 100>,
  kiln.kernels = [#kiln.kernel<"net.relu", layer = "relu", flops = 0, bytes_read = 16, bytes_written = 16>, #kiln.kernel<"net.main", layer = "add", flops = 0, bytes_read = 4, bytes_written = 4>]} {
func.func @net(%x: memref<4xf32>, %y: memref<4xf32>, %workspace: memref<100xi8>) {
  return
}
}

// -----

module attributes {
  kiln.target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 262144>,
  kiln.interface = #kiln.interface<"net", inputs = ["x"], input_types = [tensor<4xf32>], outputs = ["y"], output_types = [tensor<4xf32>], workspace = 100>,
  kiln.kernels = [#kiln.kernel<"net.relu", layer = "relu", flops = 0, bytes_read = 16, bytes_written = 16>, #kiln.kernel<"net.main", layer = "add", flops = 0, bytes_read = 4, bytes_written = 4>]} {
// expected-error @+1 {{expected a workspace of 100 bytes as argument 2}}
func.func @net(%x: memref<4xf32>, %y: memref<4xf32>) {
  return
}
}
