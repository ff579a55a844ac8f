// What was chosen is told to those who listen; a schedule that is written by
// hand is kept, and told to be one.

// RUN: kiln-opt %s --kiln-select-schedule --remark-format=emitRemark --remarks-filter=schedule -o /dev/null 2>&1 | FileCheck %s

#target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>

module attributes {kiln.target = #target} {
func.func @rows(%x: tensor<8x64xf32>, %y: tensor<8x64xf32>) -> (tensor<8x64xf32>, tensor<8x64xf32>) {
  %e = tensor.empty() : tensor<8x64xf32>
  // CHECK: :[[@LINE+1]]:{{.*}}loops of 8x64, tiles of 1x64: 64 elements of a row of 64 at a time
  %0 = linalg.exp ins(%x : tensor<8x64xf32>) outs(%e : tensor<8x64xf32>) -> tensor<8x64xf32>
  // CHECK: :[[@LINE+1]]:{{.*}}loops of 8x64, tiles of 3x5: written by hand
  %1 = linalg.exp {kiln.schedule = #kiln.schedule<parallel = [3, 5]>} ins(%y : tensor<8x64xf32>) outs(%e : tensor<8x64xf32>) -> tensor<8x64xf32>
  return %0, %1 : tensor<8x64xf32>, tensor<8x64xf32>
}
}
