/* Runs a model that was compiled as `tested` once, and compares its outputs.
 *
 * usage: run-model RTOL ATOL NAME=FILE.npy...
 *
 * Every input and every output has its file, of little-endian f32 in C order.
 * Exit code 0 when each element is within ATOL + RTOL * |expected|. */

#include "tested.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *problem, const char *subject) {
  printf("%s: %s\n", subject, problem);
  exit(2);
}

/* Allocates like the blocks that callers have, of no more than an alignment of
 * 64 bytes. */
static void *allocate(size_t bytes) {
  char *memory = malloc(bytes + 64);
  if (!memory)
    fail("no memory", "run-model");
  return memory + (64 - (uintptr_t)memory % 64) % 64;
}

static float *read_tensor(const kiln_tensor *tensor, char **arguments) {
  size_t length = strlen(tensor->name);
  float *values = allocate(tensor->bytes);
  while (*arguments && (strncmp(*arguments, tensor->name, length) != 0 ||
                        (*arguments)[length] != '='))
    ++arguments;
  FILE *file = *arguments ? fopen(*arguments + length + 1, "rb") : NULL;
  /* The elements of version 1.0 follow a header, whose length is in the bytes
   * 8 and 9. */
  unsigned char start[10];
  if (!file || fread(start, 1, sizeof(start), file) != sizeof(start) ||
      fseek(file, start[8] + 256 * start[9], SEEK_CUR) != 0 ||
      fread(values, 1, tensor->bytes, file) != tensor->bytes ||
      fgetc(file) != EOF)
    fail("no file of its size", tensor->name);
  fclose(file);
  return values;
}

/* Prints the worst element; 1 if it is too far off. */
static int compare(const kiln_tensor *tensor, const float *got,
                   const float *expected, double rtol, double atol) {
  size_t worst = 0;
  double excess = -INFINITY;
  for (size_t i = 0; i < tensor->bytes / sizeof(float); ++i) {
    double over =
        fabs((double)got[i] - expected[i]) - atol - rtol * fabs(expected[i]);
    if (got[i] == expected[i] || (isnan(got[i]) && isnan(expected[i])))
      over = -INFINITY;
    else if (isnan(over))
      over = INFINITY;
    if (over > excess) {
      excess = over;
      worst = i;
    }
  }
  printf("%s: worst is element %lu: %.9g, expected %.9g\n", tensor->name,
         (unsigned long)worst, got[worst], expected[worst]);
  return excess > 0;
}

int main(int argc, char **argv) {
  const kiln_model *model = &tested_model;
  const void **inputs = allocate(model->num_inputs * sizeof(*inputs));
  void **outputs = allocate(model->num_outputs * sizeof(*outputs));
  if (argc < 3)
    return 2;
  for (uint32_t i = 0; i < model->num_inputs; ++i)
    inputs[i] = read_tensor(&model->inputs[i], argv + 3);
  for (uint32_t i = 0; i < model->num_outputs; ++i)
    outputs[i] = allocate(model->outputs[i].bytes);
  int code = model->run(inputs, outputs, allocate(model->workspace_size));
  if (code != 0)
    fail(model->error(code), "run");
  int failures = 0;
  for (uint32_t i = 0; i < model->num_outputs; ++i)
    failures += compare(&model->outputs[i], outputs[i],
                        read_tensor(&model->outputs[i], argv + 3),
                        atof(argv[1]), atof(argv[2]));
  return failures != 0;
}
