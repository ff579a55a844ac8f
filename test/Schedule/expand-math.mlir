// RUN: kiln-opt %s --split-input-file --kiln-expand-math | FileCheck %s

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

// CHECK-LABEL: func.func @angles(
// CHECK-NOT: math.{{atan|log1p}}
// CHECK: return
func.func @angles(%x: vector<8xf32>) -> vector<8xf32> {
  %0 = math.atan %x : vector<8xf32>
  %1 = math.log1p %0 : vector<8xf32>
  return %1 : vector<8xf32>
}

// The math dialect's logarithm takes denormals for the smallest normal number.

// CHECK-LABEL: func.func @logarithm(
// CHECK: %[[SMALL:.+]] = arith.cmpf olt, %arg0, %{{.*}} : vector<8xf32>
// CHECK: %[[SCALED:.+]] = arith.mulf %arg0, %{{.*}} : vector<8xf32>
// CHECK: arith.select %[[SMALL]], %[[SCALED]], %arg0
// CHECK-NOT: math.log
// CHECK: %[[EXCESS:.+]] = arith.select %[[SMALL]], %{{.*}}, %{{.*}} : vector<8xi1>, vector<8xf32>
// CHECK: %[[LOG:.+]] = arith.subf %{{.*}}, %[[EXCESS]]
// CHECK: return %[[LOG]]
func.func @logarithm(%x: vector<8xf32>) -> vector<8xf32> {
  %0 = math.log %x : vector<8xf32>
  return %0 : vector<8xf32>
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

// Other functions stay: of sine and cosine, large angles would be lost.

// CHECK-LABEL: func.func @others(
// CHECK: math.sqrt
// CHECK: math.sin
// CHECK: math.cos
func.func @others(%x: vector<8xf32>) -> vector<8xf32> {
  %0 = math.sqrt %x : vector<8xf32>
  %1 = math.sin %0 : vector<8xf32>
  %2 = math.cos %1 : vector<8xf32>
  return %2 : vector<8xf32>
}

// The division of a sigmoid may become a reciprocal estimate, and its result is
// 0 where the exponential is kept from infinity; any other stays.

// CHECK-LABEL: func.func @sigmoid(
// CHECK-NOT: math.exp
// CHECK: %[[QUOTIENT:.*]] = arith.divf {{.*}} fastmath<{{(ninf,arcp|arcp,ninf)}}> : vector<8xf32>
// CHECK: %[[BEYOND:.*]] = arith.cmpf ogt, %arg0, %{{.*}} : vector<8xf32>
// CHECK: arith.select %[[BEYOND]], %{{.*}}, %[[QUOTIENT]]
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

// -----

// On x86 a bound is a comparison and a choice, which is one instruction there.

// CHECK-LABEL: func.func @bounds(
// CHECK: %[[ABOVE:.+]] = arith.cmpf ogt, %[[ZERO:.+]], %arg0
// CHECK: %[[LOW:.+]] = arith.select %[[ABOVE]], %[[ZERO]], %arg0
// CHECK: %[[BELOW:.+]] = arith.cmpf olt, %[[SIX:.+]], %[[LOW]]
// CHECK: %[[RESULT:.+]] = arith.select %[[BELOW]], %[[SIX]], %[[LOW]]
// CHECK: arith.maximumf %[[RESULT]], %arg1
module attributes {kiln.target = #kiln.target<triple = "x86_64-pc-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>} {
func.func @bounds(%x: vector<8xf32>, %y: vector<8xf32>) -> vector<8xf32> {
  %zero = arith.constant dense<0.0> : vector<8xf32>
  %six = arith.constant dense<6.0> : vector<8xf32>
  %0 = arith.maximumf %x, %zero : vector<8xf32>
  %1 = arith.minimumf %0, %six : vector<8xf32>
  %2 = arith.maximumf %1, %y : vector<8xf32>
  return %2 : vector<8xf32>
}
}

// -----

// CHECK-LABEL: func.func @bounds_elsewhere(
// CHECK: arith.maximumf
func.func @bounds_elsewhere(%x: vector<8xf32>) -> vector<8xf32> {
  %zero = arith.constant dense<0.0> : vector<8xf32>
  %0 = arith.maximumf %x, %zero : vector<8xf32>
  return %0 : vector<8xf32>
}
