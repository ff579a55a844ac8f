// RUN: kiln-opt %s -verify-diagnostics -split-input-file

// expected-error@+1 {{expected vector_bytes from 4 to 65536, got 0}}
module attributes {kiln.target = #kiln.target<triple = "", cpu = "", features = "", vector_bytes = 0, vector_registers = 1, l1_bytes = 1, l2_bytes = 1>} {}

// -----

// expected-error@+1 {{expected vector_bytes to be a power of two, got 24}}
module attributes {kiln.target = #kiln.target<triple = "", cpu = "", features = "", vector_bytes = 24, vector_registers = 1, l1_bytes = 1, l2_bytes = 1>} {}

// -----

// expected-error@+1 {{expected vector_registers from 1 to 2147483647, got -1}}
module attributes {kiln.target = #kiln.target<triple = "", cpu = "", features = "", vector_bytes = 16, vector_registers = -1, l1_bytes = 1, l2_bytes = 1>} {}

// -----

// expected-error@+1 {{expected l1_bytes from 1 to 2147483647, got 0}}
module attributes {kiln.target = #kiln.target<triple = "", cpu = "", features = "", vector_bytes = 16, vector_registers = 1, l1_bytes = 0, l2_bytes = 1>} {}

// -----

// expected-error@+1 {{expected l2_bytes from 1 to 2147483647, got 4294967296}}
module attributes {kiln.target = #kiln.target<triple = "", cpu = "", features = "", vector_bytes = 16, vector_registers = 1, l1_bytes = 1, l2_bytes = 4294967296>} {}

// -----

// expected-error@+1 {{expected attribute 'kiln.target' to be a #kiln.target, got "native"}}
module attributes {kiln.target = "native"} {}

// -----

// expected-error@+1 {{expected level from 3 to 4, got 2}}
module attributes {kiln.interface = #kiln.interface<"m", levels = [2, 2], inputs = ["x"], input_types = [tensor<1x2xf32>], outputs = ["y"], output_types = [tensor<2x1xf32>], workspace = 0>} {}

// -----

func.func @schedule(%x: tensor<4xf32>) {
  // expected-error@+1 {{expected tile size from 0 to 2147483647, got -1}}
  %0 = kiln.relu %x {kiln.schedule = #kiln.schedule<parallel = [-1]>} : tensor<4xf32>
  return
}

// -----

func.func @schedule_winograd(%x: tensor<4xf32>) {
  // expected-error@+1 {{expected winograd to be 2, 4 or 6, got 3}}
  %0 = kiln.relu %x {kiln.schedule = #kiln.schedule<winograd = 3, parallel = [1]>} : tensor<4xf32>
  return
}

// -----

func.func @schedule_order(%x: tensor<4xf32>) {
  // expected-error@+1 {{expected order to have each dimension from 0 to 1 once, got [0, 0]}}
  %0 = kiln.relu %x {kiln.schedule = #kiln.schedule<order = [0, 0], parallel = [1, 2]>} : tensor<4xf32>
  return
}

// -----

func.func @schedule_order_winograd(%x: tensor<4xf32>) {
  // expected-error@+1 {{expected no order with winograd, got [0]}}
  %0 = kiln.relu %x {kiln.schedule = #kiln.schedule<winograd = 2, order = [0], parallel = [2]>} : tensor<4xf32>
  return
}

// -----

func.func @conv_algorithm(%x: tensor<1x1x8x8xf32>, %f: tensor<1x1x3x3xf32>) {
  // expected-error@+1 {{expected attribute 'kiln.conv_algorithm' to be "auto", "direct" or "winograd" of a convolution, got "fft"}}
  %0 = kiln.conv2d %x, %f {kiln.conv_algorithm = "fft"} : (tensor<1x1x8x8xf32>, tensor<1x1x3x3xf32>) -> tensor<1x1x6x6xf32>
  return
}

// -----

func.func @conv_algorithm_of_another_op(%x: tensor<4xf32>) {
  // expected-error@+1 {{expected attribute 'kiln.conv_algorithm' to be "auto", "direct" or "winograd" of a convolution, got "direct"}}
  %0 = kiln.relu %x {kiln.conv_algorithm = "direct"} : tensor<4xf32>
  return
}

// -----

func.func @schedule_type(%x: tensor<4xf32>) {
  // expected-error@+1 {{expected attribute 'kiln.schedule' to be a #kiln.schedule, got 4 : i64}}
  %0 = kiln.relu %x {kiln.schedule = 4} : tensor<4xf32>
  return
}

// -----

// expected-error@+1 {{expected offset from 0 to 9223372036854775807, got -64}}
module attributes {kiln.weights = [#kiln.weight<-64, dense<1.0> : tensor<4xf32>>]} {}

// -----

// expected-error@+1 {{expected attribute 'kiln.weights' to be an array of #kiln.weight of a module, got ["w"]}}
module attributes {kiln.weights = ["w"]} {}

// -----

// expected-error@+1 {{expected output types of a dynamic batch to have a leading dimension of 1, got 'tensor<2x1xf32>'}}
module attributes {kiln.interface = #kiln.interface<"m", inputs = ["x"], input_types = [tensor<1x2xf32>], outputs = ["y"], output_types = [tensor<2x1xf32>], workspace = 0, dynamic_batch = true>} {}

// -----

// expected-error@+1 {{expected input types of a dynamic batch to have a leading dimension of 1, got 'tensor<f32>'}}
module attributes {kiln.interface = #kiln.interface<"m", inputs = ["x"], input_types = [tensor<f32>], outputs = [], output_types = [], workspace = 0, dynamic_batch = true>} {}

// -----

// expected-error@+1 {{expected attribute 'kiln.dynamic_batch' to be a unit attribute of a module, got 4 : i64}}
module attributes {kiln.dynamic_batch = 4} {}

// -----

// expected-error@+1 {{expected as many input names as types (0), got 1}}
module attributes {kiln.interface = #kiln.interface<"m", inputs = ["x"], input_types = [], outputs = [], output_types = [], workspace = 0>} {}

// -----

// expected-error@+1 {{expected output names to be strings that are not empty, got ""}}
module attributes {kiln.interface = #kiln.interface<"m", inputs = [], input_types = [], outputs = [""], output_types = [tensor<4xf32>], workspace = 0>} {}

// -----

// expected-error@+1 {{expected input types to be ranked tensors, got f32}}
module attributes {kiln.interface = #kiln.interface<"m", inputs = ["x"], input_types = [f32], outputs = [], output_types = [], workspace = 0>} {}

// -----

// expected-error@+1 {{expected workspace from 0 to 9223372036854775807, got -1}}
module attributes {kiln.interface = #kiln.interface<"m", inputs = [], input_types = [], outputs = [], output_types = [], workspace = -1>} {}

// -----

// expected-error@+1 {{expected attribute 'kiln.interface' to be a #kiln.interface of a module, got "m"}}
module attributes {kiln.interface = "m"} {}

// -----

// expected-error@+1 {{unknown attribute 'kiln.shedule'}}
module attributes {kiln.shedule = 1} {}

// -----

// expected-error@+1 {{expected attribute 'kiln.name' to be a string that is not empty, got ""}}
func.func @empty_name(%x: tensor<4xf32> {kiln.name = ""}) {
  return
}

// -----

// expected-error@+1 {{expected attribute 'kiln.name' to be a string that is not empty, got 1 : i64}}
func.func @result_name(%x: tensor<4xf32>) -> (tensor<4xf32> {kiln.name = 1}) {
  return %x : tensor<4xf32>
}

// -----

// expected-error@+1 {{unknown attribute 'kiln.nmae' of an argument or result}}
func.func @unknown_name(%x: tensor<4xf32> {kiln.nmae = "x"}) {
  return
}

// -----

// expected-error@+1 {{expected attribute 'kiln.live_bytes' to be a number of bytes, an i64 of a module, got -1 : i64}}
module attributes {kiln.live_bytes = -1 : i64} {}

// -----

// expected-error@+1 {{expected flops from 0 to 9223372036854775807, got -1}}
module attributes {kiln.layers = [#kiln.layer<"conv1", flops = -1>]} {}

// -----

// expected-error@+1 {{expected attribute 'kiln.layers' to be an array of #kiln.layer of a module, got ["conv1"]}}
module attributes {kiln.layers = ["conv1"]} {}

// -----

// expected-error@+1 {{expected bytes_read from 0 to 9223372036854775807, got -4}}
module attributes {kiln.kernels = [#kiln.kernel<"net.relu", layer = "relu", flops = 0, bytes_read = -4, bytes_written = 4>]} {}

// -----

// expected-error@+1 {{expected bytes_written from 0 to 9223372036854775807, got -4}}
module attributes {kiln.kernels = [#kiln.kernel<"net.relu", layer = "relu", flops = 0, bytes_read = 4, bytes_written = -4>]} {}

// -----

// expected-error@+1 {{expected attribute 'kiln.kernels' to be an array of #kiln.kernel of a module, got 1 : i64}}
module attributes {kiln.kernels = 1 : i64} {}

// -----

// expected-error@+1 {{expected attribute 'kiln.kernel' to be a number, an i64, got -1 : i64}}
func.func @kernel(%x: tensor<4xf32>) attributes {kiln.kernel = -1 : i64} {
  return
}

// -----

// expected-error@+1 {{expected counters to be a multiple of 8, got 4}}
module attributes {kiln.profile = [#kiln.profile<counters = 4, kernels = []>]} {}

// -----

// expected-error@+1 {{expected kernels to be #kiln.kernel, got "net.relu"}}
module attributes {kiln.profile = [#kiln.profile<counters = 8, kernels = ["net.relu"]>]} {}

// -----

// expected-error@+1 {{expected attribute 'kiln.profile' to be an array of #kiln.profile of a module, got unit}}
module attributes {kiln.profile} {}
