// RUN: kiln-opt %s | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --mlir-print-op-generic | kiln-opt | FileCheck %s
// RUN: kiln-opt %s --emit-bytecode | kiln-opt | FileCheck %s

// CHECK: kiln.interface = #kiln.interface<"digits", inputs = ["image"], input_types = [tensor<1x1x8x8xf32>], outputs = ["logits"], output_types = [tensor<1x10xf32>], workspace = 8192>
// CHECK-SAME: kiln.kernels = [#kiln.kernel<"digits.relu1", layer = "conv1 + relu1", flops = 294912, bytes_read = 5632, bytes_written = 1024>]
// CHECK-SAME: kiln.layers = [#kiln.layer<"conv1", flops = 294912>]
// CHECK-SAME: kiln.live_bytes = 64 : i64
// CHECK-SAME: kiln.profile = [#kiln.profile<counters = 8176, kernels = [#kiln.kernel<"digits.relu1", layer = "relu1", flops = 0, bytes_read = 4, bytes_written = 4>]>]
// CHECK-SAME: kiln.target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "sapphirerapids", features = "+avx512f", vector_bytes = 64, vector_registers = 32, l1_bytes = 49152, l2_bytes = 2097152>
// CHECK-SAME: kiln.weights = [#kiln.weight<64, dense<1.000000e+00> : tensor<4xf32>>]
module attributes {
  kiln.target = #kiln.target<
    triple = "x86_64-unknown-linux-gnu", cpu = "sapphirerapids",
    features = "+avx512f", vector_bytes = 64, vector_registers = 32,
    l1_bytes = 49152, l2_bytes = 2097152>,
  kiln.interface = #kiln.interface<"digits",
    inputs = ["image"], input_types = [tensor<1x1x8x8xf32>],
    outputs = ["logits"], output_types = [tensor<1x10xf32>],
    workspace = 8192>,
  kiln.live_bytes = 64 : i64,
  kiln.layers = [#kiln.layer<"conv1", flops = 294912>],
  kiln.kernels = [#kiln.kernel<"digits.relu1", layer = "conv1 + relu1",
    flops = 294912, bytes_read = 5632, bytes_written = 1024>],
  kiln.profile = [#kiln.profile<counters = 8176, kernels = [
    #kiln.kernel<"digits.relu1", layer = "relu1", flops = 0, bytes_read = 4,
      bytes_written = 4>]>],
  kiln.weights = [#kiln.weight<64, dense<1.0> : tensor<4xf32>>]
} {
  // CHECK: func.func @schedule(%{{.*}}: tensor<4xf32> {kiln.name = "x"})
  func.func @schedule(%x: tensor<4xf32> {kiln.name = "x"}) -> tensor<4xf32> {
    // CHECK: kiln.schedule = #kiln.schedule<parallel = [1, 2, 1, 14, 0], reduction = [1, 1, 1, 0]>
    %0 = kiln.relu %x {kiln.schedule = #kiln.schedule<parallel = [1, 2, 1, 14, 0], reduction = [1, 1, 1, 0]>} : tensor<4xf32>
    // CHECK: kiln.schedule = #kiln.schedule<parallel = [4]>
    %1 = kiln.relu %0 {kiln.schedule = #kiln.schedule<parallel = [4]>} : tensor<4xf32>
    // CHECK: kiln.schedule = #kiln.schedule<winograd = 4, parallel = [8]>
    %2 = kiln.relu %1 {kiln.schedule = #kiln.schedule<winograd = 4, parallel = [8]>} : tensor<4xf32>
    // CHECK: kiln.schedule = #kiln.schedule<order = [1, 0], parallel = [4, 0], reduction = [1]>
    %3 = kiln.relu %2 {kiln.schedule = #kiln.schedule<order = [1, 0], parallel = [4, 0], reduction = [1]>} : tensor<4xf32>
    return %1 : tensor<4xf32>
  }

  // CHECK: func.func @conv_algorithm(
  func.func @conv_algorithm(%x: tensor<1x1x8x8xf32>, %f: tensor<1x1x3x3xf32>) -> tensor<1x1x6x6xf32> {
    // CHECK: kiln.conv_algorithm = "winograd"
    %0 = kiln.conv2d %x, %f {kiln.conv_algorithm = "winograd"} : (tensor<1x1x8x8xf32>, tensor<1x1x3x3xf32>) -> tensor<1x1x6x6xf32>
    return %0 : tensor<1x1x6x6xf32>
  }
}
