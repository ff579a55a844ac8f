// What we work around in MLIR. If one of these fails, it is mended there, and
// what it names can go.

// RUN: not kiln-opt %s --canonicalize 2>&1 | FileCheck %s

// The canonicalizer folds a slice of an unpacked tensor into linalg.unpack, but
// not its source: no canonicalizer runs right after kiln-block-channels
// (buildScheduledStage in lib/Kiln/Pipeline/Pipeline.cpp).

// CHECK: error: expected 'tensor<1x2x4x8x16xf32>' for the packed domain value, got 'tensor<1x2x8x8x16xf32>'
func.func @slice_of_unpack(%packed: tensor<1x2x8x8x16xf32>, %into: tensor<1x32x8x8xf32>) -> tensor<1x32x4x8xf32> {
  %0 = linalg.unpack %packed inner_dims_pos = [1] inner_tiles = [16] into %into : tensor<1x2x8x8x16xf32> -> tensor<1x32x8x8xf32>
  %1 = tensor.extract_slice %0[0, 0, 0, 0] [1, 32, 4, 8] [1, 1, 1, 1] : tensor<1x32x8x8xf32> to tensor<1x32x4x8xf32>
  return %1 : tensor<1x32x4x8xf32>
}
