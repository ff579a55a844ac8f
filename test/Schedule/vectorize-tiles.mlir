// RUN: kiln-opt %s --kiln-tile-and-fuse --canonicalize --cse --kiln-vectorize-tiles --canonicalize --cse --split-input-file | FileCheck %s

// The accumulator of a convolution is a vector that the loops over input
// channels and kernel carry; it is neither read from nor written to a tensor
// between them. The relu is applied to the vector before the one store.

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#w = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>
#id = affine_map<(n, k, h, w, l) -> (n, k, h, w, l)>

// CHECK-LABEL: func.func @convolution(
// CHECK: scf.for {{.*}} -> (tensor<1x2x4x8x16xf32>)
// CHECK: %[[SUM:.+]] = scf.for {{.*}} iter_args(%{{.+}} = %cst{{.*}}) -> (vector<1x2x1x8x16xf32>)
// CHECK-NEXT: scf.for {{.*}} -> (vector<1x2x1x8x16xf32>)
// CHECK-NEXT: scf.for {{.*}} iter_args(%[[ACC:.+]] = %{{.+}}) -> (vector<1x2x1x8x16xf32>)
// CHECK-NOT: vector.transfer_write
// CHECK: %[[NEXT:.+]] = vector.contract {{.*}} %[[ACC]]
// CHECK-NEXT: scf.yield %[[NEXT]] : vector<1x2x1x8x16xf32>
// CHECK-NOT: vector.contract
// CHECK: %[[RELU:.+]] = arith.maximumf %[[SUM]]
// CHECK-NEXT: vector.transfer_write %[[RELU]]
// CHECK-NOT: linalg
// CHECK: return
func.func @convolution(%x: tensor<1x4x6x10x16xf32>, %f: tensor<2x4x3x3x16x16xf32>) -> tensor<1x2x4x8x16xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x2x4x8x16xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x2x4x8x16xf32>) -> tensor<1x2x4x8x16xf32>
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x4x6x10x16xf32>, tensor<2x4x3x3x16x16xf32>) outs(%i : tensor<1x2x4x8x16xf32>) attrs = {kiln.schedule = #kiln.schedule<parallel = [1, 2, 1, 8, 0], reduction = [1, 1, 1, 16]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x2x4x8x16xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%0 : tensor<1x2x4x8x16xf32>) outs(%e : tensor<1x2x4x8x16xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.maximumf %a, %zero : f32
    linalg.yield %r : f32
  } -> tensor<1x2x4x8x16xf32>
  return %1 : tensor<1x2x4x8x16xf32>
}

// -----

// A strided and dilated window, its kernel loops tiled by 1, is a strided slice
// of a row.

#x = affine_map<(h, w, i, j) -> (h * 2 + i, w * 2 + j * 3)>
#k = affine_map<(h, w, i, j) -> (i, j)>
#y = affine_map<(h, w, i, j) -> (h, w)>

// CHECK-LABEL: func.func @strided(
// CHECK: tensor.extract_slice %{{.+}}[%{{.+}}, %{{.+}}] [1, 5] [1, 2] : tensor<9x12xf32> to tensor<1x5xf32>
// CHECK: vector.transfer_read {{.*}} : tensor<1x5xf32>, vector<1x5x1x1xf32>
// CHECK: vector.contract
// CHECK-NOT: linalg
// CHECK: return
func.func @strided(%x: tensor<9x12xf32>, %k: tensor<3x2xf32>, %i: tensor<4x5xf32>) -> tensor<4x5xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #k, #y], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%x, %k : tensor<9x12xf32>, tensor<3x2xf32>) outs(%i : tensor<4x5xf32>) attrs = {kiln.schedule = #kiln.schedule<parallel = [1, 5], reduction = [1, 1]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x5xf32>
  return %0 : tensor<4x5xf32>
}

// -----

// Tiles that would make too much code stay loops.

// CHECK-LABEL: func.func @large(
// CHECK: linalg.exp
// CHECK-NOT: vector
func.func @large(%x: tensor<64x1024xf32>) -> tensor<64x1024xf32> {
  %e = tensor.empty() : tensor<64x1024xf32>
  %0 = linalg.exp ins(%x : tensor<64x1024xf32>) outs(%e : tensor<64x1024xf32>) -> tensor<64x1024xf32>
  return %0 : tensor<64x1024xf32>
}

// -----

// A part of what one vector holds is written as the part that fits.

// CHECK-LABEL: func.func @part(
// CHECK: %[[SUM:.+]] = arith.addf {{.*}} : vector<5xf32>
// CHECK: %[[PART:.+]] = vector.shuffle %[[SUM]], %[[SUM]] [0, 1, 2]
// CHECK: vector.transfer_write %[[PART]], %arg1[%c2] {in_bounds = [true]} : vector<3xf32>, tensor<5xf32>
func.func @part(%x: tensor<5xf32>, %y: tensor<5xf32>) -> tensor<5xf32> {
  %e = tensor.empty() : tensor<5xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x : tensor<5xf32>) outs(%e : tensor<5xf32>) attrs = {kiln.schedule = #kiln.schedule<parallel = [5]>} {
  ^bb0(%a: f32, %o: f32):
    %1 = arith.addf %a, %a : f32
    linalg.yield %1 : f32
  } -> tensor<5xf32>
  %part = tensor.extract_slice %0[0] [3] [1] : tensor<5xf32> to tensor<3xf32>
  %r = tensor.insert_slice %part into %y[2] [3] [1] : tensor<3xf32> into tensor<5xf32>
  return %r : tensor<5xf32>
}

// -----

// A read at a computed place stays a loop.

#id = affine_map<(i) -> (i)>

// CHECK-LABEL: func.func @gather(
// CHECK: linalg.generic
// CHECK: tensor.extract
// CHECK-NOT: vector
func.func @gather(%x: tensor<9xf32>, %i: tensor<5xindex>) -> tensor<5xf32> {
  %e = tensor.empty() : tensor<5xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%i : tensor<5xindex>) outs(%e : tensor<5xf32>) {
  ^bb0(%a: index, %o: f32):
    %v = tensor.extract %x[%a] : tensor<9xf32>
    linalg.yield %v : f32
  } -> tensor<5xf32>
  return %0 : tensor<5xf32>
}
