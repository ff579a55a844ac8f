// RUN: kiln-opt %s --kiln-nest-concats | FileCheck %s

// Each concatenation begins with the longest earlier one.

// CHECK-LABEL: func.func @dense(
// CHECK: %[[AB:.+]] = kiln.concat %arg0, %arg1 {
// CHECK: %[[ABC:.+]] = kiln.concat %[[AB]], %arg2 {
// CHECK: %[[ABCAB:.+]] = kiln.concat %[[ABC]], %arg0, %arg1 {
// CHECK: return %[[AB]], %[[ABC]], %[[ABCAB]]
func.func @dense(%a: tensor<1x2xf32>, %b: tensor<1x3xf32>, %c: tensor<1x4xf32>) -> (tensor<1x5xf32>, tensor<1x9xf32>, tensor<1x14xf32>) {
  %0 = kiln.concat %a, %b {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x3xf32>) -> tensor<1x5xf32>
  %1 = kiln.concat %a, %b, %c {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x3xf32>, tensor<1x4xf32>) -> tensor<1x9xf32>
  %2 = kiln.concat %a, %b, %c, %a, %b {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x3xf32>, tensor<1x4xf32>, tensor<1x2xf32>, tensor<1x3xf32>) -> tensor<1x14xf32>
  return %0, %1, %2 : tensor<1x5xf32>, tensor<1x9xf32>, tensor<1x14xf32>
}

// Not along another axis, not from the middle, not what comes later, and not
// for one input.

// CHECK-LABEL: func.func @unlike(
// CHECK: kiln.concat %arg0, %arg0 {axis = 0 : i64}
// CHECK: kiln.concat %arg0, %arg0, %arg1 {axis = 1 : i64}
// CHECK: kiln.concat %arg0, %arg1 {axis = 1 : i64}
// CHECK: kiln.concat %arg1, %arg0, %arg0 {axis = 1 : i64}
// CHECK: kiln.concat %arg0, %arg0 {axis = 1 : i64}
func.func @unlike(%a: tensor<1x2xf32>, %b: tensor<1x2xf32>) -> (tensor<2x2xf32>, tensor<1x6xf32>, tensor<1x4xf32>, tensor<1x6xf32>, tensor<1x4xf32>) {
  %0 = kiln.concat %a, %a {axis = 0 : i64} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  %1 = kiln.concat %a, %a, %b {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x6xf32>
  %2 = kiln.concat %a, %b {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x4xf32>
  %3 = kiln.concat %b, %a, %a {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x6xf32>
  %4 = kiln.concat %a, %a {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x4xf32>
  return %0, %1, %2, %3, %4 : tensor<2x2xf32>, tensor<1x6xf32>, tensor<1x4xf32>, tensor<1x6xf32>, tensor<1x4xf32>
}
