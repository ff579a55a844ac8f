/* Compares exp, sigmoid and tanh with the C library's double precision on
 * every 509th float, NaN, infinities and denormals among them, and prints the
 * largest relative error of each where the result is a normal number. */
#include "functions.h"
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define COUNT 4096
#define STRIDE 509u

static double sigmoid(double x) { return 1.0 / (1.0 + exp(-x)); }

int main(void) {
  static float x[COUNT], results[3][COUNT];
  static union {
    char bytes[FUNCTIONS_WORKSPACE_SIZE + 64];
    double aligned;
  } memory;
  double (*const exact[3])(double) = {exp, sigmoid, tanh};
  double worst[3] = {0, 0, 0};
  int special = 0, f, i, last = 0;
  uint32_t bits = 0;
  void *workspace = memory.bytes + (64 - (uintptr_t)memory.bytes % 64) % 64;
  while (!last) {
    for (i = 0; i < COUNT; ++i, bits += STRIDE) {
      memcpy(&x[i], &bits, sizeof bits);
      last |= bits > UINT32_MAX - STRIDE;
    }
    if (functions_run(x, results[0], results[1], results[2], workspace))
      return 1;
    for (f = 0; f < 3; ++f)
      for (i = 0; i < COUNT; ++i) {
        double want = exact[f](x[i]), got = results[f][i];
        double error = fabs(got / want - 1);
        if (isnan(want))
          special += !isnan(got);
        else if (want > FLT_MAX)
          special += !isinf(got);
        else if (fabs(want) < 1.7e-38)
          special += !(fabs(got) < 1.8e-38);
        else if (!(error <= worst[f]))
          worst[f] = error;
      }
  }
  printf("wrong at the limits: %d\n", special);
  printf("exp within bound: %d\n", worst[0] < 1.0e-7);
  printf("sigmoid within bound: %d\n", worst[1] < 2.6e-7);
  printf("tanh within bound: %d\n", worst[2] < 3.8e-7);
  printf("%g %g %g\n", worst[0], worst[1], worst[2]);
  return 0;
}
