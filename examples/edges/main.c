/* Draws a picture, finds its edges with the model of edges.mlir, and writes
 * both as images.
 *
 *     kilnc edges.mlir -o edges.o              writes edges.o and edges.h
 *     cc -O2 main.c edges.o -lm -o edges
 *     ./edges                                  writes edges-input.{pgm,png}
 *                                              and edges-output.{pgm,png}
 */
#include "edges.h"
#include "image.h"

#include <stdint.h>
#include <stdio.h>

enum { SIDE = 128, HALF = SIDE / 2 };

/* The model keeps its intermediate results in memory of ours. C99 has no way to
 * ask for alignment, so take 64 bytes more and round up. */
static unsigned char memory[EDGES_WORKSPACE_SIZE + 64];

static void *workspace(void) {
  return (void *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
}

static int within(int value, int low, int high) {
  return value >= low && value < high;
}

/* The brightness of a pixel: 0 is black, 1 is white. */
static float brightness(int x, int y) {
  int dx = x - 36, dy = y - 38;
  int from_centre = dx * dx + dy * dy;
  if (from_centre < 26 * 26) /* a disc with a darker one in it */
    return from_centre < 10 * 10 ? 0.3f : 1.0f;
  if (within(x, 74, 116) && within(y, 14, 62)) /* a rectangle's frame */
    return within(x, 80, 110) && within(y, 20, 56) ? 0.0f : 0.8f;
  if (within(y, 76, 118) && within(x, 14, 56) && x - 14 <= y - 76)
    return 0.9f;                               /* a triangle */
  if (within(x, 70, 118) && within(y, 76, 94)) /* from black to white, slowly */
    return (float)(x - 70) / 47.0f;
  if (within(x, 70, 118) && within(y, 102, 118)) /* a chessboard */
    return ((x - 70) / 8 + (y - 102) / 8) % 2 ? 0.7f : 0.2f;
  return 0.0f;
}

/* Writes `values[side][side]`, 0 to 1 and beyond, as NAME.pgm and NAME.png. */
static int write_image(const char *name, const float *values, int side) {
  static uint8_t pixels[SIDE * SIDE];
  for (int i = 0; i < side * side; i++)
    pixels[i] = (uint8_t)(255.0f * (values[i] < 1.0f ? values[i] : 1.0f));

  char path[64];
  snprintf(path, sizeof path, "%s.pgm", name);
  int failed = image_write_pgm(path, pixels, side, side);
  if (!failed) {
    snprintf(path, sizeof path, "%s.png", name);
    failed = image_write_png(path, pixels, side, side);
  }
  if (failed)
    fprintf(stderr, "error: can't write '%s'\n", path);
  return failed;
}

int main(void) {
  static float picture[SIDE * SIDE], edges[HALF * HALF];
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      picture[y * SIDE + x] = brightness(x, y);

  int code = edges_run(picture, edges, workspace());
  if (code != 0) {
    fprintf(stderr, "error: %s\n", edges_error(code));
    return 1;
  }
  if (write_image("edges-input", picture, SIDE) ||
      write_image("edges-output", edges, HALF))
    return 1;

  int found = 0;
  for (int i = 0; i < HALF * HALF; i++)
    found += edges[i] > 0.0f;
  printf("%d of %d squares of 2x2 pixels hold an edge\n", found, HALF * HALF);
  return 0;
}
