// What blocks of well-known networks put together is computed where it is
// wanted: nothing is copied.

// RUN: kilnc %s --cpu=x86-64-v4 --target=x86_64-linux-gnu --emit=vector -o - \
// RUN:   | kiln-opt --pass-pipeline="builtin.module(kiln-add-output-arguments,func.func(kiln-separate-empty-tensors,kiln-place-results),empty-tensor-to-alloc-tensor,one-shot-bufferize{bufferize-function-boundaries function-boundary-type-conversion=identity-layout-map},canonicalize)" \
// RUN:   | FileCheck %s --implicit-check-not=memref.copy

// A stem, a dense block of two layers that list all features before them, and
// an inception block. The dense block's features share one buffer.

// CHECK: func.func @blocks(
// CHECK: memref.alloc() : memref<1x6x8x8x16xf32>
func.func @blocks(%x: tensor<1x16x8x8xf32>) -> tensor<1x96x8x8xf32> {
  %w0 = arith.constant dense<0.01> : tensor<32x16x1x1xf32>
  %w1 = arith.constant dense<0.02> : tensor<64x32x1x1xf32>
  %w2 = arith.constant dense<0.03> : tensor<32x64x3x3xf32>
  %w3 = arith.constant dense<0.04> : tensor<64x64x1x1xf32>
  %w4 = arith.constant dense<0.05> : tensor<32x96x1x1xf32>
  %w5 = arith.constant dense<0.06> : tensor<32x32x3x3xf32>
  %stem = kiln.conv2d %x, %w0 : (tensor<1x16x8x8xf32>, tensor<32x16x1x1xf32>) -> tensor<1x32x8x8xf32>

  %a0 = kiln.relu %stem : tensor<1x32x8x8xf32>
  %a1 = kiln.conv2d %a0, %w1 : (tensor<1x32x8x8xf32>, tensor<64x32x1x1xf32>) -> tensor<1x64x8x8xf32>
  %a2 = kiln.relu %a1 : tensor<1x64x8x8xf32>
  %a = kiln.conv2d %a2, %w2 {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x64x8x8xf32>, tensor<32x64x3x3xf32>) -> tensor<1x32x8x8xf32>
  %two = kiln.concat %stem, %a {axis = 1 : i64} : (tensor<1x32x8x8xf32>, tensor<1x32x8x8xf32>) -> tensor<1x64x8x8xf32>

  %b0 = kiln.relu %two : tensor<1x64x8x8xf32>
  %b1 = kiln.conv2d %b0, %w3 : (tensor<1x64x8x8xf32>, tensor<64x64x1x1xf32>) -> tensor<1x64x8x8xf32>
  %b2 = kiln.relu %b1 : tensor<1x64x8x8xf32>
  %b = kiln.conv2d %b2, %w2 {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x64x8x8xf32>, tensor<32x64x3x3xf32>) -> tensor<1x32x8x8xf32>
  %three = kiln.concat %stem, %a, %b {axis = 1 : i64} : (tensor<1x32x8x8xf32>, tensor<1x32x8x8xf32>, tensor<1x32x8x8xf32>) -> tensor<1x96x8x8xf32>

  %c = kiln.conv2d %three, %w4 : (tensor<1x96x8x8xf32>, tensor<32x96x1x1xf32>) -> tensor<1x32x8x8xf32>
  %d0 = kiln.conv2d %three, %w4 : (tensor<1x96x8x8xf32>, tensor<32x96x1x1xf32>) -> tensor<1x32x8x8xf32>
  %d1 = kiln.relu %d0 : tensor<1x32x8x8xf32>
  %d = kiln.conv2d %d1, %w5 {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x32x8x8xf32>, tensor<32x32x3x3xf32>) -> tensor<1x32x8x8xf32>
  %e0 = kiln.maxpool2d %three {kernel = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x96x8x8xf32>) -> tensor<1x96x8x8xf32>
  %e = kiln.conv2d %e0, %w4 : (tensor<1x96x8x8xf32>, tensor<32x96x1x1xf32>) -> tensor<1x32x8x8xf32>
  %all = kiln.concat %c, %d, %e {axis = 1 : i64} : (tensor<1x32x8x8xf32>, tensor<1x32x8x8xf32>, tensor<1x32x8x8xf32>) -> tensor<1x96x8x8xf32>
  %y = kiln.relu %all : tensor<1x96x8x8xf32>
  return %y : tensor<1x96x8x8xf32>
}
