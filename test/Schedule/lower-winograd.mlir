// RUN: kiln-opt %s --split-input-file --kiln-lower-winograd | FileCheck %s

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#f = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>
#id = affine_map<(n, k, h, w, l) -> (n, k, h, w, l)>

// Chunks of two rows of tiles; 4 x 4 outputs of 6 x 6 inputs, whose 36 products
// are contracted over the channels. The op that follows works on one tile.

// CHECK-DAG: #[[TOP:.+]] = affine_map<(d0, d1) -> ((d0 * 2 + d1) * 4)>
// CHECK-DAG: #[[LEFT:.+]] = affine_map<(d0) -> (d0 * 4, 9)>
// CHECK-DAG: #[[V:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d4, d2, d5)>
// CHECK-DAG: #[[U:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d4, d5, d3)>
// CHECK-LABEL: func.func @chunks(
// CHECK: %[[FILTERS:.+]] = arith.constant {{.*}} : tensor<36x2x1x4x4xf32>
// CHECK: %[[RESULT:.+]] = tensor.empty() : tensor<1x2x16x13x4xf32>
// CHECK: scf.for {{.*}} iter_args({{.*}} = %[[RESULT]])
// CHECK: scf.for {{.*}} to %c2{{(_[0-9]+)?}} step

// CHECK: tensor.empty() : tensor<36x1x8x4xf32>
// CHECK: affine.min #[[TOP]]
// CHECK: affine.min #[[LEFT]]
// CHECK: %[[PATCH:.+]] = vector.transfer_read %arg0{{.*}} : tensor<1x1x18x15x4xf32>, vector<6x6x4xf32>
// CHECK-COUNT-36: vector.transfer_write {{.*}} : vector<4xf32>, tensor<36x1x8x4xf32>
// CHECK: linalg.generic {indexing_maps = [#[[V]], #[[U]], {{.*}} ins({{.*}}, %[[FILTERS]] : {{.*}}kiln.schedule = #kiln.schedule<parallel = [1, {{[0-9]+}}, {{[0-9]+}}, 0], reduction = [1, 4]>
// CHECK-COUNT-36: vector.transfer_read {{.*}} : tensor<36x2x8x4xf32>, vector<4xf32>
// CHECK: %[[TILE:.+]] = vector.transfer_write {{.*}} : vector<1x1x4x4x4xf32>, tensor<1x1x4x4x4xf32>
// CHECK: %[[RELU:.+]] = linalg.generic {{.*}} ins(%[[TILE]] :
// CHECK: tensor.insert_slice %[[RELU]]
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @chunks(%x: tensor<1x1x18x15x4xf32>) -> tensor<1x2x16x13x4xf32> {
  %f = arith.constant dense<0.5> : tensor<2x1x3x3x4x4xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x2x16x13x4xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x2x16x13x4xf32>) -> tensor<1x2x16x13x4xf32>
  %0 = linalg.generic {indexing_maps = [#x, #f, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x1x18x15x4xf32>, tensor<2x1x3x3x4x4xf32>) outs(%i : tensor<1x2x16x13x4xf32>) attrs = {kiln.schedule = #kiln.schedule<winograd = 4, parallel = [1, 0, 8, 0, 0]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x2x16x13x4xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%0 : tensor<1x2x16x13x4xf32>) outs(%e : tensor<1x2x16x13x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.maximumf %a, %zero : f32
    linalg.yield %r : f32
  } -> tensor<1x2x16x13x4xf32>
  return %1 : tensor<1x2x16x13x4xf32>
}
}

// -----

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#f = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>

// G of F(2, 3) is [-1 0 0; 1/2 1/2 1/2; 1/2 -1/2 1/2; 0 0 1]: of a filter of
// ones, the products of the sums of its rows are left.

// CHECK-LABEL: func.func @filters(
// CHECK: arith.constant dense<{{\[\[\[\[\[}}1.000000e+00]]]], {{\[\[\[\[}}-1.500000e+00]]]], {{\[\[\[\[}}-5.000000e-01]]]], {{\[\[\[\[}}-1.000000e+00]]]], {{\[\[\[\[}}-1.500000e+00]]]], {{\[\[\[\[}}2.250000e+00]]]]
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64", features = "", vector_bytes = 4, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @filters(%x: tensor<1x1x6x6x1xf32>, %i: tensor<1x1x4x4x1xf32>) -> tensor<1x1x4x4x1xf32> {
  %f = arith.constant dense<1.0> : tensor<1x1x3x3x1x1xf32>
  %0 = linalg.generic {indexing_maps = [#x, #f, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x1x6x6x1xf32>, tensor<1x1x3x3x1x1xf32>) outs(%i : tensor<1x1x4x4x1xf32>) attrs = {kiln.schedule = #kiln.schedule<winograd = 2, parallel = [1, 0, 0, 0, 0]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x1x4x4x1xf32>
  return %0 : tensor<1x1x4x4x1xf32>
}
}

// -----

#x = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, c, h + i, w + j, m)>
#f = affine_map<(n, k, h, w, l, c, i, j, m) -> (k, c, i, j, m, l)>
#y = affine_map<(n, k, h, w, l, c, i, j, m) -> (n, k, h, w, l)>

// One dimension: tiles of 1 x 2 outputs of a 1x7 kernel, whose 8 products start
// from 8 pixels of one row.

// CHECK-LABEL: func.func @one_dimension(
// CHECK: arith.constant {{.*}} : tensor<8x1x1x4x4xf32>
// CHECK: vector.transfer_read %arg0{{.*}} : tensor<1x1x3x12x4xf32>, vector<1x8x4xf32>
// CHECK-COUNT-8: vector.transfer_write {{.*}} : vector<4xf32>, tensor<8x1x9x4xf32>
// CHECK: vector.transfer_write {{.*}} : vector<1x1x1x2x4xf32>, tensor<1x1x1x2x4xf32>
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v2", features = "", vector_bytes = 16, vector_registers = 16, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @one_dimension(%x: tensor<1x1x3x12x4xf32>, %i: tensor<1x1x3x6x4xf32>) -> tensor<1x1x3x6x4xf32> {
  %f = arith.constant dense<0.5> : tensor<1x1x1x7x4x4xf32>
  %0 = linalg.generic {indexing_maps = [#x, #f, #y], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]} ins(%x, %f : tensor<1x1x3x12x4xf32>, tensor<1x1x1x7x4x4xf32>) outs(%i : tensor<1x1x3x6x4xf32>) attrs = {kiln.schedule = #kiln.schedule<winograd = 2, parallel = [1, 0, 0, 0, 0]>} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x1x3x6x4xf32>
  return %0 : tensor<1x1x3x6x4xf32>
}
}
