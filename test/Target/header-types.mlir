// The element types of C, and stdbool.h for bool, which is not built into C99.

// RUN: kiln-emit %s -kind=header -o %t.h
// RUN: FileCheck %s --input-file=%t.h
// RUN: %host-cc -std=c99 -x c -Wall -Wextra -pedantic -Werror -fsyntax-only %t.h
// RUN: %host-cxx -std=c++17 -x c++ -Wall -Wextra -pedantic -Werror -fsyntax-only %t.h

// A tensor may be named like a type.

// RUN: sed 's/"mask"/"int64_t"/; s/"image"/"uint8_t"/; s/"small"/"size_t"/' %s > %t.names.mlir
// RUN: kiln-emit %t.names.mlir -kind=header -o %t.names.h
// RUN: %host-cc -std=c99 -x c -Wall -Wextra -pedantic -Werror -fsyntax-only %t.names.h
// RUN: %host-cxx -std=c++17 -x c++ -Wall -Wextra -pedantic -Werror -fsyntax-only %t.names.h

// CHECK: in index int64_t[3]
// CHECK-NEXT: in mask bool[2][2]
// CHECK-NEXT: in image uint8_t[1][4]
// CHECK-NEXT: in small int8_t
// CHECK-NEXT: out wide double[3]
// CHECK-NEXT: out count uint32_t[1]
// CHECK: #include <stdbool.h>
// CHECK: int types_run(const int64_t *index,
// CHECK-NEXT: const bool *mask,
// CHECK-NEXT: const uint8_t *image,
// CHECK-NEXT: const int8_t *small,
// CHECK-NEXT: double *wide,
// CHECK-NEXT: uint32_t *count,
// CHECK-NEXT: void *workspace);

module attributes {
  kiln.interface = #kiln.interface<"types",
      inputs = ["index", "mask", "image", "small"],
      input_types = [tensor<3xi64>, tensor<2x2xi1>, tensor<1x4xui8>,
                     tensor<i8>],
      outputs = ["wide", "count"],
      output_types = [tensor<3xf64>, tensor<1xui32>], workspace = 0>} {
}
