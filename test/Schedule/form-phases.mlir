// RUN: kiln-opt %s --kiln-form-phases | FileCheck %s

// The first two kernels touch different bytes of the workspace. The third one
// reads what both write, the fourth writes where the third one reads from: a
// buffer that is dead then. What is not split is done by the first thread.

// CHECK-LABEL: func.func @net(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<16xf32>, %[[Y:[a-z0-9]+]]: memref<16xf32>, %[[W:[a-z0-9]+]]: memref<128xi8>, %[[S:[a-z0-9]+]]: memref<64xi8> {kiln.scratch})
// CHECK-NEXT: %[[THREAD:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[THREADS:.+]] = arith.constant 1 : index
// CHECK-NEXT: call @net.phase(%[[X]], %[[Y]], %[[W]], %[[S]], %[[THREAD]], %[[THREADS]])
// CHECK-NEXT: call @net.phase_0(%[[X]], %[[Y]], %[[W]], %[[S]], %[[THREAD]], %[[THREADS]])
// CHECK-NEXT: call @net.phase_1(
// CHECK-NEXT: call @net.phase_2(
// CHECK-NEXT: call @net.phase_3(
// CHECK-NEXT: call @net.phase_4(
// CHECK-NEXT: call @net.phase_5(
// CHECK-NEXT: return

// CHECK-LABEL: func.func private @net.phase(
// CHECK-SAME: %[[THREAD:[a-z0-9]+]]: index, %[[THREADS:[a-z0-9]+]]: index) attributes {kiln.phase = "parallel"}
// CHECK: call @net.share(%{{.+}}, %{{.+}}, %[[THREAD]], %[[THREADS]])
// CHECK: %[[FIRST:.+]] = arith.cmpi eq, %[[THREAD]], %c0
// CHECK: scf.if %[[FIRST]] {
// CHECK-NEXT: func.call @net.fill(
// CHECK: return

// CHECK-LABEL: func.func private @net.phase_0(
// CHECK-SAME: kiln.phase = "serial"
// CHECK: call @net.both(

// CHECK-LABEL: func.func private @net.phase_1(
// CHECK-SAME: kiln.phase = "parallel"
// CHECK: call @net.share(

// Buffers that each thread has for itself do not conflict.

// CHECK-LABEL: func.func private @net.phase_2(
// CHECK-SAME: %[[THREAD:[a-z0-9]+]]: index, %[[THREADS:[a-z0-9]+]]: index) attributes {kiln.phase = "parallel"}
// CHECK: call @net.share({{.*}}, %[[THREAD]], %[[THREADS]])
// CHECK: call @net.share({{.*}}, %[[THREAD]], %[[THREADS]])

// A value stays within its phase, whatever else that needs.

// CHECK-LABEL: func.func private @net.phase_3(
// CHECK-SAME: kiln.phase = "serial"
// CHECK: vector.load
// CHECK: call @net.share(%{{.+}}, %{{.+}}, %c0{{.*}}, %c1{{.*}})
// CHECK: arith.addf
// CHECK: vector.store

// CHECK-LABEL: func.func private @net.phase_4(
// CHECK-SAME: kiln.phase = "parallel"

// What is computed from a value that stays is a value, too.

// CHECK-LABEL: func.func private @net.phase_5(
// CHECK-SAME: kiln.phase = "serial"
// CHECK: %[[FIRST:.+]] = vector.load
// CHECK: %[[SUM:.+]] = scf.for {{.*}} iter_args(%{{.+}} = %[[FIRST]])
// CHECK: vector.store %[[SUM]]
// CHECK-NEXT: return

module attributes {kiln.interface = #kiln.interface<"net", inputs = ["x"], input_types = [tensor<16xf32>], outputs = ["y"], output_types = [tensor<16xf32>], workspace = 128, thread_workspace = 64>} {
func.func @net(%x: memref<16xf32>, %y: memref<16xf32>, %w: memref<128xi8>, %s: memref<64xi8> {kiln.scratch}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %a = memref.view %w[%c0][] : memref<128xi8> to memref<16xf32>
  %b = memref.view %w[%c64][] : memref<128xi8> to memref<16xf32>
  %mine = memref.view %s[%c0][] : memref<64xi8> to memref<16xf32>
  call @net.share(%x, %a, %c0, %c1) : (memref<16xf32>, memref<16xf32>, index, index) -> ()
  call @net.fill(%b) : (memref<16xf32>) -> ()
  call @net.both(%a, %b, %y) : (memref<16xf32>, memref<16xf32>, memref<16xf32>) -> ()
  %c = memref.view %w[%c0][] : memref<128xi8> to memref<16xf32>
  call @net.share(%x, %c, %c0, %c1) : (memref<16xf32>, memref<16xf32>, index, index) -> ()
  call @net.share(%c, %mine, %c0, %c1) : (memref<16xf32>, memref<16xf32>, index, index) -> ()
  call @net.share(%mine, %y, %c0, %c1) : (memref<16xf32>, memref<16xf32>, index, index) -> ()
  %value = vector.load %y[%c0] : memref<16xf32>, vector<16xf32>
  call @net.share(%x, %b, %c0, %c1) : (memref<16xf32>, memref<16xf32>, index, index) -> ()
  %twice = arith.addf %value, %value : vector<16xf32>
  vector.store %twice, %y[%c0] : memref<16xf32>, vector<16xf32>
  call @net.share(%y, %b, %c0, %c1) : (memref<16xf32>, memref<16xf32>, index, index) -> ()
  %first = vector.load %y[%c0] : memref<16xf32>, vector<16xf32>
  %sum = scf.for %i = %c0 to %c64 step %c1 iter_args(%so_far = %first) -> vector<16xf32> {
    %more = vector.load %b[%c0] : memref<16xf32>, vector<16xf32>
    %next = arith.addf %so_far, %more : vector<16xf32>
    scf.yield %next : vector<16xf32>
  }
  vector.store %sum, %y[%c0] : memref<16xf32>, vector<16xf32>
  return
}
func.func private @net.share(%x: memref<16xf32>, %y: memref<16xf32>, %thread: index, %threads: index) attributes {kiln.split} {
  %0 = memref.load %x[%thread] : memref<16xf32>
  memref.store %0, %y[%thread] : memref<16xf32>
  return
}
func.func private @net.fill(%y: memref<16xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : vector<16xf32>
  vector.store %zero, %y[%c0] : memref<16xf32>, vector<16xf32>
  return
}
func.func private @net.both(%x: memref<16xf32>, %y: memref<16xf32>, %z: memref<16xf32>) {
  %c0 = arith.constant 0 : index
  %0 = vector.load %x[%c0] : memref<16xf32>, vector<16xf32>
  %1 = vector.load %y[%c0] : memref<16xf32>, vector<16xf32>
  %2 = arith.addf %0, %1 : vector<16xf32>
  vector.store %2, %z[%c0] : memref<16xf32>, vector<16xf32>
  return
}
}
