/* The edges model against plain loops over its formula, on a picture of noise.
 *
 * REQUIRES: end-to-end
 * RUN: rm -rf %t && mkdir %t
 * RUN: kilnc %examples/edges/edges.mlir -o %t/edges.o
 * RUN: %host-cc -I%t %s %t/edges.o -lm -o %t/oracle
 * RUN: %t/oracle
 */
#include "edges.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>

enum { SIDE = 128, HALF = SIDE / 2 };

static float picture[SIDE * SIDE], edges[HALF * HALF];
static double workspace[EDGES_WORKSPACE_SIZE / 8 + 16];

static float pixel(int y, int x) {
  int outside = y < 0 || x < 0 || y >= SIDE || x >= SIDE;
  return outside ? 0.0f : picture[y * SIDE + x];
}

/* Slopes of both signs add up to the slope's size. */
static float strength(int y, int x) {
  float gx = 0, gy = 0;
  for (int k = -1; k <= 1; k++) {
    float weight = k == 0 ? 2.0f : 1.0f;
    gx += weight * (pixel(y + k, x + 1) - pixel(y + k, x - 1));
    gy += weight * (pixel(y + 1, x + k) - pixel(y - 1, x + k));
  }
  return fmaxf(0.25f * (fabsf(gx) + fabsf(gy)) - 0.1f, 0.0f);
}

int main(void) {
  char *aligned = (char *)workspace;
  aligned += 64 - (size_t)aligned % 64;
  uint32_t state = 1;
  for (int i = 0; i < SIDE * SIDE; i++) {
    state = state * 1664525u + 1013904223u;
    picture[i] = (float)(state >> 8) / (float)(1 << 24);
  }
  if (edges_run(picture, edges, aligned) != 0)
    return 2;
  for (int y = 0; y < HALF; y++)
    for (int x = 0; x < HALF; x++) {
      float expected = fmaxf(
          fmaxf(strength(2 * y, 2 * x), strength(2 * y, 2 * x + 1)),
          fmaxf(strength(2 * y + 1, 2 * x), strength(2 * y + 1, 2 * x + 1)));
      float got = edges[y * HALF + x];
      if (!(fabsf(got - expected) <= 1e-5f)) {
        printf("[%d, %d]: got %f, expected %f\n", y, x, got, expected);
        return 1;
      }
    }
  return 0;
}
