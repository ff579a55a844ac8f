// RUN: kiln-opt %s --kiln-reload-tiles | FileCheck %s

// The second nest adds the tile that the first one has stored.

// CHECK-LABEL: func.func @residual(
func.func @residual(%a: tensor<4x8xf32>, %b: tensor<2x4x8xf32>, %c: tensor<2x4x8xf32>) -> (tensor<2x4x8xf32>, tensor<2x4x8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %0 = ub.poison : f32
  %tile = vector.transfer_read %a[%c0, %c0], %0 {in_bounds = [true, true]} : tensor<4x8xf32>, vector<4x8xf32>
  %twice = arith.addf %tile, %tile : vector<4x8xf32>
  // CHECK: %[[TWICE:.+]] = arith.addf
  // CHECK: %[[STORED:.+]] = vector.transfer_write %[[TWICE]], %{{.+}}[%c1, %c0, %c0]
  %stored = vector.transfer_write %twice, %b[%c1, %c0, %c0] {in_bounds = [true, true]} : vector<4x8xf32>, tensor<2x4x8xf32>
  // What belongs to the same nest keeps it.
  // CHECK: arith.mulf %[[TWICE]], %[[TWICE]]
  %square = arith.mulf %twice, %twice : vector<4x8xf32>
  // CHECK: %[[SUM:.+]] = scf.for
  %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%acc = %square) -> vector<4x8xf32> {
    %next = arith.addf %acc, %acc : vector<4x8xf32>
    scf.yield %next : vector<4x8xf32>
  }
  // CHECK: %[[AGAIN:.+]] = vector.transfer_read %[[STORED]][%c1, %c0, %c0], {{.*}}in_bounds = [true, true]
  // CHECK-NEXT: arith.addf %[[SUM]], %[[AGAIN]]
  // CHECK-NEXT: arith.subf %{{.+}}, %[[AGAIN]]
  %both = arith.addf %sum, %twice : vector<4x8xf32>
  %less = arith.subf %both, %twice : vector<4x8xf32>
  %result = vector.transfer_write %less, %c[%c0, %c0, %c0] {in_bounds = [true, true]} : vector<4x8xf32>, tensor<2x4x8xf32>
  return %stored, %result : tensor<2x4x8xf32>, tensor<2x4x8xf32>
}

// What a write cuts off can't be read again, a constant need not be, and with
// no loop between there is one nest.

// CHECK-LABEL: func.func @kept(
// CHECK-COUNT-1: vector.transfer_read
// CHECK-NOT: vector.transfer_read
// CHECK: return
func.func @kept(%a: tensor<4xf32>, %b: tensor<7xf32>, %c: tensor<8xf32>) -> (tensor<7xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %0 = ub.poison : f32
  %zero = arith.constant dense<0.0> : vector<8xf32>
  %tile = vector.transfer_read %a[%c0], %0 : tensor<4xf32>, vector<8xf32>
  %cut = vector.transfer_write %tile, %b[%c0] : vector<8xf32>, tensor<7xf32>
  %zeros = vector.transfer_write %zero, %c[%c0] {in_bounds = [true]} : vector<8xf32>, tensor<8xf32>
  %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%acc = %zero) -> vector<8xf32> {
    %next = arith.addf %acc, %acc : vector<8xf32>
    scf.yield %next : vector<8xf32>
  }
  %both = arith.addf %sum, %tile : vector<8xf32>
  %more = arith.addf %both, %zero : vector<8xf32>
  %first = vector.transfer_write %more, %c[%c0] {in_bounds = [true]} : vector<8xf32>, tensor<8xf32>
  %square = arith.mulf %more, %more : vector<8xf32>
  %second = vector.transfer_write %square, %c[%c0] {in_bounds = [true]} : vector<8xf32>, tensor<8xf32>
  return %cut, %zeros, %first, %second : tensor<7xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
}
