// RUN: kiln-opt %s --split-input-file --verify-diagnostics --kiln-lower-winograd

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#f = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>

// The filters are not known.
func.func @filters(%x: tensor<1x1x6x6x4xf32>, %f: tensor<1x1x3x3x4x4xf32>, %i: tensor<1x1x4x4x4xf32>) -> tensor<1x1x4x4x4xf32> {
  // expected-error@+1 {{cannot be computed by Winograd's algorithm as its schedule says}}
  %0 = linalg.generic {indexing_maps = [#x, #f, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x1x6x6x4xf32>, tensor<1x1x3x3x4x4xf32>) outs(%i : tensor<1x1x4x4x4xf32>) attrs = {kiln.schedule = #kiln.schedule<winograd = 4, parallel = [1, 0, 0, 0, 0]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x1x4x4x4xf32>
  return %0 : tensor<1x1x4x4x4xf32>
}

// -----

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#f = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>

// Chunks of three rows of two tiles each do not divide five rows of tiles.
func.func @chunks(%x: tensor<1x1x12x6x4xf32>, %i: tensor<1x1x10x4x4xf32>) -> tensor<1x1x10x4x4xf32> {
  %f = arith.constant dense<1.0> : tensor<1x1x3x3x4x4xf32>
  // expected-error@+1 {{cannot be computed by Winograd's algorithm as its schedule says}}
  %0 = linalg.generic {indexing_maps = [#x, #f, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x1x12x6x4xf32>, tensor<1x1x3x3x4x4xf32>) outs(%i : tensor<1x1x10x4x4xf32>) attrs = {kiln.schedule = #kiln.schedule<winograd = 2, parallel = [1, 0, 6, 0, 0]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x1x10x4x4xf32>
  return %0 : tensor<1x1x10x4x4xf32>
}

// -----

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#f = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>

// Tiles of 4 outputs of 7 taps would take 10 products.
func.func @points(%x: tensor<1x1x8x14x4xf32>, %i: tensor<1x1x8x8x4xf32>) -> tensor<1x1x8x8x4xf32> {
  %f = arith.constant dense<1.0> : tensor<1x1x1x7x4x4xf32>
  // expected-error@+1 {{cannot be computed by Winograd's algorithm as its schedule says}}
  %0 = linalg.generic {indexing_maps = [#x, #f, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x1x8x14x4xf32>, tensor<1x1x1x7x4x4xf32>) outs(%i : tensor<1x1x8x8x4xf32>) attrs = {kiln.schedule = #kiln.schedule<winograd = 4, parallel = [1, 0, 0, 0, 0]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x1x8x8x4xf32>
  return %0 : tensor<1x1x8x8x4xf32>
}
