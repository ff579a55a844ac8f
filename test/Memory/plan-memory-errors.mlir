// RUN: kiln-opt %s --kiln-plan-memory --verify-diagnostics --split-input-file

// expected-error @+1 {{expected kiln.interface and the function it names}}
module {
func.func @no_interface(%y: memref<8xf32>) {
  return
}
}

// -----

module attributes {kiln.interface = #kiln.interface<"dynamic", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @dynamic(%n: index, %y: memref<8xf32>) {
  // expected-error @+1 {{expected a static shape and plain layout, got 'memref<?xf32>'}}
  %a = memref.alloc(%n) : memref<?xf32>
  %0 = memref.load %a[%n] : memref<?xf32>
  memref.store %0, %y[%n] : memref<8xf32>
  return
}
}

// -----

module attributes {kiln.interface = #kiln.interface<"strided", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @strided(%i: index, %y: memref<8xf32>) {
  // expected-error @+1 {{expected a static shape and plain layout, got 'memref<8xf32, strided<[2]>>'}}
  %a = memref.alloc() : memref<8xf32, strided<[2]>>
  %0 = memref.load %a[%i] : memref<8xf32, strided<[2]>>
  memref.store %0, %y[%i] : memref<8xf32>
  return
}
}
