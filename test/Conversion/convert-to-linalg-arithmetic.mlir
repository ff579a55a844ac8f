// RUN: kiln-opt %s --kiln-convert-to-linalg --canonicalize --split-input-file | FileCheck %s

// The sign is that of the op's own type, not of what memory holds.

// CHECK-LABEL: func.func @unsigned(
func.func @unsigned(%a: tensor<4xui8>, %b: tensor<4xui8>) -> (tensor<4xui8>, tensor<4xi1>, tensor<4xf32>) {
  // CHECK: arith.maxui {{.*}} : i8
  %0 = kiln.max %a, %b : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  // CHECK: arith.cmpi ult, {{.*}} : i8
  // CHECK-NEXT: arith.extui {{.*}} : i1 to i8
  %1 = kiln.less %a, %b : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xi1>
  // CHECK: arith.uitofp {{.*}} : i8 to f32
  %2 = kiln.cast %a : (tensor<4xui8>) -> tensor<4xf32>
  return %0, %1, %2 : tensor<4xui8>, tensor<4xi1>, tensor<4xf32>
}

// -----

// A divisor that the machine would trap on is replaced.

// CHECK-LABEL: func.func @quotient(
// CHECK: ^bb0(%[[A:.*]]: i64, %[[B:.*]]: i64, %{{.*}}: i64):
// CHECK: %[[ZERO:.*]] = arith.cmpi eq, %[[B]], %c0
// CHECK: %[[MINUS:.*]] = arith.cmpi eq, %[[B]], %c-1
// CHECK: %[[UNSAFE:.*]] = arith.ori %[[ZERO]], %[[MINUS]]
// CHECK: %[[SAFE:.*]] = arith.select %[[UNSAFE]], %c1{{.*}}, %[[B]]
// CHECK: arith.divsi %[[A]], %[[SAFE]]
func.func @quotient(%a: tensor<4xi64>, %b: tensor<4xi64>) -> tensor<4xi64> {
  %0 = kiln.div %a, %b : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  return %0 : tensor<4xi64>
}

// -----

// Any byte but 0 is true.

// CHECK-LABEL: func.func @select(
// CHECK: linalg.generic
// CHECK-SAME: ins(%{{.*}} : tensor<4xi8>, tensor<2x4xf32>, tensor<f32>)
// CHECK: %[[TRUE:.*]] = arith.cmpi ne, %{{.*}}, %c0_i8 : i8
// CHECK: arith.select %[[TRUE]], %{{.*}} : f32
func.func @select(%c: tensor<4xi1>, %a: tensor<2x4xf32>, %b: tensor<f32>) -> tensor<2x4xf32> {
  %0 = kiln.select %c, %a, %b : (tensor<4xi1>, tensor<2x4xf32>, tensor<f32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}
