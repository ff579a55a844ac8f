// RUN: kiln-opt %s --kiln-convert-to-linalg --split-input-file | FileCheck %s

// A transposed operand is read by a transposed map.

// CHECK-DAG: #[[A:.+]] = affine_map<(d0, d1, d2) -> (d2, d0)>
// CHECK-DAG: #[[B:.+]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-DAG: #[[OUT:.+]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-DAG: #[[BIAS:.+]] = affine_map<(d0, d1) -> (d1)>
// CHECK-LABEL: func.func @gemm(
// CHECK-SAME: %[[A_:.+]]: tensor<4x3xf32>, %[[B_:.+]]: tensor<5x4xf32>, %[[C:.+]]: tensor<5xf32>
// CHECK: %[[INIT:.+]] = linalg.generic {indexing_maps = [#[[BIAS]], {{.+}}], {{.*}} ins(%[[C]] : tensor<5xf32>)
// CHECK: linalg.generic {indexing_maps = [#[[A]], #[[B]], #[[OUT]]], iterator_types = ["parallel", "parallel", "reduction"]}
// CHECK-SAME: ins(%[[A_]], %[[B_]] : {{.*}}) outs(%[[INIT]] : tensor<3x5xf32>)
// CHECK: %[[PRODUCT:.+]] = arith.mulf %in, %{{.+}} : f32
// CHECK: arith.addf %out, %[[PRODUCT]] : f32
func.func @gemm(%a: tensor<4x3xf32>, %b: tensor<5x4xf32>, %c: tensor<5xf32>) -> tensor<3x5xf32> {
  %0 = kiln.gemm %a, %b, %c {trans_a = true, trans_b = true} : (tensor<4x3xf32>, tensor<5x4xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// -----

// alpha and beta are multiplied into constants at compile time.

// CHECK-LABEL: func.func @scaled_constants(
// CHECK-DAG: arith.constant dense<{{\[\[}}2.000000e+00], [4.000000e+00]]> : tensor<2x1xf32>
// CHECK-DAG: arith.constant dense<{{\[\[}}3.000000e+00], [6.000000e+00]]> : tensor<2x1xf32>
// CHECK: linalg.generic {{.*}}"reduction"
func.func @scaled_constants(%a: tensor<2x2xf32>) -> tensor<2x1xf32> {
  %w = arith.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %0 = kiln.gemm %a, %w, %w {alpha = 2.0 : f32, beta = 3.0 : f32} : (tensor<2x2xf32>, tensor<2x1xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  return %0 : tensor<2x1xf32>
}

// -----

// Else they are multiplied in when the model runs: alpha into a, beta into c
// as it is broadcast.

// CHECK-LABEL: func.func @scaled(
// CHECK-SAME: %[[A:.+]]: tensor<3x4xf32>, %[[B:.+]]: tensor<4x5xf32>, %[[C:.+]]: tensor<3x1xf32>
// CHECK: %[[SCALED:.+]] = linalg.generic {{.*}} ins(%[[A]] :
// CHECK: arith.mulf
// CHECK: %[[COLUMN:.+]] = tensor.collapse_shape %[[C]] {{\[\[}}0, 1]] : tensor<3x1xf32> into tensor<3xf32>
// CHECK: %[[INIT:.+]] = linalg.generic {{.*}} ins(%[[COLUMN]] :
// CHECK: arith.mulf
// CHECK: linalg.generic {{.*}} ins(%[[SCALED]], %[[B]] : {{.*}}) outs(%[[INIT]] :
func.func @scaled(%a: tensor<3x4xf32>, %b: tensor<4x5xf32>, %c: tensor<3x1xf32>) -> tensor<3x5xf32> {
  %0 = kiln.gemm %a, %b, %c {alpha = 2.0 : f32, beta = 3.0 : f32} : (tensor<3x4xf32>, tensor<4x5xf32>, tensor<3x1xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// -----

// CHECK-DAG: #[[A:.+]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: #[[B:.+]] = affine_map<(d0, d1, d2) -> (d2, d1)>
// CHECK-LABEL: func.func @matmul(
// CHECK: %[[INIT:.+]] = linalg.fill
// CHECK: linalg.generic {indexing_maps = [#[[A]], #[[B]], {{.+}}], {{.*}} outs(%[[INIT]] :
func.func @matmul(%a: tensor<3x4xf32>, %b: tensor<4x5xf32>) -> tensor<3x5xf32> {
  %0 = kiln.matmul %a, %b : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// -----

// CHECK-DAG: #[[A:.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d2, d4)>
// CHECK-DAG: #[[B:.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d1, d4, d3)>
// CHECK-DAG: #[[OUT:.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
// CHECK-LABEL: func.func @batched(
// CHECK: tensor.collapse_shape %{{.+}} {{\[\[}}0], [1, 2], [3]] : tensor<2x1x3x4xf32> into tensor<2x3x4xf32>
// CHECK: linalg.generic {indexing_maps = [#[[A]], #[[B]], #[[OUT]]]
// CHECK-SAME: ["parallel", "parallel", "parallel", "parallel", "reduction"]
func.func @batched(%a: tensor<2x1x3x4xf32>, %b: tensor<6x4x5xf32>) -> tensor<2x6x3x5xf32> {
  %0 = kiln.matmul %a, %b : (tensor<2x1x3x4xf32>, tensor<6x4x5xf32>) -> tensor<2x6x3x5xf32>
  return %0 : tensor<2x6x3x5xf32>
}
