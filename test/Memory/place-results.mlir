// RUN: kiln-opt %s --split-input-file --kiln-place-results | FileCheck %s
// RUN: kiln-opt %s --split-input-file --kiln-place-results --one-shot-bufferize="bufferize-function-boundaries" --canonicalize | FileCheck %s --check-prefix=COPY

// The parts of a concatenation are computed in views of its buffer.

// CHECK-LABEL: func.func @concat(
// CHECK: %[[ALL:.+]] = memref.alloc() : memref<5x4xf32>
// CHECK: %[[FIRST:.+]] = memref.subview %[[ALL]][0, 0] [2, 4]
// CHECK: %[[LAST:.+]] = memref.subview %[[ALL]][2, 0] [3, 4]
// CHECK-DAG: %[[A:.+]] = bufferization.to_tensor %[[FIRST]] restrict writable
// CHECK-DAG: linalg.exp {{.*}} outs(%[[A]]
// CHECK-DAG: %[[B:.+]] = bufferization.to_tensor %[[LAST]] restrict writable
// CHECK-DAG: linalg.exp {{.*}} outs(%[[B]]
// CHECK: %[[WHOLE:.+]] = bufferization.to_tensor %[[ALL]] restrict :
// CHECK: return %[[WHOLE]]
// COPY-LABEL: func.func @concat(
// COPY-NOT: memref.copy
func.func @concat(%x: tensor<2x4xf32>, %y: tensor<3x4xf32>) -> tensor<5x4xf32> {
  %ea = tensor.empty() : tensor<2x4xf32>
  %a = linalg.exp ins(%x : tensor<2x4xf32>) outs(%ea : tensor<2x4xf32>) -> tensor<2x4xf32>
  %eb = tensor.empty() : tensor<3x4xf32>
  %b = linalg.exp ins(%y : tensor<3x4xf32>) outs(%eb : tensor<3x4xf32>) -> tensor<3x4xf32>
  %e = tensor.empty() : tensor<5x4xf32>
  %0 = tensor.insert_slice %a into %e[0, 0] [2, 4] [1, 1] : tensor<2x4xf32> into tensor<5x4xf32>
  %1 = tensor.insert_slice %b into %0[2, 0] [3, 4] [1, 1] : tensor<3x4xf32> into tensor<5x4xf32>
  return %1 : tensor<5x4xf32>
}

// -----

// A concatenation that grows moves nothing: the smaller one is a view of the
// larger one's buffer, although another op reads it.

// CHECK-LABEL: func.func @grows(
// CHECK: %[[ALL:.+]] = memref.alloc() : memref<4x4xf32>
// CHECK-NOT: memref.alloc
// CHECK: %[[SMALL:.+]] = memref.subview %[[ALL]][0, 0] [2, 4]
// CHECK: memref.subview %[[SMALL]][0, 0] [1, 4]
// CHECK: memref.subview %[[SMALL]][1, 0] [1, 4]
// COPY-LABEL: func.func @grows(
// COPY-NOT: memref.copy
func.func @grows(%x: tensor<1x4xf32>) -> tensor<4x4xf32> {
  %e0 = tensor.empty() : tensor<1x4xf32>
  %a = linalg.exp ins(%x : tensor<1x4xf32>) outs(%e0 : tensor<1x4xf32>) -> tensor<1x4xf32>
  %e1 = tensor.empty() : tensor<1x4xf32>
  %b = linalg.exp ins(%a : tensor<1x4xf32>) outs(%e1 : tensor<1x4xf32>) -> tensor<1x4xf32>
  %e2 = tensor.empty() : tensor<2x4xf32>
  %0 = tensor.insert_slice %a into %e2[0, 0] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<2x4xf32>
  %1 = tensor.insert_slice %b into %0[1, 0] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<2x4xf32>
  %e3 = tensor.empty() : tensor<2x4xf32>
  %c = linalg.exp ins(%1 : tensor<2x4xf32>) outs(%e3 : tensor<2x4xf32>) -> tensor<2x4xf32>
  %e4 = tensor.empty() : tensor<4x4xf32>
  %2 = tensor.insert_slice %1 into %e4[0, 0] [2, 4] [1, 1] : tensor<2x4xf32> into tensor<4x4xf32>
  %3 = tensor.insert_slice %c into %2[2, 0] [2, 4] [1, 1] : tensor<2x4xf32> into tensor<4x4xf32>
  return %3 : tensor<4x4xf32>
}

// -----

// The border of a padded tensor is filled in place; an argument is copied to
// the interior, once.

// CHECK-LABEL: func.func @pad(
// CHECK: %[[ALL:.+]] = memref.alloc() : memref<1x6xf32>
// CHECK-DAG: %[[BORDER:.+]] = memref.subview %[[ALL]][0, 0] [1, 2]
// CHECK-DAG: %[[INNER:.+]] = memref.subview %[[ALL]][0, 2] [1, 4]
// CHECK: %[[B:.+]] = bufferization.to_tensor %[[BORDER]] restrict writable
// CHECK: linalg.fill {{.*}} outs(%[[B]]
// CHECK: bufferization.materialize_in_destination %arg0 in {{.*}}%[[INNER]]
// COPY-LABEL: func.func @pad(
// COPY: memref.copy %arg0
// COPY-NOT: memref.copy
func.func @pad(%x: tensor<1x4xf32>) -> tensor<1x6xf32> {
  %zero = arith.constant 0.0 : f32
  %e = bufferization.alloc_tensor() : tensor<1x6xf32>
  %border = tensor.extract_slice %e[0, 0] [1, 2] [1, 1] : tensor<1x6xf32> to tensor<1x2xf32>
  %filled = linalg.fill ins(%zero : f32) outs(%border : tensor<1x2xf32>) -> tensor<1x2xf32>
  %0 = tensor.insert_slice %filled into %e[0, 0] [1, 2] [1, 1] : tensor<1x2xf32> into tensor<1x6xf32>
  %1 = tensor.insert_slice %x into %0[0, 2] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<1x6xf32>
  return %1 : tensor<1x6xf32>
}

// -----

// An output is computed in place, with a reshape at its end done to the output
// instead.

// CHECK-LABEL: func.func @output(
// CHECK-SAME: %[[OUT:[a-z0-9]+]]: memref<8xf32>
// CHECK: %[[VIEW:.+]] = memref.expand_shape %[[OUT]] {{.*}} into memref<2x4xf32>
// CHECK: %[[E:.+]] = bufferization.to_tensor %[[VIEW]] restrict writable
// CHECK: linalg.exp {{.*}} outs(%[[E]]
// COPY-LABEL: func.func @output(
// COPY-NOT: memref.copy
func.func @output(%x: tensor<2x4xf32> {bufferization.writable = false}, %out: memref<8xf32>) {
  %e = tensor.empty() : tensor<2x4xf32>
  %0 = linalg.exp ins(%x : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  %1 = tensor.collapse_shape %0 [[0, 1]] : tensor<2x4xf32> into tensor<8xf32>
  bufferization.materialize_in_destination %1 in restrict writable %out : (tensor<8xf32>, memref<8xf32>) -> ()
  return
}

// -----

// What is inserted with strides that step past each other is disjoint.

// CHECK-LABEL: func.func @interleaved(
// CHECK: %[[ALL:.+]] = memref.alloc() : memref<4x6xf32>
// CHECK: %[[EVEN:.+]] = memref.subview %[[ALL]][0, 0] [4, 3] [1, 2]
// CHECK: %[[ODD:.+]] = memref.subview %[[ALL]][0, 1] [4, 3] [1, 2]
// CHECK: %[[A:.+]] = bufferization.to_tensor %[[EVEN]] restrict writable
// CHECK: linalg.exp {{.*}} outs(%[[A]] :
// CHECK: %[[B:.+]] = bufferization.to_tensor %[[ODD]] restrict writable
// CHECK: linalg.abs {{.*}} outs(%[[B]] :
// COPY-LABEL: func.func @interleaved(
// COPY-NOT: memref.copy
func.func @interleaved(%x: tensor<4x3xf32>) -> tensor<4x6xf32> {
  %ea = tensor.empty() : tensor<4x3xf32>
  %a = linalg.exp ins(%x : tensor<4x3xf32>) outs(%ea : tensor<4x3xf32>) -> tensor<4x3xf32>
  %eb = tensor.empty() : tensor<4x3xf32>
  %b = linalg.abs ins(%x : tensor<4x3xf32>) outs(%eb : tensor<4x3xf32>) -> tensor<4x3xf32>
  %e = tensor.empty() : tensor<4x6xf32>
  %0 = tensor.insert_slice %a into %e[0, 0] [4, 3] [1, 2] : tensor<4x3xf32> into tensor<4x6xf32>
  %1 = tensor.insert_slice %b into %0[0, 1] [4, 3] [1, 2] : tensor<4x3xf32> into tensor<4x6xf32>
  return %1 : tensor<4x6xf32>
}

// -----

// Of parts that overlap, the later wins: they are copied in their order.

// CHECK-LABEL: func.func @overlap(
// CHECK-NOT: bufferization.to_tensor
// CHECK: linalg.exp
// CHECK: linalg.abs
// CHECK: bufferization.materialize_in_destination
// CHECK-NEXT: bufferization.materialize_in_destination
// COPY-LABEL: func.func @overlap(
// COPY-COUNT-2: memref.copy
func.func @overlap(%x: tensor<1x4xf32>) -> tensor<1x6xf32> {
  %ea = tensor.empty() : tensor<1x4xf32>
  %a = linalg.exp ins(%x : tensor<1x4xf32>) outs(%ea : tensor<1x4xf32>) -> tensor<1x4xf32>
  %eb = tensor.empty() : tensor<1x4xf32>
  %b = linalg.abs ins(%x : tensor<1x4xf32>) outs(%eb : tensor<1x4xf32>) -> tensor<1x4xf32>
  %e = tensor.empty() : tensor<1x6xf32>
  %0 = tensor.insert_slice %b into %e[0, 2] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<1x6xf32>
  %1 = tensor.insert_slice %a into %0[0, 0] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<1x6xf32>
  return %1 : tensor<1x6xf32>
}

// -----

// A part computed before the whole is filled has to wait for the fill.

// CHECK-LABEL: func.func @filled_later(
// CHECK: %[[ALL:.+]] = memref.alloc() : memref<1x6xf32>
// CHECK: linalg.exp {{.*}} outs(%{{[0-9]+}} : tensor<1x4xf32>)
// CHECK: %[[E:.+]] = bufferization.to_tensor %[[ALL]] restrict writable
// CHECK: linalg.fill {{.*}} outs(%[[E]]
// COPY-LABEL: func.func @filled_later(
// COPY: linalg.exp
// COPY: linalg.fill
// COPY: memref.copy
func.func @filled_later(%x: tensor<1x4xf32>) -> tensor<1x6xf32> {
  %zero = arith.constant 0.0 : f32
  %ea = tensor.empty() : tensor<1x4xf32>
  %a = linalg.exp ins(%x : tensor<1x4xf32>) outs(%ea : tensor<1x4xf32>) -> tensor<1x4xf32>
  %e = tensor.empty() : tensor<1x6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x6xf32>) -> tensor<1x6xf32>
  %0 = tensor.insert_slice %a into %f[0, 1] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<1x6xf32>
  return %0 : tensor<1x6xf32>
}

// -----

// A part that an op updates later keeps a buffer of its own, and so does the
// second place of one that is wanted twice.

// CHECK-LABEL: func.func @updated(
// CHECK: linalg.exp {{.*}} outs(%{{[0-9]+}} : tensor<1x4xf32>)
// COPY-LABEL: func.func @updated(
// COPY: %[[OWN:.+]] = memref.alloc() {{.*}}memref<1x4xf32>
// COPY: linalg.exp {{.*}} outs(%[[OWN]]
// COPY: memref.copy %[[OWN]]
// COPY: memref.copy %[[OWN]]
// COPY: linalg.add {{.*}} outs(%[[OWN]]
func.func @updated(%x: tensor<1x4xf32>) -> (tensor<2x4xf32>, tensor<1x4xf32>) {
  %ea = tensor.empty() : tensor<1x4xf32>
  %a = linalg.exp ins(%x : tensor<1x4xf32>) outs(%ea : tensor<1x4xf32>) -> tensor<1x4xf32>
  %e = tensor.empty() : tensor<2x4xf32>
  %0 = tensor.insert_slice %a into %e[0, 0] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<2x4xf32>
  %1 = tensor.insert_slice %a into %0[1, 0] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<2x4xf32>
  %b = linalg.add ins(%x, %x : tensor<1x4xf32>, tensor<1x4xf32>) outs(%a : tensor<1x4xf32>) -> tensor<1x4xf32>
  return %1, %b : tensor<2x4xf32>, tensor<1x4xf32>
}
