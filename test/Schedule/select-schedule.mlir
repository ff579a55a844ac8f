// RUN: kiln-opt %s --kiln-select-schedule --split-input-file | FileCheck %s
// RUN: kiln-opt %s --split-input-file --kiln-select-schedule=conv-algorithm=direct | FileCheck %s --check-prefix=DIRECT
// RUN: kiln-opt %s --split-input-file --kiln-select-schedule=conv-algorithm=winograd | FileCheck %s --check-prefix=WINOGRAD

// 32 registers hold 2 x 14 accumulators. The relu that follows and the fill
// before run in the convolution's loops and get no schedule of their own.

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#w = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>
#id = affine_map<(n, k, h, w, l) -> (n, k, h, w, l)>

// CHECK-LABEL: func.func @convolution(
// CHECK: linalg.fill ins
// CHECK: linalg.generic
// CHECK-SAME: kiln.schedule = #kiln.schedule<parallel = [1, 2, 1, 14, 0], reduction = [1, 1, 1, 16]>
// CHECK: linalg.generic
// CHECK-NOT: kiln.schedule
// CHECK: return
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @convolution(%x: tensor<1x4x58x58x16xf32>, %f: tensor<4x4x3x3x16x16xf32>) -> tensor<1x4x56x56x16xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x4x56x56x16xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x4x56x56x16xf32>) -> tensor<1x4x56x56x16xf32>
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x4x58x58x16xf32>, tensor<4x4x3x3x16x16xf32>) outs(%i : tensor<1x4x56x56x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x4x56x56x16xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%0 : tensor<1x4x56x56x16xf32>) outs(%e : tensor<1x4x56x56x16xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.maximumf %a, %zero : f32
    linalg.yield %r : f32
  } -> tensor<1x4x56x56x16xf32>
  return %1 : tensor<1x4x56x56x16xf32>
}
}

// -----

// A schedule that is written by hand is kept.

// CHECK-LABEL: func.func @by_hand(
// CHECK: linalg.exp {kiln.schedule = #kiln.schedule<parallel = [3, 5]>}
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @by_hand(%x: tensor<8x64xf32>) -> tensor<8x64xf32> {
  %e = tensor.empty() : tensor<8x64xf32>
  %0 = linalg.exp {kiln.schedule = #kiln.schedule<parallel = [3, 5]>} ins(%x : tensor<8x64xf32>) outs(%e : tensor<8x64xf32>) -> tensor<8x64xf32>
  return %0 : tensor<8x64xf32>
}
}

// -----

// An elementwise op by itself: rows of a few vectors, whose rest is no longer
// than one. A transpose: squares of the vector width.

// CHECK-LABEL: func.func @rows(
// CHECK: linalg.exp {kiln.schedule = #kiln.schedule<parallel = [1, 32]>}
// CHECK-LABEL: func.func @transpose(
// CHECK: kiln.schedule = #kiln.schedule<parallel = [16, 16]>
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @rows(%x: tensor<8x100xf32>) -> tensor<8x100xf32> {
  %e = tensor.empty() : tensor<8x100xf32>
  %0 = linalg.exp ins(%x : tensor<8x100xf32>) outs(%e : tensor<8x100xf32>) -> tensor<8x100xf32>
  return %0 : tensor<8x100xf32>
}
func.func @transpose(%x: tensor<64x32xf32>) -> tensor<32x64xf32> {
  %e = tensor.empty() : tensor<32x64xf32>
  %0 = linalg.transpose ins(%x : tensor<64x32xf32>) outs(%e : tensor<32x64xf32>) permutation = [1, 0]
  return %0 : tensor<32x64xf32>
}
}

// -----

// A short image: the tile joins rows, up to the registers there are.

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#w = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>
#id = affine_map<(n, k, h, w, l) -> (n, k, h, w, l)>

// CHECK-LABEL: func.func @short_rows(
// CHECK: parallel = [1, {{[0-9]+}}, {{[2-7]}}, 7, 0], reduction = [1, 1, 1, 16]>
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @short_rows(%x: tensor<1x4x7x7x16xf32>, %f: tensor<1x4x1x1x16x16xf32>, %i: tensor<1x1x7x7x16xf32>) -> tensor<1x1x7x7x16xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x4x7x7x16xf32>, tensor<1x4x1x1x16x16xf32>) outs(%i : tensor<1x1x7x7x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x1x7x7x16xf32>
  return %0 : tensor<1x1x7x7x16xf32>
}
}

// -----

// Two phases of a row are computed from the same pixels: 2 x 13 accumulators.

#x = affine_map<(n, k, h, p, w, q, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#w = affine_map<(n, k, h, p, w, q, l, c, i, j, m) -> (k, c, i, j, p, q, m, l)>
#y = affine_map<(n, k, h, p, w, q, l, c, i, j, m) -> (n, k, h, p, w, q, l)>

// CHECK-LABEL: func.func @phases(
// CHECK: linalg.generic
// CHECK-SAME: kiln.schedule = #kiln.schedule<parallel = [1, 1, 1, 1, 13, 2, 0], reduction = [1, 1, 1, 16]>
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @phases(%x: tensor<1x4x64x64x16xf32>, %f: tensor<4x4x1x1x2x2x16x16xf32>, %i: tensor<1x4x64x2x64x2x16xf32>) -> tensor<1x4x64x2x64x2x16xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x4x64x64x16xf32>, tensor<4x4x1x1x2x2x16x16xf32>) outs(%i : tensor<1x4x64x2x64x2x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x4x64x2x64x2x16xf32>
  return %0 : tensor<1x4x64x2x64x2x16xf32>
}
}

// -----

// A deep 3x3 convolution goes by Winograd's algorithm, a shallow one does not
// pay for its transforms; the option decides for both.

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#w = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>

// CHECK-LABEL: func.func @deep(
// CHECK: kiln.schedule = #kiln.schedule<winograd = 4, parallel = [1, 0, {{4|8|16|28|56}}, 0, 0]>
// CHECK-LABEL: func.func @shallow(
// CHECK-NOT: winograd
// DIRECT-LABEL: func.func @deep(
// DIRECT-NOT: winograd
// WINOGRAD-LABEL: func.func @deep(
// WINOGRAD: winograd =
// WINOGRAD-LABEL: func.func @shallow(
// WINOGRAD: winograd =
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @deep(%x: tensor<1x4x58x58x16xf32>, %i: tensor<1x4x56x56x16xf32>) -> tensor<1x4x56x56x16xf32> {
  %f = arith.constant dense<1.0> : tensor<4x4x3x3x16x16xf32>
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x4x58x58x16xf32>, tensor<4x4x3x3x16x16xf32>) outs(%i : tensor<1x4x56x56x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x4x56x56x16xf32>
  return %0 : tensor<1x4x56x56x16xf32>
}
func.func @shallow(%x: tensor<1x1x7x7x16xf32>, %i: tensor<1x1x5x5x16xf32>) -> tensor<1x1x5x5x16xf32> {
  %f = arith.constant dense<1.0> : tensor<1x1x3x3x16x16xf32>
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x1x7x7x16xf32>, tensor<1x1x3x3x16x16xf32>) outs(%i : tensor<1x1x5x5x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x1x5x5x16xf32>
  return %0 : tensor<1x1x5x5x16xf32>
}
}

// -----

// A convolution of too few channels for a block stays on plain rows of pixels;
// the rows it loads serve all of its channels.

#x = affine_map<(n, k, h, w, c, i, j) -> (n, c, h + i, w + j)>
#w = affine_map<(n, k, h, w, c, i, j) -> (k, c, i, j)>
#y = affine_map<(n, k, h, w, c, i, j) -> (n, k, h, w)>

// CHECK-LABEL: func.func @few_channels(
// CHECK: kiln.schedule = #kiln.schedule<parallel = [1, 6, 1, 16], reduction = [1, 1, 1]>
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @few_channels(%x: tensor<1x1x32x32xf32>, %f: tensor<6x1x5x5xf32>, %i: tensor<1x6x28x28xf32>) -> tensor<1x6x28x28xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x1x32x32xf32>, tensor<6x1x5x5xf32>) outs(%i : tensor<1x6x28x28xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x6x28x28xf32>
  return %0 : tensor<1x6x28x28xf32>
}
}

// -----

// An image that the second level cache does not hold is read once, row by row,
// and the filters again and again. A large result of few channels is better
// written as one stream.

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#w = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>

// CHECK-LABEL: func.func @large_image(
// CHECK: kiln.schedule = #kiln.schedule<order = [0, 2, 1, 3, 4], parallel = [1, 2, 1, 14, 0], reduction = [1, 1, 1, 16]>
// CHECK-LABEL: func.func @large_filters(
// CHECK: kiln.schedule = #kiln.schedule<parallel =
// CHECK-LABEL: func.func @large_result(
// CHECK: kiln.schedule = #kiln.schedule<parallel =
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 49152, l2_bytes = 2097152>} {
func.func @large_image(%x: tensor<1x16x56x56x16xf32>, %f: tensor<8x16x1x1x16x16xf32>, %i: tensor<1x8x56x56x16xf32>) -> tensor<1x8x56x56x16xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x16x56x56x16xf32>, tensor<8x16x1x1x16x16xf32>) outs(%i : tensor<1x8x56x56x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x8x56x56x16xf32>
  return %0 : tensor<1x8x56x56x16xf32>
}
func.func @large_filters(%x: tensor<1x64x14x14x16xf32>, %f: tensor<32x64x1x1x16x16xf32>, %i: tensor<1x32x14x14x16xf32>) -> tensor<1x32x14x14x16xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x64x14x14x16xf32>, tensor<32x64x1x1x16x16xf32>) outs(%i : tensor<1x32x14x14x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x32x14x14x16xf32>
  return %0 : tensor<1x32x14x14x16xf32>
}
func.func @large_result(%x: tensor<1x1x56x56x16xf32>, %f: tensor<9x1x1x1x16x16xf32>, %i: tensor<1x9x56x56x16xf32>) -> tensor<1x9x56x56x16xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x1x56x56x16xf32>, tensor<9x1x1x1x16x16xf32>) outs(%i : tensor<1x9x56x56x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x9x56x56x16xf32>
  return %0 : tensor<1x9x56x56x16xf32>
}
}

// -----

// A stride skips rows of the image.

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h * 2 + i, w * 2 + j, m)>
#w = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>

// CHECK-LABEL: func.func @strided(
// CHECK: kiln.schedule = #kiln.schedule<order = [0, 2, 1, 3, 4], parallel
// CHECK-LABEL: func.func @strided_filters(
// CHECK: kiln.schedule = #kiln.schedule<parallel =
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 49152, l2_bytes = 2097152>} {
func.func @strided(%x: tensor<1x16x56x56x16xf32>, %f: tensor<32x16x1x1x16x16xf32>, %i: tensor<1x32x28x28x16xf32>) -> tensor<1x32x28x28x16xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x16x56x56x16xf32>, tensor<32x16x1x1x16x16xf32>) outs(%i : tensor<1x32x28x28x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x32x28x28x16xf32>
  return %0 : tensor<1x32x28x28x16xf32>
}
func.func @strided_filters(%x: tensor<1x64x14x14x16xf32>, %f: tensor<128x64x1x1x16x16xf32>, %i: tensor<1x128x7x7x16xf32>) -> tensor<1x128x7x7x16xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x64x14x14x16xf32>, tensor<128x64x1x1x16x16xf32>) outs(%i : tensor<1x128x7x7x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x128x7x7x16xf32>
  return %0 : tensor<1x128x7x7x16xf32>
}
}

// -----

// A convolution's own algorithm wins over the one for all.

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#w = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>

// CHECK-LABEL: func.func @asks_for_direct(
// CHECK-NOT: winograd =
// CHECK-LABEL: func.func @asks_for_winograd(
// CHECK: winograd =
// WINOGRAD-LABEL: func.func @asks_for_direct(
// WINOGRAD-NOT: winograd =
// WINOGRAD-LABEL: func.func @asks_for_winograd(
// DIRECT-LABEL: func.func @asks_for_winograd(
// DIRECT: winograd =
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 49152, l2_bytes = 2097152>} {
func.func @asks_for_direct(%x: tensor<1x4x58x58x16xf32>, %i: tensor<1x4x56x56x16xf32>) -> tensor<1x4x56x56x16xf32> {
  %f = arith.constant dense<1.0> : tensor<4x4x3x3x16x16xf32>
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x4x58x58x16xf32>, tensor<4x4x3x3x16x16xf32>) outs(%i : tensor<1x4x56x56x16xf32>) attrs = {kiln.conv_algorithm = "direct"} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x4x56x56x16xf32>
  return %0 : tensor<1x4x56x56x16xf32>
}
func.func @asks_for_winograd(%x: tensor<1x1x7x7x16xf32>, %i: tensor<1x1x5x5x16xf32>) -> tensor<1x1x5x5x16xf32> {
  %f = arith.constant dense<1.0> : tensor<1x1x3x3x16x16xf32>
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x1x7x7x16xf32>, tensor<1x1x3x3x16x16xf32>) outs(%i : tensor<1x1x5x5x16xf32>) attrs = {kiln.conv_algorithm = "winograd"} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x1x5x5x16xf32>
  return %0 : tensor<1x1x5x5x16xf32>
}
}
