// RUN: kiln-opt %s --kiln-lower-relayouts --canonicalize --split-input-file | FileCheck %s

// The border is filled, corners once, before the op that makes the source, and
// the source is inserted into the interior.

// CHECK-LABEL: func.func @pad(
// CHECK: linalg.fill {{.*}} outs(%{{.+}} : tensor<1x6xf32>)
// CHECK: linalg.fill {{.*}} outs(%{{.+}} : tensor<2x6xf32>)
// CHECK: linalg.fill {{.*}} outs(%{{.+}} : tensor<4x2xf32>)
// CHECK: %[[FRAME:.+]] = tensor.insert_slice %{{.+}} into %{{.+}}[1, 4] [4, 2] [1, 1]
// CHECK-NOT: linalg.fill
// CHECK: %[[SOURCE:.+]] = linalg.exp
// CHECK: tensor.insert_slice %[[SOURCE]] into %[[FRAME]][1, 0] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<7x6xf32>
// CHECK-NOT: tensor.pad
func.func @pad(%x: tensor<4x4xf32>) -> tensor<7x6xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x4xf32>
  %0 = linalg.exp ins(%x : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = tensor.pad %0 low[1, 0] high[2, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x4xf32> to tensor<7x6xf32>
  return %1 : tensor<7x6xf32>
}

// -----

// No element moves where each channel is one element.

// CHECK-LABEL: func.func @pack_vector(
// CHECK-NOT: linalg.transpose
// CHECK: tensor.expand_shape %{{.+}} output_shape [2, 2, 1, 1, 4]
// CHECK: return
func.func @pack_vector(%x: tensor<2x8x1x1xf32>) -> tensor<2x2x1x1x4xf32> {
  %e = tensor.empty() : tensor<2x2x1x1x4xf32>
  %0 = linalg.pack %x inner_dims_pos = [1] inner_tiles = [4] into %e : tensor<2x8x1x1xf32> -> tensor<2x2x1x1x4xf32>
  return %0 : tensor<2x2x1x1x4xf32>
}

// -----

// CHECK-LABEL: func.func @pack_image(
// CHECK: linalg.transpose ins(%{{.+}} : tensor<1x2x4x5x6xf32>) outs(%{{.+}} : tensor<1x2x5x6x4xf32>) permutation = [0, 1, 3, 4, 2]
func.func @pack_image(%x: tensor<1x8x5x6xf32>) -> tensor<1x2x5x6x4xf32> {
  %e = tensor.empty() : tensor<1x2x5x6x4xf32>
  %0 = linalg.pack %x inner_dims_pos = [1] inner_tiles = [4] into %e : tensor<1x8x5x6xf32> -> tensor<1x2x5x6x4xf32>
  return %0 : tensor<1x2x5x6x4xf32>
}

// -----

// Whole blocks: the transpose writes the result itself.

// CHECK-LABEL: func.func @unpack(
// CHECK: %[[T:.+]] = linalg.transpose ins(%{{.+}} : tensor<1x2x5x6x4xf32>) outs(%{{.+}} : tensor<1x2x4x5x6xf32>) permutation = [0, 1, 4, 2, 3]
// CHECK: %[[C:.+]] = tensor.collapse_shape %[[T]]
// CHECK-NEXT: return %[[C]] : tensor<1x8x5x6xf32>
func.func @unpack(%x: tensor<1x2x5x6x4xf32>) -> tensor<1x8x5x6xf32> {
  %e = tensor.empty() : tensor<1x8x5x6xf32>
  %0 = linalg.unpack %x inner_dims_pos = [1] inner_tiles = [4] into %e : tensor<1x2x5x6x4xf32> -> tensor<1x8x5x6xf32>
  return %0 : tensor<1x8x5x6xf32>
}

// -----

// Lanes that are no channels are left behind: the last block is transposed by
// itself.

// CHECK-LABEL: func.func @unpack_partial(
// CHECK-SAME: %[[X:.+]]: tensor
// CHECK-DAG: %[[BLOCK:.+]] = tensor.extract_slice %[[X]][0, 1, 0, 0, 0] [1, 1, 5, 6, 4] [1, 1, 1, 1, 1]
// CHECK-DAG: %[[LAST:.+]] = tensor.extract_slice %[[BLOCK]][0, 0, 0, 0, 0] [1, 1, 5, 6, 3] [1, 1, 1, 1, 1]
// CHECK-DAG: %[[FIRST:.+]] = tensor.extract_slice %[[X]][0, 0, 0, 0, 0] [1, 1, 5, 6, 4] [1, 1, 1, 1, 1]
// CHECK-DAG: linalg.transpose ins(%[[LAST]] : {{.+}}) outs(%{{.+}} : tensor<1x1x3x5x6xf32>) permutation = [0, 1, 4, 2, 3]
// CHECK-DAG: linalg.transpose ins(%[[FIRST]] : {{.+}}) outs(%{{.+}} : tensor<1x1x4x5x6xf32>) permutation = [0, 1, 4, 2, 3]
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 0, 0, 0] [1, 4, 5, 6] [1, 1, 1, 1]
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 4, 0, 0] [1, 3, 5, 6] [1, 1, 1, 1]
// CHECK-NOT: linalg.copy
// CHECK: return
func.func @unpack_partial(%x: tensor<1x2x5x6x4xf32>) -> tensor<1x7x5x6xf32> {
  %e = tensor.empty() : tensor<1x7x5x6xf32>
  %0 = linalg.unpack %x inner_dims_pos = [1] inner_tiles = [4] into %e : tensor<1x2x5x6x4xf32> -> tensor<1x7x5x6xf32>
  return %0 : tensor<1x7x5x6xf32>
}

// -----

// CHECK-LABEL: func.func @unpack_one_block(
// CHECK-SAME: %[[X:.+]]: tensor
// CHECK: %[[LANES:.+]] = tensor.extract_slice %[[X]][0, 0, 0, 0, 0] [1, 1, 5, 6, 3] [1, 1, 1, 1, 1]
// CHECK: %[[T:.+]] = linalg.transpose ins(%[[LANES]] :
// CHECK: %[[C:.+]] = tensor.collapse_shape %[[T]]
// CHECK-NEXT: return %[[C]] : tensor<1x3x5x6xf32>
func.func @unpack_one_block(%x: tensor<1x1x5x6x4xf32>) -> tensor<1x3x5x6xf32> {
  %e = tensor.empty() : tensor<1x3x5x6xf32>
  %0 = linalg.unpack %x inner_dims_pos = [1] inner_tiles = [4] into %e : tensor<1x1x5x6x4xf32> -> tensor<1x3x5x6xf32>
  return %0 : tensor<1x3x5x6xf32>
}

// -----

// Channels that lie in a row are copied.

// CHECK-LABEL: func.func @unpack_vector(
// CHECK-NOT: linalg.transpose
// CHECK: %[[VALID:.+]] = tensor.extract_slice %{{.+}}[0, 0, 0, 0] [2, 7, 1, 1] [1, 1, 1, 1] : tensor<2x8x1x1xf32> to tensor<2x7x1x1xf32>
// CHECK: linalg.copy ins(%[[VALID]] :
func.func @unpack_vector(%x: tensor<2x2x1x1x4xf32>) -> tensor<2x7x1x1xf32> {
  %e = tensor.empty() : tensor<2x7x1x1xf32>
  %0 = linalg.unpack %x inner_dims_pos = [1] inner_tiles = [4] into %e : tensor<2x2x1x1x4xf32> -> tensor<2x7x1x1xf32>
  return %0 : tensor<2x7x1x1xf32>
}

// -----

// CHECK-LABEL: func.func @unpack_first(
// CHECK: linalg.transpose ins(%{{.+}} : tensor<2x8x4xf32>) outs(%{{.+}} : tensor<2x4x8xf32>) permutation = [0, 2, 1]
// CHECK: tensor.collapse_shape %{{.+}} {{\[\[}}0, 1], [2]] : tensor<2x4x8xf32> into tensor<8x8xf32>
func.func @unpack_first(%x: tensor<2x8x4xf32>) -> tensor<8x8xf32> {
  %e = tensor.empty() : tensor<8x8xf32>
  %0 = linalg.unpack %x inner_dims_pos = [0] inner_tiles = [4] into %e : tensor<2x8x4xf32> -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// -----

// The border that fills the last block is lowered like any other.
// CHECK-LABEL: func.func @pack_padded(
// CHECK-NOT: tensor.pad
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 0, 0, 0] [1, 20, 3, 5] [1, 1, 1, 1] : tensor<1x20x3x5xf32> into tensor<1x32x3x5xf32>
// CHECK-NOT: tensor.pad
// CHECK: linalg.transpose
func.func @pack_padded(%x: tensor<1x20x3x5xf32>) -> tensor<1x2x3x5x16xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x2x3x5x16xf32>
  %0 = linalg.pack %x padding_value(%zero : f32) inner_dims_pos = [1] inner_tiles = [16] into %e : tensor<1x20x3x5xf32> -> tensor<1x2x3x5x16xf32>
  return %0 : tensor<1x2x3x5x16xf32>
}
