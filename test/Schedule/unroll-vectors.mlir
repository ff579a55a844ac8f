// RUN: kiln-opt %s --kiln-unroll-vectors --canonicalize --cse --split-input-file | FileCheck %s

// A contraction: each row of the accumulator is a vector that the loop carries;
// each element of the left-hand side is loaded once and broadcast, each row of
// the right-hand side is loaded once for both pixels.

#l = affine_map<(w, l, m) -> (w, m)>
#r = affine_map<(w, l, m) -> (m, l)>
#a = affine_map<(w, l, m) -> (w, l)>

// CHECK-LABEL: func.func @contract(
// CHECK-SAME: %[[X:.+]]: memref<2x8xf32>, %[[W:.+]]: memref<8x4xf32>
// CHECK: %[[SUM:.+]]:2 = scf.for {{.*}} iter_args(%[[A0:.+]] = %{{.+}}, %[[A1:.+]] = %{{.+}}) -> (vector<4xf32>, vector<4xf32>)
// CHECK: %[[E0:.+]] = memref.load %[[X]][%c0, %[[M:.+]]]
// CHECK-NEXT: %[[B0:.+]] = vector.broadcast %[[E0]] : f32 to vector<4xf32>
// CHECK-NEXT: %[[ROW:.+]] = vector.load %[[W]][%[[M]], %c0] : memref<8x4xf32>, vector<4xf32>
// CHECK-NEXT: %[[F0:.+]] = vector.fma %[[B0]], %[[ROW]], %[[A0]] : vector<4xf32>
// CHECK-NEXT: %[[E1:.+]] = memref.load %[[X]][%c1, %[[M]]]
// CHECK-NEXT: %[[B1:.+]] = vector.broadcast %[[E1]] : f32 to vector<4xf32>
// CHECK-NEXT: %[[F1:.+]] = vector.fma %[[B1]], %[[ROW]], %[[A1]] : vector<4xf32>
// CHECK-COUNT-2: vector.fma
// CHECK-NOT: vector.fma
// CHECK: scf.yield
// CHECK: vector.store %[[SUM]]#0
// CHECK: vector.store %[[SUM]]#1
// CHECK-NOT: vector<2x4xf32>
// CHECK: return
func.func @contract(%x: memref<2x8xf32>, %w: memref<8x4xf32>, %y: memref<2x4xf32>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %pad = arith.constant 0.0 : f32
  %zero = arith.constant dense<0.0> : vector<2x4xf32>
  %0 = scf.for %m = %c0 to %c8 step %c2 iter_args(%acc = %zero) -> (vector<2x4xf32>) {
    %l = vector.transfer_read %x[%c0, %m], %pad {in_bounds = [true, true]} : memref<2x8xf32>, vector<2x2xf32>
    %r = vector.transfer_read %w[%m, %c0], %pad {in_bounds = [true, true]} : memref<8x4xf32>, vector<2x4xf32>
    %s = vector.contract {indexing_maps = [#l, #r, #a], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %l, %r, %acc : vector<2x2xf32>, vector<2x4xf32> into vector<2x4xf32>
    scf.yield %s : vector<2x4xf32>
  }
  vector.transfer_write %0, %y[%c0, %c0] {in_bounds = [true, true]} : vector<2x4xf32>, memref<2x4xf32>
  return
}

// -----

// A summed loop that only the right-hand side has takes its bound from there.

#l = affine_map<(l, m, j) -> (m)>
#r = affine_map<(l, m, j) -> (j, m, l)>
#a = affine_map<(l, m, j) -> (l)>

// CHECK-LABEL: func.func @right_only(
// CHECK-COUNT-6: vector.fma
// CHECK-NOT: vector.fma
// CHECK: return
func.func @right_only(%x: vector<2xf32>, %f: memref<3x2x4xf32>, %acc: vector<4xf32>, %y: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %pad = arith.constant 0.0 : f32
  %w = vector.transfer_read %f[%c0, %c0, %c0], %pad {in_bounds = [true, true, true]} : memref<3x2x4xf32>, vector<3x2x4xf32>
  %s = vector.contract {indexing_maps = [#l, #r, #a], iterator_types = ["parallel", "reduction", "reduction"], kind = #vector.kind<add>} %x, %w, %acc : vector<2xf32>, vector<3x2x4xf32> into vector<4xf32>
  vector.store %s, %y[%c0] : memref<4xf32>, vector<4xf32>
  return
}

// -----

// The operands of a contraction are read before the store between them and it.

#l = affine_map<(w, l, m) -> (w, m)>
#r = affine_map<(w, l, m) -> (m, l)>
#a = affine_map<(w, l, m) -> (w, l)>

// CHECK-LABEL: func.func @store_between(
// CHECK-SAME: %[[X:.+]]: memref<1x2xf32>
// CHECK: vector.load %[[X]]
// CHECK: vector.store %{{.+}}, %[[X]]
// CHECK-NOT: load %[[X]]
// CHECK: vector.fma
func.func @store_between(%x: memref<1x2xf32>, %w: memref<2x4xf32>, %y: memref<1x4xf32>) {
  %c0 = arith.constant 0 : index
  %pad = arith.constant 0.0 : f32
  %one = arith.constant dense<1.0> : vector<1x2xf32>
  %zero = arith.constant dense<0.0> : vector<1x4xf32>
  %l = vector.transfer_read %x[%c0, %c0], %pad {in_bounds = [true, true]} : memref<1x2xf32>, vector<1x2xf32>
  vector.transfer_write %one, %x[%c0, %c0] {in_bounds = [true, true]} : vector<1x2xf32>, memref<1x2xf32>
  %r = vector.transfer_read %w[%c0, %c0], %pad {in_bounds = [true, true]} : memref<2x4xf32>, vector<2x4xf32>
  %s = vector.contract {indexing_maps = [#l, #r, #a], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %l, %r, %zero : vector<1x2xf32>, vector<2x4xf32> into vector<1x4xf32>
  vector.transfer_write %s, %y[%c0, %c0] {in_bounds = [true, true]} : vector<1x4xf32>, memref<1x4xf32>
  return
}

// -----

// Reductions over rows combine rows; over lanes, each row is reduced.

// CHECK-LABEL: func.func @reductions(
// CHECK: arith.maximumf %{{.+}}, %{{.+}} : vector<4xf32>
// CHECK: arith.maximumf %{{.+}}, %{{.+}} : vector<4xf32>
// CHECK: vector.reduction <add>
// CHECK: vector.reduction <add>
// CHECK-NOT: vector<2x4xf32>
// CHECK: return
func.func @reductions(%x: memref<2x4xf32>, %y: memref<4xf32>, %z: memref<2xf32>) {
  %c0 = arith.constant 0 : index
  %pad = arith.constant 0.0 : f32
  %low = arith.constant dense<1.0> : vector<4xf32>
  %zero = arith.constant dense<0.0> : vector<2xf32>
  %v = vector.transfer_read %x[%c0, %c0], %pad {in_bounds = [true, true]} : memref<2x4xf32>, vector<2x4xf32>
  %m = vector.multi_reduction <maximumf>, %v, %low [0] : vector<2x4xf32> to vector<4xf32>
  %s = vector.multi_reduction <add>, %v, %zero [1] : vector<2x4xf32> to vector<2xf32>
  vector.store %m, %y[%c0] : memref<4xf32>, vector<4xf32>
  vector.store %s, %z[%c0] : memref<2xf32>, vector<2xf32>
  return
}

// -----

// Small matrices are transposed in registers, two rows at a time: groups of
// four lanes first, then the groups change places.

// CHECK-LABEL: func.func @read_transposed(
// CHECK-COUNT-4: vector.load %{{.+}} : memref<4x4xf32>, vector<4xf32>
// CHECK-NOT: load
// CHECK-COUNT-8: vector.shuffle %{{.+}} : vector<4xf32>, vector<4xf32>
// CHECK-NOT: vector.shuffle
// CHECK-COUNT-4: vector.store %{{.+}} : memref<4x4xf32>, vector<4xf32>
// CHECK: return
func.func @read_transposed(%x: memref<4x4xf32>, %y: memref<4x4xf32>) {
  %c0 = arith.constant 0 : index
  %pad = arith.constant 0.0 : f32
  %v = vector.transfer_read %x[%c0, %c0], %pad {in_bounds = [true, true], permutation_map = affine_map<(d0, d1) -> (d1, d0)>} : memref<4x4xf32>, vector<4x4xf32>
  vector.transfer_write %v, %y[%c0, %c0] {in_bounds = [true, true]} : vector<4x4xf32>, memref<4x4xf32>
  return
}

// CHECK-LABEL: func.func @write_transposed(
// CHECK-SAME: %[[X:.+]]: memref<8x8xf32>, %[[Y:.+]]: memref<8x8xf32>
// CHECK: %[[R0:.+]] = vector.load %[[X]][%c0, %c0]
// CHECK: %[[R1:.+]] = vector.load %[[X]][%c1, %c0]
// CHECK: %[[R2:.+]] = vector.load %[[X]][%c2, %c0]
// CHECK: %[[R3:.+]] = vector.load %[[X]][%c3, %c0]
// CHECK: %[[S01:.+]] = vector.shuffle %[[R0]], %[[R1]] [0, 8, 1, 9, 4, 12, 5, 13]
// CHECK: %[[S23:.+]] = vector.shuffle %[[R2]], %[[R3]] [0, 8, 1, 9, 4, 12, 5, 13]
// CHECK: %[[LOW:.+]] = vector.shuffle %[[S01]], %[[S23]] [0, 1, 8, 9, 4, 5, 12, 13]
// CHECK: %[[C0:.+]] = vector.shuffle %[[LOW]], %[[HIGH:.+]] [0, 1, 2, 3, 8, 9, 10, 11]
// CHECK: %[[C4:.+]] = vector.shuffle %[[LOW]], %[[HIGH]] [4, 5, 6, 7, 12, 13, 14, 15]
// CHECK: vector.store %[[C0]], %[[Y]][%c0, %c0]
// CHECK: vector.store %[[C4]], %[[Y]][%c4, %c0]
func.func @write_transposed(%x: memref<8x8xf32>, %y: memref<8x8xf32>) {
  %c0 = arith.constant 0 : index
  %pad = arith.constant 0.0 : f32
  %v = vector.transfer_read %x[%c0, %c0], %pad {in_bounds = [true, true]} : memref<8x8xf32>, vector<8x8xf32>
  vector.transfer_write %v, %y[%c0, %c0] {in_bounds = [true, true], permutation_map = affine_map<(d0, d1) -> (d1, d0)>} : vector<8x8xf32>, memref<8x8xf32>
  return
}

// Lanes and rows that are missing from a square hold nothing.
// CHECK-LABEL: func.func @transpose(
// CHECK: %[[R0:.+]] = vector.load %{{.+}}[%c0, %c0] : memref<3x2xf32>, vector<2xf32>
// CHECK: vector.shuffle %[[R0]], %[[R0]] [0, 1, -1, -1]
// CHECK: vector.shuffle %{{.+}} [0, -1, 1, -1]
// CHECK-COUNT-2: vector.store %{{.+}} : memref<2x3xf32>, vector<3xf32>
// CHECK-NOT: vector.transpose
// CHECK: return
func.func @transpose(%x: memref<3x2xf32>, %y: memref<2x3xf32>) {
  %c0 = arith.constant 0 : index
  %pad = arith.constant 0.0 : f32
  %v = vector.transfer_read %x[%c0, %c0], %pad {in_bounds = [true, true]} : memref<3x2xf32>, vector<3x2xf32>
  %t = vector.transpose %v, [1, 0] : vector<3x2xf32> to vector<2x3xf32>
  vector.transfer_write %t, %y[%c0, %c0] {in_bounds = [true, true]} : vector<2x3xf32>, memref<2x3xf32>
  return
}

// A matrix of more than 16 rows is moved element by element.
// CHECK-LABEL: func.func @transpose_large(
// CHECK-NOT: vector.shuffle
// CHECK-COUNT-2: vector.from_elements %{{.+}} : vector<17xf32>
func.func @transpose_large(%x: memref<17x2xf32>, %y: memref<2x17xf32>) {
  %c0 = arith.constant 0 : index
  %pad = arith.constant 0.0 : f32
  %v = vector.transfer_read %x[%c0, %c0], %pad {in_bounds = [true, true]} : memref<17x2xf32>, vector<17x2xf32>
  %t = vector.transpose %v, [1, 0] : vector<17x2xf32> to vector<2x17xf32>
  vector.transfer_write %t, %y[%c0, %c0] {in_bounds = [true, true]} : vector<2x17xf32>, memref<2x17xf32>
  return
}

// -----

// A broadcast repeats rows.

// CHECK-LABEL: func.func @broadcast(
// CHECK: %[[ROW:.+]] = vector.load
// CHECK: vector.store %[[ROW]]
// CHECK: vector.store %[[ROW]]
func.func @broadcast(%x: memref<3xf32>, %y: memref<2x3xf32>) {
  %c0 = arith.constant 0 : index
  %v = vector.load %x[%c0] : memref<3xf32>, vector<3xf32>
  %b = vector.broadcast %v : vector<3xf32> to vector<2x3xf32>
  vector.transfer_write %b, %y[%c0, %c0] {in_bounds = [true, true]} : vector<2x3xf32>, memref<2x3xf32>
  return
}

// -----

// A vector without dimensions is a number.

// CHECK-LABEL: func.func @number(
// CHECK: memref.load
// CHECK: memref.store
// CHECK-NOT: vector.transfer
// CHECK: return
func.func @number(%x: memref<f32>, %y: memref<f32>) {
  %pad = arith.constant 0.0 : f32
  %v = vector.transfer_read %x[], %pad : memref<f32>, vector<f32>
  vector.transfer_write %v, %y[] : vector<f32>, memref<f32>
  return
}

// -----

// Rows that the canonicalizer put together element by element are rows again.

// CHECK-LABEL: func.func @rows_of_elements(
// CHECK-SAME: %[[A:.+]]: vector<2xf32>, %[[B:.+]]: vector<2xf32>
// CHECK: %[[MIXED:.+]] = vector.from_elements
// CHECK: vector.store %[[B]]
// CHECK: vector.store %[[A]]
// CHECK: vector.store %[[MIXED]]
func.func @rows_of_elements(%a: vector<2xf32>, %b: vector<2xf32>, %y: memref<3x2xf32>) {
  %c0 = arith.constant 0 : index
  %a0, %a1 = vector.to_elements %a : vector<2xf32>
  %b0, %b1 = vector.to_elements %b : vector<2xf32>
  %v = vector.from_elements %b0, %b1, %a0, %a1, %a0, %b1 : vector<3x2xf32>
  vector.transfer_write %v, %y[%c0, %c0] {in_bounds = [true, true]} : vector<3x2xf32>, memref<3x2xf32>
  return
}

// -----

// AArch64 multiplies by any lane of a register: a pixel's channels are loaded
// as one vector, and used one after another.

#p = affine_map<(p, k, c) -> (p, c)>
#w = affine_map<(p, k, c) -> (c, k)>
#o = affine_map<(p, k, c) -> (p, k)>

// CHECK-LABEL: func.func @by_lane(
// CHECK: %[[PIXEL:.+]] = vector.load %arg0[%c0, %c0] : memref<2x4xf32>, vector<4xf32>
// CHECK: %[[FIRST:.+]] = vector.shuffle %[[PIXEL]], %[[PIXEL]] [0, 0, 0, 0]
// CHECK: vector.load %arg1[%c0, %c0]
// CHECK: %[[SUM:.+]] = vector.fma %[[FIRST]], %{{.+}}, %{{.+}}
// CHECK: %[[SECOND:.+]] = vector.shuffle %[[PIXEL]], %[[PIXEL]] [1, 1, 1, 1]
// CHECK: vector.fma %[[SECOND]], %{{.+}}, %[[SUM]]
// CHECK: vector.load %arg0[%c1, %c0]
// CHECK-NOT: memref.load
// CHECK: return
module attributes {kiln.target = #kiln.target<triple = "aarch64-linux-gnu", cpu = "generic", features = "+neon", vector_bytes = 16, vector_registers = 32, l1_bytes = 32768, l2_bytes = 524288>} {
func.func @by_lane(%x: memref<2x4xf32>, %w: memref<4x4xf32>, %y: memref<2x4xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %sum = arith.constant dense<0.0> : vector<2x4xf32>
  %a = vector.transfer_read %x[%c0, %c0], %zero {in_bounds = [true, true]} : memref<2x4xf32>, vector<2x4xf32>
  %b = vector.transfer_read %w[%c0, %c0], %zero {in_bounds = [true, true]} : memref<4x4xf32>, vector<4x4xf32>
  %r = vector.contract {indexing_maps = [#p, #w, #o], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %sum : vector<2x4xf32>, vector<4x4xf32> into vector<2x4xf32>
  vector.transfer_write %r, %y[%c0, %c0] {in_bounds = [true, true]} : vector<2x4xf32>, memref<2x4xf32>
  return
}
}

// -----

// A contraction of integers multiplies and adds integers.

// CHECK-LABEL: func.func @integers(
// CHECK: arith.muli %{{.*}} : vector<4xi32>
// CHECK: arith.addi %{{.*}} : vector<4xi32>
// CHECK-NOT: fma
func.func @integers(%a: memref<2x4xi32>, %b: memref<2x4xi32>, %c: memref<4xi32>) {
  %c0 = arith.constant 0 : index
  %p = arith.constant 0 : i32
  %0 = vector.transfer_read %a[%c0, %c0], %p {in_bounds = [true, true]} : memref<2x4xi32>, vector<2x4xi32>
  %1 = vector.transfer_read %b[%c0, %c0], %p {in_bounds = [true, true]} : memref<2x4xi32>, vector<2x4xi32>
  %2 = vector.transfer_read %c[%c0], %p {in_bounds = [true]} : memref<4xi32>, vector<4xi32>
  %3 = vector.contract {indexing_maps = [affine_map<(i, k) -> (k, i)>, affine_map<(i, k) -> (k, i)>, affine_map<(i, k) -> (i)>], iterator_types = ["parallel", "reduction"], kind = #vector.kind<add>} %0, %1, %2 : vector<2x4xi32>, vector<2x4xi32> into vector<4xi32>
  vector.transfer_write %3, %c[%c0] {in_bounds = [true]} : vector<4xi32>, memref<4xi32>
  return
}

// Part of a vector: its rows are taken apart, and new ones made.

// CHECK-LABEL: func.func @part(
// CHECK-COUNT-2: vector.from_elements {{.*}} : vector<3xf32>
// CHECK-COUNT-2: vector.store {{.*}} vector<3xf32>
// CHECK-NOT: vector.extract_strided_slice
func.func @part(%a: memref<4x5xf32>, %b: memref<2x3xf32>) {
  %c0 = arith.constant 0 : index
  %p = arith.constant 0.0 : f32
  %0 = vector.transfer_read %a[%c0, %c0], %p {in_bounds = [true, true]} : memref<4x5xf32>, vector<4x5xf32>
  %1 = vector.extract_strided_slice %0 {offsets = [1, 2], sizes = [2, 3], strides = [1, 1]} : vector<4x5xf32> to vector<2x3xf32>
  vector.transfer_write %1, %b[%c0, %c0] {in_bounds = [true, true]} : vector<2x3xf32>, memref<2x3xf32>
  return
}
