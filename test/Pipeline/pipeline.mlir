// The whole compiler as a list: a pass that is added, moved or run twice by
// mistake shows here.

// RUN: kiln-opt %s --kiln-pipeline --dump-pass-pipeline -o /dev/null 2>&1 | grep -o '^ *[a-z-]\{3,\}' | grep -v func | FileCheck %s

// linalg
// CHECK: {{^ *}}kiln-check-batch{{$}}
// CHECK-NEXT: {{^ *}}canonicalize{{$}}
// CHECK-NEXT: {{^ *}}kiln-fold-batch-norm{{$}}
// CHECK-NEXT: {{^ *}}kiln-flush-denormals{{$}}
// CHECK-NEXT: {{^ *}}kiln-nest-concats{{$}}
// CHECK-NEXT: {{^ *}}kiln-convert-to-linalg{{$}}
// CHECK-NEXT: {{^ *}}canonicalize{{$}}
// CHECK-NEXT: {{^ *}}cse{{$}}
// CHECK-NEXT: {{^ *}}kiln-fuse-elementwise{{$}}
// CHECK-NEXT: {{^ *}}canonicalize{{$}}
// CHECK-NEXT: {{^ *}}cse{{$}}
// CHECK-NEXT: {{^ *}}kiln-verify-stage{{$}}
//
// scheduled
// CHECK-NEXT: {{^ *}}kiln-block-channels{{$}}
// CHECK-NEXT: {{^ *}}cse{{$}}
// CHECK-NEXT: {{^ *}}kiln-fold-constant-layouts{{$}}
// CHECK-NEXT: {{^ *}}kiln-lower-relayouts{{$}}
// CHECK-NEXT: {{^ *}}canonicalize{{$}}
// CHECK-NEXT: {{^ *}}cse{{$}}
// CHECK-NEXT: {{^ *}}kiln-select-schedule{{$}}
// CHECK-NEXT: {{^ *}}kiln-verify-stage{{$}}
//
// vector
// CHECK-NEXT: {{^ *}}kiln-lower-winograd{{$}}
// CHECK-NEXT: {{^ *}}kiln-tile-and-fuse{{$}}
// CHECK-NEXT: {{^ *}}canonicalize{{$}}
// CHECK-NEXT: {{^ *}}cse{{$}}
// CHECK-NEXT: {{^ *}}kiln-vectorize-tiles{{$}}
// CHECK-NEXT: {{^ *}}canonicalize{{$}}
// CHECK-NEXT: {{^ *}}cse{{$}}
// CHECK-NEXT: {{^ *}}kiln-verify-stage{{$}}
//
// memref
// CHECK-NEXT: {{^ *}}kiln-add-output-arguments{{$}}
// CHECK-NEXT: {{^ *}}kiln-separate-empty-tensors{{$}}
// CHECK-NEXT: {{^ *}}kiln-place-results{{$}}
// CHECK-NEXT: {{^ *}}empty-tensor-to-alloc-tensor{{$}}
// CHECK-NEXT: {{^ *}}kiln-reload-tiles{{$}}
// CHECK-NEXT: {{^ *}}one-shot-bufferize{{$}}
// CHECK-NEXT: {{^ *}}canonicalize{{$}}
// CHECK-NEXT: {{^ *}}cse{{$}}
// CHECK-NEXT: {{^ *}}kiln-lower-copies{{$}}
// CHECK-NEXT: {{^ *}}convert-linalg-to-loops{{$}}
// CHECK-NEXT: {{^ *}}kiln-outline-kernels{{$}}
// CHECK-NEXT: {{^ *}}kiln-plan-memory{{$}}
// CHECK-NEXT: {{^ *}}kiln-pack-weights{{$}}
// CHECK-NEXT: {{^ *}}fold-memref-alias-ops{{$}}
// CHECK-NEXT: {{^ *}}canonicalize{{$}}
// CHECK-NEXT: {{^ *}}cse{{$}}
// CHECK-NEXT: {{^ *}}kiln-prefetch-weights{{$}}
// CHECK-NEXT: {{^ *}}kiln-unroll-vectors{{$}}
// CHECK-NEXT: {{^ *}}kiln-expand-math{{$}}
// CHECK-NEXT: {{^ *}}kiln-find-scalar-loops{{$}}
// CHECK-NEXT: {{^ *}}kiln-sink-elementwise{{$}}
// CHECK-NEXT: {{^ *}}canonicalize{{$}}
// CHECK-NEXT: {{^ *}}cse{{$}}
// CHECK-NEXT: {{^ *}}kiln-verify-stage{{$}}
//
// llvm
// CHECK-NEXT: {{^ *}}convert-scf-to-cf{{$}}
// CHECK-NEXT: {{^ *}}expand-strided-metadata{{$}}
// CHECK-NEXT: {{^ *}}lower-affine{{$}}
// CHECK-NEXT: {{^ *}}kiln-lower-to-llvm{{$}}
// CHECK-NEXT: {{^ *}}kiln-finalize-symbols{{$}}
// CHECK-NEXT: {{^ *}}canonicalize{{$}}
// CHECK-NEXT: {{^ *}}cse{{$}}
// CHECK-NEXT: {{^ *}}kiln-verify-stage{{$}}
// CHECK-NOT: {{.}}

func.func @model(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.relu %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
