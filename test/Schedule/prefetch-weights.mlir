// The weights of the next round of the outer loop are prefetched, a share of
// their rows by each tile of pixels.

// RUN: kiln-opt %s --split-input-file --kiln-prefetch-weights --canonicalize --cse | FileCheck %s

#mn = affine_map<(p, k, c) -> (p, c)>
#wn = affine_map<(p, k, c) -> (c, k)>
#on = affine_map<(p, k, c) -> (p, k)>

// 16 rows of weights and 4 tiles: each tile prefetches 4 rows of the block
// after this one.

// CHECK-LABEL: func private @conv
// CHECK:       scf.for %[[BLOCK:.*]] = %c0 to %c8
// CHECK:         scf.for %[[TILE:.*]] = %c0 to %c56 step %c14
// CHECK-COUNT-4: arith.remui
// CHECK:           %[[NEXT:.*]] = arith.addi %[[BLOCK]], %c1
// CHECK-COUNT-4:   memref.prefetch %arg1[%[[NEXT]], %{{.*}}, %{{.*}}], read, locality<2>, data
// CHECK:           vector.transfer_read
func.func private @conv(%x: memref<56x16xf32>, %w: memref<8x16x16xf32>, %y: memref<8x56x16xf32>) {
  %zero = arith.constant 0.0 : f32
  %sum = arith.constant dense<0.0> : vector<14x16xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c14 = arith.constant 14 : index
  %c56 = arith.constant 56 : index
  scf.for %block = %c0 to %c8 step %c1 {
    scf.for %pixel = %c0 to %c56 step %c14 {
      %a = vector.transfer_read %x[%pixel, %c0], %zero {in_bounds = [true, true]} : memref<56x16xf32>, vector<14x16xf32>
      %b = vector.transfer_read %w[%block, %c0, %c0], %zero {in_bounds = [true, true]} : memref<8x16x16xf32>, vector<16x16xf32>
      %r = vector.contract {indexing_maps = [#mn, #wn, #on], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %sum : vector<14x16xf32>, vector<16x16xf32> into vector<14x16xf32>
      vector.transfer_write %r, %y[%block, %pixel, %c0] {in_bounds = [true, true]} : vector<14x16xf32>, memref<8x56x16xf32>
    }
  }
  return
}

// -----

#mn = affine_map<(p, k, c) -> (p, c)>
#wn = affine_map<(p, k, c) -> (c, k)>
#on = affine_map<(p, k, c) -> (p, k)>

// Weights that are read once come as fast as they can.

// CHECK-LABEL: func private @matrix
// CHECK-NOT:     memref.prefetch
func.func private @matrix(%x: memref<1x16xf32>, %w: memref<8x16x16xf32>, %y: memref<8x1x16xf32>) {
  %zero = arith.constant 0.0 : f32
  %sum = arith.constant dense<0.0> : vector<1x16xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.for %block = %c0 to %c8 step %c1 {
    %a = vector.transfer_read %x[%c0, %c0], %zero {in_bounds = [true, true]} : memref<1x16xf32>, vector<1x16xf32>
    %b = vector.transfer_read %w[%block, %c0, %c0], %zero {in_bounds = [true, true]} : memref<8x16x16xf32>, vector<16x16xf32>
    %r = vector.contract {indexing_maps = [#mn, #wn, #on], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %sum : vector<1x16xf32>, vector<16x16xf32> into vector<1x16xf32>
    vector.transfer_write %r, %y[%block, %c0, %c0] {in_bounds = [true, true]} : vector<1x16xf32>, memref<8x1x16xf32>
  }
  return
}

// -----

#mn = affine_map<(p, k, c) -> (p, c)>
#wn = affine_map<(p, k, c) -> (c, k)>
#on = affine_map<(p, k, c) -> (p, k)>

// With so few tiles each would have to prefetch more than 8 rows.

// CHECK-LABEL: func private @few_tiles
// CHECK-NOT:     memref.prefetch
func.func private @few_tiles(%x: memref<56x32xf32>, %w: memref<8x32x16xf32>, %y: memref<8x56x16xf32>) {
  %zero = arith.constant 0.0 : f32
  %sum = arith.constant dense<0.0> : vector<28x16xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c28 = arith.constant 28 : index
  %c56 = arith.constant 56 : index
  scf.for %block = %c0 to %c8 step %c1 {
    scf.for %pixel = %c0 to %c56 step %c28 {
      %a = vector.transfer_read %x[%pixel, %c0], %zero {in_bounds = [true, true]} : memref<56x32xf32>, vector<28x32xf32>
      %b = vector.transfer_read %w[%block, %c0, %c0], %zero {in_bounds = [true, true]} : memref<8x32x16xf32>, vector<32x16xf32>
      %r = vector.contract {indexing_maps = [#mn, #wn, #on], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %sum : vector<28x32xf32>, vector<32x16xf32> into vector<28x16xf32>
      vector.transfer_write %r, %y[%block, %pixel, %c0] {in_bounds = [true, true]} : vector<28x16xf32>, memref<8x56x16xf32>
    }
  }
  return
}
