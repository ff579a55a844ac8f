// RUN: kiln-opt %s --kiln-convert-to-linalg --canonicalize --cse --kiln-block-channels --canonicalize --cse --split-input-file | FileCheck %s

// The target has vectors of 4 floats.

// Two convolutions and the relu between them: one pack at the input, one unpack
// at the end. Weights are packed on both channel dimensions. What a convolution
// asks for stays with it.

// CHECK-LABEL: func.func @two_convolutions(
// CHECK-COUNT-1: linalg.pack %{{.*}} inner_dims_pos = [1] inner_tiles = [4] into %{{.*}} : tensor<1x8x6x6xf32> -> tensor<1x2x6x6x4xf32>
// CHECK: linalg.pack %{{.*}} inner_dims_pos = [1, 0] inner_tiles = [4, 4] into %{{.*}} : tensor<8x8x3x3xf32> -> tensor<2x2x3x3x4x4xf32>
// CHECK: linalg.generic
// CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]
// CHECK-SAME: tensor<1x2x4x4x4xf32>) attrs = {kiln.conv_algorithm = "winograd"}
// CHECK-NOT: linalg.unpack
// CHECK: arith.maximumf
// CHECK-NOT: linalg.unpack
// CHECK: -> tensor<1x2x2x2x4xf32>
// CHECK: linalg.unpack
// CHECK-SAME: tensor<1x2x2x2x4xf32> -> tensor<1x8x2x2xf32>
// CHECK-NOT: linalg.unpack
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @two_convolutions(%x: tensor<1x8x6x6xf32>) -> tensor<1x8x2x2xf32> {
  %w = arith.constant dense_resource<w> : tensor<8x8x3x3xf32>
  %0 = kiln.conv2d %x, %w {kiln.conv_algorithm = "winograd"} : (tensor<1x8x6x6xf32>, tensor<8x8x3x3xf32>) -> tensor<1x8x4x4xf32>
  %1 = kiln.relu %0 : tensor<1x8x4x4xf32>
  %2 = kiln.conv2d %1, %w : (tensor<1x8x4x4xf32>, tensor<8x8x3x3xf32>) -> tensor<1x8x2x2xf32>
  return %2 : tensor<1x8x2x2xf32>
}
}

// -----

// 3 input channels fill no vector: the image is read as it is.

// CHECK-LABEL: func.func @first_layer(
// CHECK-SAME: %[[X:.+]]: tensor<1x3x6x6xf32>
// CHECK-NOT: linalg.pack %[[X]]
// CHECK: linalg.generic
// CHECK-SAME: ins(%[[X]], %{{.+}} : tensor<1x3x6x6xf32>, tensor<2x3x3x3x4xf32>) outs(%{{.+}} : tensor<1x2x4x4x4xf32>)
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @first_layer(%x: tensor<1x3x6x6xf32>) -> tensor<1x8x4x4xf32> {
  %w = arith.constant dense_resource<w> : tensor<8x3x3x3xf32>
  %0 = kiln.conv2d %x, %w : (tensor<1x3x6x6xf32>, tensor<8x3x3x3xf32>) -> tensor<1x8x4x4xf32>
  return %0 : tensor<1x8x4x4xf32>
}
}

// -----

// 10 channels are two full blocks and a rest of 2. The sum runs over the full
// blocks, then over the 2 valid lanes of the last one: the other 2 lanes, which
// hold whatever the first convolution left there, are never read.

// CHECK-LABEL: func.func @remainder(
// CHECK: %[[Y:.+]] = linalg.generic {{.*}} outs(%{{.+}} : tensor<1x3x6x6x4xf32>)
// CHECK: %[[FULL:.+]] = tensor.extract_slice %[[Y]][0, 0, 0, 0, 0] [1, 2, 6, 6, 4]
// CHECK: %[[SUM:.+]] = linalg.generic {{.*}} ins(%[[FULL]], %{{.+}} : tensor<1x2x6x6x4xf32>, tensor<2x2x1x1x4x4xf32>)
// CHECK: %[[LAST:.+]] = tensor.extract_slice %[[Y]][0, 2, 0, 0, 0] [1, 1, 6, 6, 4]
// CHECK: %[[REST:.+]] = tensor.extract_slice %[[LAST]][0, 0, 0, 0, 0] [1, 1, 6, 6, 2]
// CHECK: linalg.generic {{.*}} ins(%[[REST]], %{{.+}} : tensor<1x1x6x6x2xf32>, tensor<2x1x1x1x2x4xf32>) outs(%[[SUM]] :
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @remainder(%x: tensor<1x3x6x6xf32>) -> tensor<1x8x6x6xf32> {
  %v = arith.constant dense_resource<v> : tensor<10x3x1x1xf32>
  %w = arith.constant dense_resource<w> : tensor<8x10x1x1xf32>
  %0 = kiln.conv2d %x, %v : (tensor<1x3x6x6xf32>, tensor<10x3x1x1xf32>) -> tensor<1x10x6x6xf32>
  %1 = kiln.conv2d %0, %w : (tensor<1x10x6x6xf32>, tensor<8x10x1x1xf32>) -> tensor<1x8x6x6xf32>
  return %1 : tensor<1x8x6x6xf32>
}
}

// -----

// Residual additions, pooling, padding and depthwise convolutions stay blocked.

// CHECK-LABEL: func.func @followers(
// CHECK-COUNT-1: linalg.pack %{{.*}} : tensor<1x8x6x6xf32> -> tensor<1x2x6x6x4xf32>
// CHECK: %[[X:.+]] = linalg.generic {{.*}} outs(%{{.+}} : tensor<1x2x6x6x4xf32>)
// CHECK: tensor.pad %[[X]] low[0, 0, 1, 1, 0] high[0, 0, 1, 1, 0]
// CHECK: linalg.generic {{.*}} ins(%{{.+}}, %{{.+}} : tensor<1x2x8x8x4xf32>, tensor<2x3x3x4xf32>) outs(%{{.+}} : tensor<1x2x6x6x4xf32>)
// CHECK: linalg.generic {{.*}} ins(%{{.+}}, %[[X]] : tensor<1x2x6x6x4xf32>, tensor<1x2x6x6x4xf32>)
// CHECK: arith.maximumf
// CHECK: -> tensor<1x2x3x3x4xf32>
// CHECK-COUNT-1: linalg.unpack
// CHECK-NOT: linalg.unpack
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @followers(%x: tensor<1x8x6x6xf32>) -> tensor<1x8x3x3xf32> {
  %w = arith.constant dense_resource<w> : tensor<8x8x1x1xf32>
  %d = arith.constant dense_resource<d> : tensor<8x1x3x3xf32>
  %0 = kiln.conv2d %x, %w : (tensor<1x8x6x6xf32>, tensor<8x8x1x1xf32>) -> tensor<1x8x6x6xf32>
  %1 = kiln.conv2d %0, %d {groups = 8 : i64, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x8x6x6xf32>, tensor<8x1x3x3xf32>) -> tensor<1x8x6x6xf32>
  %2 = kiln.add %1, %0 : (tensor<1x8x6x6xf32>, tensor<1x8x6x6xf32>) -> tensor<1x8x6x6xf32>
  %3 = kiln.maxpool2d %2 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x8x6x6xf32>) -> tensor<1x8x3x3xf32>
  return %3 : tensor<1x8x3x3xf32>
}
}

// -----

// A concatenation of whole blocks stays blocked; one that would split a block
// and that nothing reads in blocks is done on unpacked values.

// CHECK-LABEL: func.func @concat(
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 0, 0, 0, 0] [1, 2, 2, 2, 4] [1, 1, 1, 1, 1] : tensor<1x2x2x2x4xf32> into tensor<1x4x2x2x4xf32>
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 2, 0, 0, 0] [1, 2, 2, 2, 4] [1, 1, 1, 1, 1] : tensor<1x2x2x2x4xf32> into tensor<1x4x2x2x4xf32>
// CHECK-LABEL: func.func @concat_unaligned(
// CHECK: linalg.unpack
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 0, 0, 0] [1, 6, 2, 2] [1, 1, 1, 1] : tensor<1x6x2x2xf32> into tensor<1x12x2x2xf32>
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 6, 0, 0] [1, 6, 2, 2]
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @concat(%x: tensor<1x8x2x2xf32>) -> tensor<1x16x2x2xf32> {
  %v = arith.constant dense_resource<v> : tensor<8x8x1x1xf32>
  %w = arith.constant dense_resource<w> : tensor<8x8x1x1xf32>
  %0 = kiln.conv2d %x, %v : (tensor<1x8x2x2xf32>, tensor<8x8x1x1xf32>) -> tensor<1x8x2x2xf32>
  %1 = kiln.conv2d %x, %w : (tensor<1x8x2x2xf32>, tensor<8x8x1x1xf32>) -> tensor<1x8x2x2xf32>
  %2 = kiln.concat %0, %1 {axis = 1 : i64} : (tensor<1x8x2x2xf32>, tensor<1x8x2x2xf32>) -> tensor<1x16x2x2xf32>
  return %2 : tensor<1x16x2x2xf32>
}
func.func @concat_unaligned(%x: tensor<1x8x2x2xf32>) -> tensor<1x12x2x2xf32> {
  %v = arith.constant dense_resource<v> : tensor<6x8x1x1xf32>
  %w = arith.constant dense_resource<w> : tensor<6x8x1x1xf32>
  %0 = kiln.conv2d %x, %v : (tensor<1x8x2x2xf32>, tensor<6x8x1x1xf32>) -> tensor<1x6x2x2xf32>
  %1 = kiln.conv2d %x, %w : (tensor<1x8x2x2xf32>, tensor<6x8x1x1xf32>) -> tensor<1x6x2x2xf32>
  %2 = kiln.concat %0, %1 {axis = 1 : i64} : (tensor<1x6x2x2xf32>, tensor<1x6x2x2xf32>) -> tensor<1x12x2x2xf32>
  return %2 : tensor<1x12x2x2xf32>
}
}

// -----

// Channels that move between blocks are shuffled within each pixel: the later
// six of 12 channels that come in turn from the first and the second
// convolution, which are channels 3, 4 and 5 of both.

// CHECK-LABEL: func.func @channel_shuffle(
// CHECK: %[[A:.+]] = linalg.generic {{.+}}"reduction"
// CHECK: %[[B:.+]] = linalg.generic {{.+}}"reduction"
// CHECK-NOT: linalg.unpack
// CHECK: scf.for %[[H:.+]] = %c0 to %c5
// CHECK: scf.for %[[W:.+]] = %c0 to %c7 step %c1 iter_args(%[[R:.+]] = %{{.+}})
// CHECK-DAG: %[[A0:.+]] = vector.transfer_read %[[A]][%c0, %c0, %[[H]], %[[W]], %c0]
// CHECK-DAG: %[[B0:.+]] = vector.transfer_read %[[B]][%c0, %c0, %[[H]], %[[W]], %c0]
// CHECK-DAG: %[[A1:.+]] = vector.transfer_read %[[A]][%c0, %c1, %[[H]], %[[W]], %c0]
// CHECK-DAG: %[[B1:.+]] = vector.transfer_read %[[B]][%c0, %c1, %[[H]], %[[W]], %c0]
// CHECK-NOT: vector.transfer_read
// CHECK: %[[S0:.+]] = vector.shuffle %[[A0]], %[[B0]] [3, 7, -1, -1]
// CHECK: %[[S1:.+]] = vector.shuffle %[[S0]], %[[A1]] [0, 1, 4, -1]
// CHECK: %[[S2:.+]] = vector.shuffle %[[S1]], %[[B1]] [0, 1, 2, 4]
// CHECK: %[[R0:.+]] = vector.transfer_write %[[S2]], %[[R]][%c0, %c0, %[[H]], %[[W]], %c0]
// CHECK: %[[S3:.+]] = vector.shuffle %[[A1]], %[[B1]] [1, 5, -1, -1]
// CHECK: vector.transfer_write %[[S3]], %[[R0]][%c0, %c1, %[[H]], %[[W]], %c0]
// CHECK: linalg.unpack
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @channel_shuffle(%x: tensor<1x8x5x7xf32>) -> tensor<1x8x5x7xf32> {
  %v = arith.constant dense_resource<v> : tensor<6x8x1x1xf32>
  %w = arith.constant dense_resource<w> : tensor<6x8x1x1xf32>
  %u = arith.constant dense_resource<u> : tensor<8x6x1x1xf32>
  %a = kiln.conv2d %x, %v : (tensor<1x8x5x7xf32>, tensor<6x8x1x1xf32>) -> tensor<1x6x5x7xf32>
  %b = kiln.conv2d %x, %w : (tensor<1x8x5x7xf32>, tensor<6x8x1x1xf32>) -> tensor<1x6x5x7xf32>
  %0 = kiln.concat %a, %b {axis = 1 : i64} : (tensor<1x6x5x7xf32>, tensor<1x6x5x7xf32>) -> tensor<1x12x5x7xf32>
  %1 = kiln.reshape %0 : (tensor<1x12x5x7xf32>) -> tensor<1x2x6x5x7xf32>
  %2 = kiln.transpose %1 {permutation = array<i64: 0, 2, 1, 3, 4>} : (tensor<1x2x6x5x7xf32>) -> tensor<1x6x2x5x7xf32>
  %3 = kiln.reshape %2 : (tensor<1x6x2x5x7xf32>) -> tensor<1x12x5x7xf32>
  %4 = kiln.slice %3 {starts = array<i64: 0, 6, 0, 0>, sizes = array<i64: 1, 6, 5, 7>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x12x5x7xf32>) -> tensor<1x6x5x7xf32>
  %5 = kiln.conv2d %4, %u : (tensor<1x6x5x7xf32>, tensor<8x6x1x1xf32>) -> tensor<1x8x5x7xf32>
  return %5 : tensor<1x8x5x7xf32>
}
}

// -----

// A block whose channels are all in place needs no shuffle. A slice that begins
// with a block needs nothing. Channels of an input that is not blocked are not
// gathered.

// CHECK-LABEL: func.func @in_place(
// CHECK: %[[A:.+]] = linalg.generic {{.+}}"reduction"
// CHECK: %[[B:.+]] = linalg.generic {{.+}}"reduction"
// CHECK: scf.for
// CHECK: %[[A0:.+]] = vector.transfer_read %[[A]][%c0, %c0,
// CHECK: vector.transfer_write %[[A0]]
// CHECK: vector.shuffle %{{.+}} [0, 1, 4, 5]
// CHECK-NOT: vector.shuffle
// CHECK: linalg.unpack
// CHECK-LABEL: func.func @first_channels(
// CHECK: tensor.extract_slice %{{.+}}[0, 1, 0, 0, 0] [1, 2, 5, 7, 4] [1, 1, 1, 1, 1]
// CHECK: linalg.unpack
// CHECK-LABEL: func.func @plain_channels(
// CHECK-NOT: scf.for
// CHECK: return
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @in_place(%x: tensor<1x8x5x7xf32>) -> tensor<1x8x2x3xf32> {
  %v = arith.constant dense_resource<v> : tensor<6x8x1x1xf32>
  %w = arith.constant dense_resource<w> : tensor<2x8x1x1xf32>
  %a = kiln.conv2d %x, %v : (tensor<1x8x5x7xf32>, tensor<6x8x1x1xf32>) -> tensor<1x6x5x7xf32>
  %b = kiln.conv2d %x, %w : (tensor<1x8x5x7xf32>, tensor<2x8x1x1xf32>) -> tensor<1x2x5x7xf32>
  %0 = kiln.concat %a, %b {axis = 1 : i64} : (tensor<1x6x5x7xf32>, tensor<1x2x5x7xf32>) -> tensor<1x8x5x7xf32>
  %1 = kiln.maxpool2d %0 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x8x5x7xf32>) -> tensor<1x8x2x3xf32>
  return %1 : tensor<1x8x2x3xf32>
}
func.func @first_channels(%x: tensor<1x8x5x7xf32>) -> tensor<1x6x5x7xf32> {
  %w = arith.constant dense_resource<w> : tensor<16x8x1x1xf32>
  %0 = kiln.conv2d %x, %w : (tensor<1x8x5x7xf32>, tensor<16x8x1x1xf32>) -> tensor<1x16x5x7xf32>
  %1 = kiln.slice %0 {starts = array<i64: 0, 4, 0, 0>, sizes = array<i64: 1, 6, 5, 7>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x16x5x7xf32>) -> tensor<1x6x5x7xf32>
  return %1 : tensor<1x6x5x7xf32>
}
func.func @plain_channels(%x: tensor<1x3x5x7xf32>) -> tensor<1x8x5x7xf32> {
  %w = arith.constant dense_resource<w> : tensor<8x2x1x1xf32>
  %0 = kiln.slice %x {starts = array<i64: 0, 1, 0, 0>, sizes = array<i64: 1, 2, 5, 7>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x3x5x7xf32>) -> tensor<1x2x5x7xf32>
  %1 = kiln.conv2d %0, %w : (tensor<1x2x5x7xf32>, tensor<8x2x1x1xf32>) -> tensor<1x8x5x7xf32>
  return %1 : tensor<1x8x5x7xf32>
}
}

// -----

// Rows taken out of an image and put between other rows stay blocked.

// CHECK-LABEL: func.func @rows(
// CHECK: tensor.extract_slice %{{.+}}[0, 0, 1, 0, 0] [1, 2, 2, 6, 4] [1, 1, 2, 1, 1] : tensor<1x2x6x6x4xf32> to tensor<1x2x2x6x4xf32>
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 0, 0, 0, 0] [1, 2, 2, 6, 4] [1, 1, 2, 1, 1] : tensor<1x2x2x6x4xf32> into tensor<1x2x4x6x4xf32>
// CHECK: linalg.unpack
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @rows(%x: tensor<1x8x6x6xf32>) -> tensor<1x8x4x6xf32> {
  %w = arith.constant dense_resource<w> : tensor<8x8x1x1xf32>
  %0 = kiln.conv2d %x, %w : (tensor<1x8x6x6xf32>, tensor<8x8x1x1xf32>) -> tensor<1x8x6x6xf32>
  %1 = tensor.extract_slice %0[0, 0, 1, 0] [1, 8, 2, 6] [1, 1, 2, 1] : tensor<1x8x6x6xf32> to tensor<1x8x2x6xf32>
  %2 = tensor.empty() : tensor<1x8x4x6xf32>
  %3 = tensor.insert_slice %1 into %2[0, 0, 0, 0] [1, 8, 2, 6] [1, 1, 2, 1] : tensor<1x8x2x6xf32> into tensor<1x8x4x6xf32>
  return %3 : tensor<1x8x4x6xf32>
}
}

// -----

// The phases of a transposed convolution are joined to pixels, and the relu
// comes before that, in its loops.

// CHECK-LABEL: func.func @phases(
// CHECK: %[[CONV:.+]] = linalg.generic {{.+}}"reduction"
// CHECK: -> tensor<1x2x3x2x3x2x4xf32>
// CHECK: %[[RELU:.+]] = linalg.generic {{.+}} ins(%[[CONV]] :
// CHECK: %[[PIXELS:.+]] = tensor.collapse_shape %[[RELU]] {{.+}} : tensor<1x2x3x2x3x2x4xf32> into tensor<1x2x6x6x4xf32>
// CHECK: linalg.unpack %[[PIXELS]]
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @phases(%x: tensor<1x8x3x3xf32>) -> tensor<1x8x6x6xf32> {
  %w = arith.constant dense<1.0> : tensor<8x8x2x2xf32>
  %0 = kiln.conv_transpose2d %x, %w {strides = array<i64: 2, 2>} : (tensor<1x8x3x3xf32>, tensor<8x8x2x2xf32>) -> tensor<1x8x6x6xf32>
  %1 = kiln.relu %0 : tensor<1x8x6x6xf32>
  return %1 : tensor<1x8x6x6xf32>
}
}

// -----

// What is behind the channels can take any other shape.

// CHECK-LABEL: func.func @joined_pixels(
// CHECK: %[[CONV:.+]] = linalg.generic {{.+}}"reduction"
// CHECK: %[[RELU:.+]] = linalg.generic {{.+}} ins(%[[CONV]] :
// CHECK: %[[ROW:.+]] = tensor.collapse_shape %[[RELU]] {{.+}} : tensor<1x2x3x3x4xf32> into tensor<1x2x9x4xf32>
// CHECK: linalg.unpack %[[ROW]]
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @joined_pixels(%x: tensor<1x8x3x3xf32>) -> tensor<1x8x9xf32> {
  %w = arith.constant dense_resource<w> : tensor<8x8x1x1xf32>
  %0 = kiln.conv2d %x, %w : (tensor<1x8x3x3xf32>, tensor<8x8x1x1xf32>) -> tensor<1x8x3x3xf32>
  %1 = kiln.reshape %0 : (tensor<1x8x3x3xf32>) -> tensor<1x8x9xf32>
  %2 = kiln.relu %1 : tensor<1x8x9xf32>
  return %2 : tensor<1x8x9xf32>
}
}

// -----

// An input that is padded and packed is packed first.

// CHECK-LABEL: func.func @packed_then_padded(
// CHECK: %[[PACKED:.+]] = linalg.pack %{{.+}} : tensor<1x8x6x6xf32> -> tensor<1x2x6x6x4xf32>
// CHECK: tensor.pad %[[PACKED]] low[0, 0, 1, 1, 0] high[0, 0, 1, 1, 0]
// CHECK-NOT: tensor.pad
// CHECK: return
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @packed_then_padded(%x: tensor<1x8x6x6xf32>) -> tensor<1x8x6x6xf32> {
  %w = arith.constant dense_resource<w> : tensor<8x8x3x3xf32>
  %0 = kiln.conv2d %x, %w {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x8x6x6xf32>, tensor<8x8x3x3xf32>) -> tensor<1x8x6x6xf32>
  return %0 : tensor<1x8x6x6xf32>
}
}

// -----

// Without a target there is no vector width, and nothing is rewritten.

// CHECK-LABEL: func.func @no_target(
// CHECK-NOT: linalg.pack
// CHECK: return
func.func @no_target(%x: tensor<1x8x6x6xf32>) -> tensor<1x8x6x6xf32> {
  %w = arith.constant dense_resource<w> : tensor<8x8x1x1xf32>
  %0 = kiln.conv2d %x, %w : (tensor<1x8x6x6xf32>, tensor<8x8x1x1xf32>) -> tensor<1x8x6x6xf32>
  return %0 : tensor<1x8x6x6xf32>
}
