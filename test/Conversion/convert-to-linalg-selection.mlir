// RUN: kiln-opt %s --kiln-convert-to-linalg --canonicalize --split-input-file | FileCheck %s

// Nothing outside of the dimension is read, whatever the index.

// CHECK-LABEL: func.func @gather(
// CHECK-SAME: %[[X:.*]]: tensor<2x5x4xf32>, %[[I:.*]]: tensor<3xi64>
// CHECK: linalg.generic
// CHECK-SAME: ins(%[[I]] : tensor<3xi64>) outs(%{{.*}} : tensor<2x3x4xf32>)
// CHECK: %[[PLACE:.*]] = arith.index_cast
// CHECK: %[[END:.*]] = arith.addi %[[PLACE]], %c5
// CHECK: %[[SIGNED:.*]] = arith.select %{{.*}}, %[[END]], %[[PLACE]]
// CHECK: %[[LOW:.*]] = arith.maxsi %[[SIGNED]], %c0
// CHECK: %[[IN:.*]] = arith.minsi %[[LOW]], %c4
// CHECK: tensor.extract %[[X]][%{{.*}}, %[[IN]], %{{.*}}]
func.func @gather(%x: tensor<2x5x4xf32>, %i: tensor<3xi64>) -> tensor<2x3x4xf32> {
  %0 = kiln.gather %x, %i {axis = 1 : i64} : (tensor<2x5x4xf32>, tensor<3xi64>) -> tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// -----

// A list of two that is filled, then one place after another carried through.

// CHECK-LABEL: func.func @top(
// CHECK: %[[LIST:.*]] = tensor.empty() : tensor<2xi64>
// CHECK: %[[FILLED:.*]] = scf.for {{.*}} = %c0 to %c2 step %c1 iter_args(%{{.*}} = %[[LIST]])
// CHECK: scf.for
// CHECK: tensor.insert
// CHECK: tensor.insert
// CHECK: scf.for {{.*}} = %c2 to %c9 step %c1 iter_args(%{{.*}} = %[[FILLED]])
// CHECK: scf.for {{.*}} = %c0 to %c2
// CHECK: arith.cmpf olt
func.func @top(%x: tensor<9xf32>) -> tensor<2xi64> {
  %0 = kiln.top_k %x {axis = 0 : i64, k = 2 : i64, largest = true} : (tensor<9xf32>) -> tensor<2xi64>
  return %0 : tensor<2xi64>
}
