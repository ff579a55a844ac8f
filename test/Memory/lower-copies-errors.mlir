// RUN: kiln-opt %s --kiln-lower-copies --verify-diagnostics --split-input-file

func.func @dynamic(%x: memref<?xf32>, %y: memref<?xf32>) {
  // expected-error @+1 {{expected a ranked buffer of static shape, got 'memref<?xf32>'}}
  memref.copy %x, %y : memref<?xf32> to memref<?xf32>
  return
}
