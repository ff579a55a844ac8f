// What we work around in MLIR's polynomial approximations of functions. If this
// fails, they are mended, and what it names can go.

// RUN: mlir-opt %s --test-math-polynomial-approximation --convert-math-to-llvm --convert-vector-to-llvm --convert-arith-to-llvm --convert-func-to-llvm --reconcile-unrealized-casts | mlir-runner -e show_log --entry-point-result=f32 | FileCheck %s --check-prefix=LOG
// RUN: mlir-opt %s --test-math-polynomial-approximation --convert-math-to-llvm --convert-vector-to-llvm --convert-arith-to-llvm --convert-func-to-llvm --reconcile-unrealized-casts | mlir-runner -e show_sin --entry-point-result=f32 | FileCheck %s --check-prefix=SIN

// Denormals count as the smallest normal number, whose logarithm is -87.3365;
// that of 1e-44 is -101.2 (scaleOperand in lib/Kiln/Schedule/ExpandMath.cpp).

// LOG: -8.733655e+01
func.func @log_of(%x: f32) -> f32 {
  %0 = math.log %x : f32
  return %0 : f32
}
func.func @show_log() -> f32 {
  %x = arith.constant 1.0e-44 : f32
  %0 = func.call @log_of(%x) : (f32) -> f32
  return %0 : f32
}

// The sine of a large angle is none at all (kiln-expand-math leaves sine and
// cosine alone).

// SIN: {{-?(INF|NAN|inf|nan|[0-9.]+e\+)}}
func.func @sin_of(%x: f32) -> f32 {
  %0 = math.sin %x : f32
  return %0 : f32
}
func.func @show_sin() -> f32 {
  %x = arith.constant 1.0e+20 : f32
  %0 = func.call @sin_of(%x) : (f32) -> f32
  return %0 : f32
}
