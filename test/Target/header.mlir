// Names that C or C++ would misread, names that collide, and names that try to
// end the comment: the header stays valid.

// RUN: kiln-emit %s -kind=header -o %t.h
// RUN: FileCheck %s --input-file=%t.h
// RUN: %host-cc -std=c99 -x c -Wall -Wextra -pedantic -Werror -fsyntax-only %t.h
// RUN: %host-cxx -std=c++17 -x c++ -Wall -Wextra -pedantic -Werror -fsyntax-only %t.h

// Two models in one program.
// RUN: kiln-emit %S/emit.mlir -kind=header -o %t.other.h
// RUN: echo '#include "%t.h"' > %t.both.c
// RUN: echo '#include "%t.other.h"' >> %t.both.c
// RUN: %host-cc -std=c99 -Wall -Wextra -pedantic -Werror -fsyntax-only %t.both.c

// CHECK: in int_2 float[1][3] "int"
// CHECK-NEXT: in workspace_2 float "workspace"
// CHECK-NEXT: in null float[2] "NULL"
// CHECK-NEXT: in _1 float[1] "1"
// CHECK-NEXT: in a_b float[1] "a.b"
// CHECK-NEXT: in a_b_2 float[1] "a_b"
// CHECK-NEXT: out x__int_x____ float[1] "* /int x;/ *."
// CHECK-NEXT: out int_3 float[1] "int"
// CHECK: #define ODD_WORKSPACE_SIZE 0
// CHECK: #define ODD_INT_SIZE 3
// CHECK: #define ODD_WORKSPACE_2_SIZE 1
// CHECK: #define ODD_INT_2_SIZE 1
// CHECK: int odd_run(const float *int_2,
// CHECK: void *workspace);

module attributes {
  kiln.interface = #kiln.interface<"odd",
      inputs = ["int", "workspace", "NULL", "1", "a.b", "a_b"],
      input_types = [tensor<1x3xf32>, tensor<f32>, tensor<2xf32>,
                     tensor<1xf32>, tensor<1xf32>, tensor<1xf32>],
      outputs = ["*/int x;/*\\", "int"],
      output_types = [tensor<1xf32>, tensor<1xf32>], workspace = 0>} {
}
