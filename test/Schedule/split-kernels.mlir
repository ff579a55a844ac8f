// RUN: kiln-opt %s --kiln-split-kernels | FileCheck %s

// Two loops make 96 iterations, of which a thread does a contiguous part. The
// third is left whole.

// CHECK-LABEL: func.func @net(
// CHECK: call @net.scale({{.*}}, %c0{{.*}}, %c1{{.*}}) : (memref<3x32x64x16xf32>, memref<3x32x64x16xf32>, index, index) -> ()

// CHECK-LABEL: func.func private @net.scale(
// CHECK-SAME: %[[THREAD:[a-z0-9]+]]: index, %[[THREADS:[a-z0-9]+]]: index) attributes {kiln.split}
// CHECK: %[[NEXT:.+]] = arith.addi %[[THREAD]], %{{.*}}
// CHECK: %[[P:.+]] = arith.muli %[[THREAD]], %c96
// CHECK: %[[FIRST:.+]] = arith.divui %[[P]], %[[THREADS]]
// CHECK: %[[Q:.+]] = arith.muli %[[NEXT]], %c96
// CHECK: %[[END:.+]] = arith.divui %[[Q]], %[[THREADS]]
// CHECK: arith.divui %[[FIRST]], %c32
// CHECK: scf.for %[[I:.+]] =
// CHECK: arith.maxsi
// CHECK: arith.minsi
// CHECK: scf.for %[[J:.+]] =
// CHECK: scf.for %{{.*}} = %c0{{.*}} to %c64{{.*}} step

// An iteration reads what the one before it wrote.

// CHECK-LABEL: func.func private @net.scan(
// CHECK-NOT: kiln.split

// Little work.

// CHECK-LABEL: func.func private @net.small(
// CHECK-NOT: kiln.split

// The last tile begins early, and overlaps with the one before it: one thread
// does both, and there are 15 parts of 16 tiles.

// CHECK-LABEL: func.func private @net.overlap(
// CHECK-SAME: attributes {kiln.split}
// CHECK: arith.muli %{{.+}}, %c15
// CHECK: arith.divui
// CHECK: %[[END:.+]] = arith.divui
// CHECK: %[[LAST:.+]] = arith.cmpi eq, %[[END]], %c15
// CHECK: arith.select %[[LAST]], %c16{{.*}}, %[[END]]
// CHECK: scf.for
// CHECK: scf.for %{{.*}} = %c0{{.*}} to %c4096

// So it is if the overlap is that of an outer loop: its last part counts once.

// CHECK-LABEL: func.func private @net.overlap_outer(
// CHECK-SAME: attributes {kiln.split}
// CHECK: arith.muli %{{.+}}, %c32
// CHECK: arith.cmpi eq, %{{.+}}, %c2
// CHECK: scf.for
// CHECK: %[[PART:.+]] = arith.minsi %{{.+}}, %c1
// CHECK: arith.muli %[[PART]], %c16
// CHECK: scf.for

// Every tile overlaps with the next: there is but one part.

// CHECK-LABEL: func.func private @net.overlap_all(
// CHECK-NOT: kiln.split

// A thread has a buffer of its own.

// CHECK-LABEL: func.func private @net.scratch(
// CHECK-SAME: attributes {kiln.split}

// CHECK-LABEL: func.func private @net.unmarked(
// CHECK-NOT: kiln.split

#clamp = affine_map<(d0) -> (d0 * 4, 58)>
#clamp_outer = affine_map<(d0) -> (d0 * 16, 16)>
module attributes {
  kiln.target = #kiln.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v4", features = "", vector_bytes = 64, vector_registers = 32, l1_bytes = 32768, l2_bytes = 1048576>,
  kiln.interface = #kiln.interface<"net", inputs = ["x"], input_types = [tensor<3x32x64x16xf32>], outputs = ["y"], output_types = [tensor<3x32x64x16xf32>], workspace = 0>} {
func.func @net(%x: memref<3x32x64x16xf32>, %y: memref<3x32x64x16xf32>) {
  call @net.scale(%x, %y) : (memref<3x32x64x16xf32>, memref<3x32x64x16xf32>) -> ()
  call @net.scan(%y) : (memref<3x32x64x16xf32>) -> ()
  call @net.small(%y) : (memref<3x32x64x16xf32>) -> ()
  return
}
func.func private @net.scale(%x: memref<3x32x64x16xf32>, %y: memref<3x32x64x16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  scf.for %i = %c0 to %c3 step %c1 {
    scf.for %j = %c0 to %c32 step %c1 {
      scf.for %k = %c0 to %c64 step %c1 {
        %0 = vector.load %x[%i, %j, %k, %c0] : memref<3x32x64x16xf32>, vector<16xf32>
        %1 = arith.addf %0, %0 : vector<16xf32>
        %2 = arith.mulf %1, %1 : vector<16xf32>
        %3 = arith.addf %2, %0 : vector<16xf32>
        %4 = arith.mulf %3, %1 : vector<16xf32>
        vector.store %4, %y[%i, %j, %k, %c0] : memref<3x32x64x16xf32>, vector<16xf32>
      }
    }
  }
  return
}
func.func private @net.scan(%y: memref<3x32x64x16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c31 = arith.constant 31 : index
  %c4096 = arith.constant 4096 : index
  scf.for %i = %c0 to %c31 step %c1 {
    %next = affine.apply affine_map<(d0) -> (d0 + 1)>(%i)
    scf.for %k = %c0 to %c4096 step %c1 {
      %0 = vector.load %y[%c0, %i, %c0, %c0] : memref<3x32x64x16xf32>, vector<16xf32>
      %1 = arith.addf %0, %0 : vector<16xf32>
      vector.store %1, %y[%c0, %next, %c0, %c0] : memref<3x32x64x16xf32>, vector<16xf32>
    }
  }
  return
}
func.func private @net.small(%y: memref<3x32x64x16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %zero = arith.constant dense<0.0> : vector<16xf32>
  scf.for %i = %c0 to %c32 step %c1 {
    vector.store %zero, %y[%c0, %i, %c0, %c0] : memref<3x32x64x16xf32>, vector<16xf32>
  }
  return
}
func.func private @net.overlap(%x: memref<3x32x62x16xf32>, %y: memref<3x32x62x16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %zero = arith.constant 0.0 : f32
  %c4096 = arith.constant 4096 : index
  scf.for %i = %c0 to %c16 step %c1 {
    %row = affine.min #clamp(%i)
    scf.for %k = %c0 to %c4096 step %c1 {
      %0 = vector.transfer_read %x[%c0, %c0, %row, %c0], %zero {in_bounds = [true, true]} : memref<3x32x62x16xf32>, vector<4x16xf32>
      vector.transfer_write %0, %y[%c0, %c0, %row, %c0] {in_bounds = [true, true]} : vector<4x16xf32>, memref<3x32x62x16xf32>
    }
  }
  return
}
func.func private @net.overlap_outer(%x: memref<16x32x16xf32>, %y: memref<16x32x16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c16 = arith.constant 16 : index
  %zero = arith.constant 0.0 : f32
  %c1024 = arith.constant 1024 : index
  scf.for %i = %c0 to %c3 step %c1 {
    %row = affine.min #clamp_outer(%i)
    scf.for %j = %c0 to %c16 step %c1 {
      scf.for %k = %c0 to %c1024 step %c1 {
        %0 = vector.transfer_read %x[%j, %row, %c0], %zero {in_bounds = [true, true]} : memref<16x32x16xf32>, vector<16x16xf32>
        vector.transfer_write %0, %y[%j, %row, %c0] {in_bounds = [true, true]} : vector<16x16xf32>, memref<16x32x16xf32>
      }
    }
  }
  return
}
func.func private @net.overlap_all(%x: memref<32x16xf32>, %y: memref<32x16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : f32
  %c4096 = arith.constant 4096 : index
  scf.for %i = %c0 to %c3 step %c1 {
    scf.for %k = %c0 to %c4096 step %c1 {
      %0 = vector.transfer_read %x[%i, %c0], %zero {in_bounds = [true, true]} : memref<32x16xf32>, vector<16x16xf32>
      vector.transfer_write %0, %y[%i, %c0] {in_bounds = [true, true]} : vector<16x16xf32>, memref<32x16xf32>
    }
  }
  return
}
func.func private @net.scratch(%x: memref<64x16xf32>, %s: memref<16xf32> {kiln.scratch}, %y: memref<64x16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %c512 = arith.constant 512 : index
  scf.for %i = %c0 to %c64 step %c1 {
    scf.for %k = %c0 to %c512 step %c1 {
      %0 = vector.load %x[%i, %c0] : memref<64x16xf32>, vector<16xf32>
      vector.store %0, %s[%c0] : memref<16xf32>, vector<16xf32>
      %1 = vector.load %s[%c0] : memref<16xf32>, vector<16xf32>
      vector.store %1, %y[%i, %c0] : memref<64x16xf32>, vector<16xf32>
    }
  }
  return
}
func.func private @net.unmarked(%x: memref<64x16xf32>, %s: memref<16xf32>, %y: memref<64x16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %c512 = arith.constant 512 : index
  scf.for %i = %c0 to %c64 step %c1 {
    scf.for %k = %c0 to %c512 step %c1 {
      %0 = vector.load %x[%i, %c0] : memref<64x16xf32>, vector<16xf32>
      vector.store %0, %s[%c0] : memref<16xf32>, vector<16xf32>
      %1 = vector.load %s[%c0] : memref<16xf32>, vector<16xf32>
      vector.store %1, %y[%i, %c0] : memref<64x16xf32>, vector<16xf32>
    }
  }
  return
}
}
