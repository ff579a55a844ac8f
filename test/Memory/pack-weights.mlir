// RUN: kiln-opt %s --kiln-pack-weights | FileCheck %s

// Each constant begins at a multiple of 64 bytes, in the order of the module;
// equal constants share their bytes; what is no constant stays.

// CHECK: kiln.weights = [#kiln.weight<0, dense<{{.*}}> : tensor<3xf32>>, #kiln.weight<64, dense<{{.*}}> : tensor<20xf32>>, #kiln.weight<192, dense<{{.*}}> : tensor<2xf32>>]
// CHECK: memref.global "private" constant @net.weights : memref<256xi8> = uninitialized {alignment = 64 : i64}
// CHECK-NOT: @a
// CHECK: memref.global "private" @state
// CHECK-LABEL: func.func @net(
// CHECK: arith.constant 64 : index
// CHECK: memref.view {{.*}} memref<256xi8> to memref<20xf32>
// CHECK: arith.constant 0 : index
// CHECK: memref.view {{.*}} memref<256xi8> to memref<3xf32>
// CHECK: arith.constant 0 : index
// CHECK: memref.view {{.*}} memref<256xi8> to memref<3xf32>
// CHECK: arith.constant 192 : index
// CHECK: memref.view {{.*}} memref<256xi8> to memref<2xf32>
// CHECK: memref.get_global @state
module attributes {kiln.interface = #kiln.interface<"net", inputs = [], input_types = [], outputs = [], output_types = [], workspace = 0>} {
memref.global "private" constant @a : memref<3xf32> = dense<[1.0, 2.0, 3.0]>
memref.global "private" constant @b : memref<20xf32> = dense<4.0>
memref.global "private" constant @c : memref<3xf32> = dense<[1.0, 2.0, 3.0]>
memref.global "private" constant @d : memref<2xf32> = dense<[1.0, 2.0]>
memref.global "private" @state : memref<2xf32> = dense<[1.0, 2.0]>
func.func @net() -> (memref<20xf32>, memref<3xf32>, memref<3xf32>, memref<2xf32>, memref<2xf32>) {
  %b = memref.get_global @b : memref<20xf32>
  %a = memref.get_global @a : memref<3xf32>
  %c = memref.get_global @c : memref<3xf32>
  %d = memref.get_global @d : memref<2xf32>
  %s = memref.get_global @state : memref<2xf32>
  return %b, %a, %c, %d, %s : memref<20xf32>, memref<3xf32>, memref<3xf32>, memref<2xf32>, memref<2xf32>
}
}
