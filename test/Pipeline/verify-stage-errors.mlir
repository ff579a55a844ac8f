// What a stage removes must be gone at its end.

// RUN: split-file %s %t
// RUN: not kiln-opt %t/kiln.mlir --kiln-verify-stage=stage=linalg 2>&1 | FileCheck %s --check-prefix=KILN
// RUN: not kiln-opt %t/pad.mlir --kiln-verify-stage=stage=scheduled 2>&1 | FileCheck %s --check-prefix=PAD
// RUN: not kiln-opt %t/schedule.mlir --kiln-verify-stage=stage=vector 2>&1 | FileCheck %s --check-prefix=SCHEDULE
// RUN: not kiln-opt %t/alloc.mlir --kiln-verify-stage=stage=memref 2>&1 | FileCheck %s --check-prefix=ALLOC
// RUN: not kiln-opt %t/pad.mlir --kiln-verify-stage=stage=memref 2>&1 | FileCheck %s --check-prefix=TENSOR
// RUN: not kiln-opt %t/alloc.mlir --kiln-verify-stage=stage=llvm 2>&1 | FileCheck %s --check-prefix=LLVM
// RUN: not kiln-opt %t/alloc.mlir --kiln-verify-stage=stage=oven 2>&1 | FileCheck %s --check-prefix=STAGE
// RUN: kiln-opt %t/pad.mlir --kiln-verify-stage=stage=linalg -o /dev/null

//--- kiln.mlir
// KILN: 'kiln.relu' op breaks the contract of stage 'linalg': a kiln op is left
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = kiln.relu %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

//--- pad.mlir
// PAD: 'tensor.pad' op breaks the contract of stage 'scheduled': a change of layout is left
// TENSOR: 'tensor.pad' op breaks the contract of stage 'memref'
func.func @f(%x: tensor<4xf32>) -> tensor<6xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = tensor.pad %x low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<4xf32> to tensor<6xf32>
  return %0 : tensor<6xf32>
}

//--- schedule.mlir
// SCHEDULE: 'linalg.fill' op breaks the contract of stage 'vector': a schedule has not been carried out
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = linalg.fill {kiln.schedule = #kiln.schedule<parallel = [4]>}
      ins(%zero : f32) outs(%x : tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

//--- alloc.mlir
// ALLOC: 'memref.alloc' op breaks the contract of stage 'memref': an allocation or copy is left
// LLVM: 'func.func' op breaks the contract of stage 'llvm': an op outside the LLVM and OpenMP dialects is left
// STAGE: unknown stage 'oven'
func.func @f() {
  %0 = memref.alloc() : memref<4xf32>
  return
}
