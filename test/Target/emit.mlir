// One model, scale(x) = weights[0] * x + weights[1], through every kind of
// output.

// RUN: kiln-emit %s -kind=llvm-ir -target=x86_64-linux-gnu -cpu=x86-64-v3 | FileCheck %s --check-prefix=IR
// RUN: kiln-emit %s -kind=asm -target=x86_64-linux-gnu -cpu=x86-64-v3 | FileCheck %s --check-prefix=ASM
// RUN: kiln-emit %s -target=x86_64-linux-gnu -cpu=x86-64-v3 -o %t.o
// RUN: llvm-readelf -hSs %t.o | FileCheck %s --check-prefix=ELF
// RUN: llvm-readelf -x .rodata.scale.weights %t.o | FileCheck %s --check-prefix=DATA
// RUN: llvm-nm -u %t.o | count 0

// The zero initializer is not the weights' values, the true ones are shown.
// IR: source_filename = "scale"
// IR: target triple = "x86_64-unknown-linux-gnu"
// IR: @scale.weights = internal {{.*}}constant [72 x i8] c"\00\00\00@
// IR: @scale_model = {{.*}}constant { i32, i32, ptr, i32, i32, ptr, ptr, i64, i64, ptr, ptr, ptr, i32, i64, ptr, ptr, ptr } { i32 3, i32 120,
// IR: define {{.*}}i32 @scale_run(ptr
// IR: define {{.*}}ptr @scale_error(i32

// ASM: vfmadd
// ASM: .globl scale_run
// ASM: .section ".note.GNU-stack","",@progbits

// ELF: Type: REL (Relocatable file)
// ELF: Machine: Advanced Micro Devices X86-64
// ELF: .rodata.scale.weights PROGBITS {{[0-9a-f]+}} {{[0-9a-f]+}} 000048 00 A {{ *}}0 0 64
// ELF-NOT: .eh_frame
// ELF: .note.GNU-stack PROGBITS {{[0-9a-f]+}} {{[0-9a-f]+}} 000000 00 {{ *}}0
// ELF: FILE LOCAL DEFAULT ABS scale{{$}}
// ELF-DAG: FUNC GLOBAL DEFAULT {{[0-9]+}} scale_run
// ELF-DAG: FUNC GLOBAL DEFAULT {{[0-9]+}} scale_error
// ELF-DAG: OBJECT GLOBAL DEFAULT {{[0-9]+}} scale_model
// ELF-NOT: GLOBAL

// DATA: 0x00000000 00000040 00000000 00000000 00000000
// DATA: 0x00000040 0000c03f 0000c03f

module attributes {
  kiln.interface = #kiln.interface<"scale",
      inputs = ["x"], input_types = [tensor<4xf32>],
      outputs = ["y"], output_types = [tensor<4xf32>], workspace = 128>,
  kiln.weights = [#kiln.weight<64, dense<1.5> : tensor<2xf32>>,
                  #kiln.weight<0, dense<2.0> : tensor<1xf32>>]} {
  llvm.mlir.global internal constant @scale.weights() {alignment = 64 : i64} : !llvm.array<72 x i8> {
    %0 = llvm.mlir.zero : !llvm.array<72 x i8>
    llvm.return %0 : !llvm.array<72 x i8>
  }
  llvm.func @scale.main(%x: !llvm.ptr, %y: !llvm.ptr, %workspace: !llvm.ptr) {
    %weights = llvm.mlir.addressof @scale.weights : !llvm.ptr
    %a = llvm.load %weights : !llvm.ptr -> f32
    %second = llvm.getelementptr %weights[64] : (!llvm.ptr) -> !llvm.ptr, i8
    %b = llvm.load %second : !llvm.ptr -> f32
    %undef = llvm.mlir.poison : vector<4xf32>
    %zero = llvm.mlir.constant(0 : i32) : i32
    %a0 = llvm.insertelement %a, %undef[%zero : i32] : vector<4xf32>
    %av = llvm.shufflevector %a0, %undef [0, 0, 0, 0] : vector<4xf32>
    %b0 = llvm.insertelement %b, %undef[%zero : i32] : vector<4xf32>
    %bv = llvm.shufflevector %b0, %undef [0, 0, 0, 0] : vector<4xf32>
    %value = llvm.load %x {alignment = 4 : i64} : !llvm.ptr -> vector<4xf32>
    %product = llvm.intr.fmuladd(%av, %value, %bv) : (vector<4xf32>, vector<4xf32>, vector<4xf32>) -> vector<4xf32>
    llvm.store %product, %y {alignment = 4 : i64} : vector<4xf32>, !llvm.ptr
    llvm.return
  }
}
