/* The smallest program that runs the digits model: its logits are PyTorch's, to
 * 1e-4.
 *
 * REQUIRES: end-to-end
 * RUN: rm -rf %t && mkdir %t
 * RUN: kilnc %examples/digits/digits.onnx -o %t/digits.o
 * RUN: %host-cc -I%t %s %t/digits.o -lm -o %t/logits
 * RUN: %t/logits %examples/digits/reference/image.npy \
 * RUN:   %examples/digits/reference/logits.npy | FileCheck %s
 * RUN: %host-cxx -x c++ -std=c++17 -Wall -Wextra -pedantic -Werror -I%t %s \
 * RUN:   -x none %t/digits.o -lm -o %t/logits++
 * RUN: %t/logits++ %examples/digits/reference/image.npy \
 * RUN:   %examples/digits/reference/logits.npy | FileCheck %s
 *
 * CHECK-COUNT-10: got {{-?[0-9.]+}}, expected {{-?[0-9.]+}}
 * CHECK-NOT: got
 */
#include "digits.h"
#include <math.h>
#include <stdio.h>

/* An .npy file of this size has its elements behind 128 bytes. */
static int read_npy(const char *path, float *values, size_t count) {
  FILE *file = fopen(path, "rb");
  int ok = file && fseek(file, 128, SEEK_SET) == 0 &&
           fread(values, sizeof(float), count, file) == count;
  if (file)
    fclose(file);
  return ok;
}

static double workspace[DIGITS_WORKSPACE_SIZE / 8 + 16];

int main(int argc, char **argv) {
  float image[64], expected[10], got[10];
  char *aligned = (char *)workspace;
  aligned += 64 - (size_t)aligned % 64;
  if (argc != 3 || !read_npy(argv[1], image, 64) ||
      !read_npy(argv[2], expected, 10) || digits_run(image, got, aligned) != 0)
    return 2;
  int failures = 0;
  for (int i = 0; i < 10; i++) {
    printf("got %f, expected %f\n", got[i], expected[i]);
    failures += !(fabsf(got[i] - expected[i]) <= 1e-4f);
  }
  return failures != 0;
}
