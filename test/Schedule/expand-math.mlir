// RUN: kiln-opt %s --kiln-expand-math | FileCheck %s

// CHECK-LABEL: func.func @vectors(
// CHECK-NOT: math.{{exp|tanh|erf|log|fma}}
// CHECK: vector.fma
// CHECK-NOT: math.{{exp|tanh|erf|log|fma}}
// CHECK: return
func.func @vectors(%x: vector<8xf32>) -> (vector<8xf32>, vector<8xf32>) {
  %0 = math.exp %x : vector<8xf32>
  %1 = math.tanh %x : vector<8xf32>
  return %0, %1 : vector<8xf32>, vector<8xf32>
}

// A single rounding is not asked for.

// CHECK-LABEL: func.func @numbers(
// CHECK: arith.mulf {{.*}} fastmath<contract>
// CHECK-NEXT: arith.addf {{.*}} fastmath<contract>
// CHECK-NOT: math.fma
func.func @numbers(%x: f32, %y: f32, %z: f32) -> f32 {
  %0 = math.fma %x, %y, %z : f32
  return %0 : f32
}

// Other functions stay.

// CHECK-LABEL: func.func @others(
// CHECK: math.sqrt
func.func @others(%x: vector<8xf32>) -> vector<8xf32> {
  %0 = math.sqrt %x : vector<8xf32>
  return %0 : vector<8xf32>
}
