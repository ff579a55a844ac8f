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

// The division of a sigmoid may become a reciprocal estimate; any other stays.

// CHECK-LABEL: func.func @sigmoid(
// CHECK-NOT: math.exp
// CHECK: arith.divf {{.*}} fastmath<{{(ninf,arcp|arcp,ninf)}}> : vector<8xf32>
// CHECK: arith.divf %{{[^,]+}}, %{{[^,]+}} : vector<8xf32>
func.func @sigmoid(%x: vector<8xf32>, %y: vector<8xf32>)
    -> (vector<8xf32>, vector<8xf32>) {
  %one = arith.constant dense<1.0> : vector<8xf32>
  %exp = math.exp %x : vector<8xf32>
  %sum = arith.addf %exp, %one : vector<8xf32>
  %sigmoid = arith.divf %one, %sum : vector<8xf32>
  %other = arith.divf %y, %sum : vector<8xf32>
  return %sigmoid, %other : vector<8xf32>, vector<8xf32>
}
