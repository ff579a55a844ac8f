// RUN: kiln-opt %s --kiln-tile-and-fuse --canonicalize --split-input-file | FileCheck %s

// The relu and the residual addition are computed on the tile, after its sum;
// the tile starts from a filled tile. 14 does not divide 30: the last 2 pixels
// of each row are a tile of their own.

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#w = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>
#id = affine_map<(n, k, h, w, l) -> (n, k, h, w, l)>

// CHECK-LABEL: func.func @fused(
// CHECK: scf.for %{{.+}} = %c0 to %c2 step %c1
// CHECK: scf.for %{{.+}} = %c0 to %c8 step %c1
// CHECK: scf.for %{{.+}} = %c0 to %c28 step %c14
// CHECK: linalg.fill {{.*}} outs(%{{.+}} : tensor<1x1x1x14x16xf32>)
// CHECK: %[[SUM:.+]] = scf.for {{.*}} iter_args(%{{.+}} = %{{.+}}) -> (tensor<1x1x1x14x16xf32>)
// CHECK: scf.for {{.*}} -> (tensor<1x1x1x14x16xf32>)
// CHECK: scf.for {{.*}} -> (tensor<1x1x1x14x16xf32>)
// CHECK: linalg.generic {{.*}} outs(%{{.+}} : tensor<1x1x1x14x16xf32>)
// CHECK: arith.mulf
// CHECK: linalg.generic {{.*}} ins(%[[SUM]], %{{.+}} : tensor<1x1x1x14x16xf32>, tensor<1x1x1x14x16xf32>)
// CHECK: arith.addf
// CHECK: arith.maximumf
// CHECK: tensor.insert_slice
// CHECK: linalg.fill {{.*}} outs(%{{.+}} : tensor<1x1x1x2x16xf32>)
// CHECK-NOT: kiln.schedule
func.func @fused(%x: tensor<1x2x10x32x16xf32>, %f: tensor<2x2x3x3x16x16xf32>, %r: tensor<1x2x8x30x16xf32>) -> tensor<1x2x8x30x16xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x2x8x30x16xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x2x8x30x16xf32>) -> tensor<1x2x8x30x16xf32>
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x2x10x32x16xf32>, tensor<2x2x3x3x16x16xf32>) outs(%i : tensor<1x2x8x30x16xf32>) attrs = {kiln.schedule = #kiln.schedule<parallel = [1, 1, 1, 14, 0], reduction = [1, 1, 1, 16]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x2x8x30x16xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%0, %r : tensor<1x2x8x30x16xf32>, tensor<1x2x8x30x16xf32>) outs(%e : tensor<1x2x8x30x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    %m = arith.maximumf %s, %zero : f32
    linalg.yield %m : f32
  } -> tensor<1x2x8x30x16xf32>
  return %1 : tensor<1x2x8x30x16xf32>
}

// -----

// The loops in the order that the schedule names: over rows, then over blocks.

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#w = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>

// CHECK-LABEL: func.func @ordered(
// CHECK: scf.for %[[ROW:.+]] = %c0 to %c8 step %c1
// CHECK: scf.for %[[BLOCK:.+]] = %c0 to %c6 step %c2
// CHECK: scf.for %[[PIXEL:.+]] = %c0 to %c28 step %c14
// CHECK: tensor.insert_slice {{.*}}[0, %[[BLOCK]], %[[ROW]], %[[PIXEL]], 0] [1, 2, 1, 14, 16]
func.func @ordered(%x: tensor<1x4x8x28x16xf32>, %f: tensor<6x4x1x1x16x16xf32>, %i: tensor<1x6x8x28x16xf32>) -> tensor<1x6x8x28x16xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x4x8x28x16xf32>, tensor<6x4x1x1x16x16xf32>) outs(%i : tensor<1x6x8x28x16xf32>) attrs = {kiln.schedule = #kiln.schedule<order = [0, 2, 1, 3, 4], parallel = [1, 2, 1, 14, 0], reduction = [1, 1, 1, 16]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x6x8x28x16xf32>
  return %0 : tensor<1x6x8x28x16xf32>
}

// -----

// A value that is also used elsewhere is stored, and what follows is not fused.

// CHECK-LABEL: func.func @two_uses(
// CHECK: scf.for
// CHECK: linalg.exp {{.*}} : tensor<1x4xf32>
// CHECK-NOT: linalg.abs
// CHECK: }
// CHECK: linalg.abs {{.*}} : tensor<8x4xf32>
func.func @two_uses(%x: tensor<8x4xf32>) -> (tensor<8x4xf32>, tensor<8x4xf32>) {
  %e = tensor.empty() : tensor<8x4xf32>
  %0 = linalg.exp {kiln.schedule = #kiln.schedule<parallel = [1, 0]>} ins(%x : tensor<8x4xf32>) outs(%e : tensor<8x4xf32>) -> tensor<8x4xf32>
  %1 = linalg.abs ins(%0 : tensor<8x4xf32>) outs(%e : tensor<8x4xf32>) -> tensor<8x4xf32>
  return %0, %1 : tensor<8x4xf32>, tensor<8x4xf32>
}

// -----

// No schedule, no tiles.

// CHECK-LABEL: func.func @unscheduled(
// CHECK-NOT: scf.for
// CHECK: return
func.func @unscheduled(%x: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %e = tensor.empty() : tensor<8x4xf32>
  %0 = linalg.exp ins(%x : tensor<8x4xf32>) outs(%e : tensor<8x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// -----

// Input channels that fill no block are summed by a second contraction; both
// are computed on one tile.

#x = affine_map<(n, k, h, w, l, c, m) -> (n, c, h, w, m)>
#f = affine_map<(n, k, h, w, l, c, m) -> (k, c, m, l)>
#y = affine_map<(n, k, h, w, l, c, m) -> (n, k, h, w, l)>

// CHECK-LABEL: func.func @continued(
// CHECK: scf.for
// CHECK: scf.for
// CHECK: linalg.fill {{.*}} outs(%{{.+}} : tensor<1x1x1x4x16xf32>)
// CHECK: %[[FIRST:.+]] = scf.for {{.*}} -> (tensor<1x1x1x4x16xf32>)
// CHECK: linalg.generic {{.*}} tensor<1x1x1x4x16xf32>, tensor<1x1x16x16xf32>
// CHECK: linalg.generic {{.*}} tensor<1x1x1x4x8xf32>, tensor<1x1x8x16xf32>) outs(%[[FIRST]] :
// CHECK: tensor.insert_slice
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @continued(%x: tensor<1x2x4x8x16xf32>, %f: tensor<1x2x16x16xf32>, %z: tensor<1x1x4x8x8xf32>, %g: tensor<1x1x8x16xf32>) -> tensor<1x1x4x8x16xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x1x4x8x16xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x1x4x8x16xf32>) -> tensor<1x1x4x8x16xf32>
  %0 = linalg.generic {indexing_maps = [#x, #f, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %f : tensor<1x2x4x8x16xf32>, tensor<1x2x16x16xf32>) outs(%i : tensor<1x1x4x8x16xf32>) attrs = {kiln.schedule = #kiln.schedule<parallel = [1, 1, 1, 4, 0], reduction = [1, 16]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x1x4x8x16xf32>
  %1 = linalg.generic {indexing_maps = [#x, #f, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%z, %g : tensor<1x1x4x8x8xf32>, tensor<1x1x8x16xf32>) outs(%0 : tensor<1x1x4x8x16xf32>) attrs = {kiln.schedule = #kiln.schedule<parallel = [1, 1, 1, 4, 0], reduction = [1, 8]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x1x4x8x16xf32>
  return %1 : tensor<1x1x4x8x16xf32>
}
