// A nest with a buffer inside its loops is a kernel if every thread passes one
// of its own.

// RUN: kiln-opt %s --kiln-outline-kernels=thread-buffers | FileCheck %s
// RUN: kiln-opt %s --kiln-outline-kernels | FileCheck %s --check-prefix=ONE

// CHECK-LABEL: func.func @net(
// CHECK: %[[OWN:.+]] = memref.alloc() {kiln.scratch} : memref<16xf32>
// CHECK-NEXT: call @net.kernel(%{{.+}}, %[[OWN]], %{{.+}})
// CHECK: func.func private @net.kernel(%{{.+}}: memref<4x16xf32>, %{{.+}}: memref<16xf32> {kiln.scratch}, %{{.+}}: memref<4x16xf32>)

// ONE: scf.for
// ONE-NEXT: memref.alloc() : memref<16xf32>
// ONE-NOT: call

module attributes {kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
func.func @net(%x: memref<4x16xf32>, %y: memref<4x16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  scf.for %i = %c0 to %c4 step %c1 {
    %own = memref.alloc() : memref<16xf32>
    %0 = vector.transfer_read %x[%i, %c0], %zero {in_bounds = [true]} : memref<4x16xf32>, vector<16xf32>
    vector.transfer_write %0, %own[%c0] {in_bounds = [true]} : vector<16xf32>, memref<16xf32>
    %1 = vector.transfer_read %own[%c0], %zero {in_bounds = [true]} : memref<16xf32>, vector<16xf32>
    vector.transfer_write %1, %y[%i, %c0] {in_bounds = [true]} : vector<16xf32>, memref<4x16xf32>
  }
  return
}
}
