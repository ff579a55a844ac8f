/* Runs a model that was compiled as `tested` twice, in memory that ends where a
 * page begins that nobody may touch, and in memory that begins where one ends,
 * and compares its outputs.
 *
 * usage: run-model RTOL ATOL OF_LARGEST NAME=FILE.npy...
 *
 * Every input and every output has its file, of little-endian f32 in C order.
 * Exit code 0 when each element is within ATOL + RTOL * |expected| +
 * OF_LARGEST * |the largest finite one expected of that output|. */

#define _DEFAULT_SOURCE

#include "tested.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void fail(const char *problem, const char *subject) {
  printf("%s: %s\n", subject, problem);
  exit(2);
}

static int at_start;

/* Aligned to `alignment`, and to no more at its end. */
static void *allocate(size_t bytes, size_t alignment) {
  size_t page = sysconf(_SC_PAGESIZE);
  size_t inside = (bytes + page - 1) / page * page;
  char *start = mmap(NULL, inside + 2 * page, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED || mprotect(start, page, PROT_NONE) != 0 ||
      mprotect(start + page + inside, page, PROT_NONE) != 0)
    fail("no memory", "run-model");
  size_t taken = (bytes + alignment - 1) / alignment * alignment;
  return start + page + (at_start ? 0 : inside - taken);
}

static float *read_tensor(const kiln_tensor *tensor, char **arguments) {
  size_t length = strlen(tensor->name);
  float *values = allocate(tensor->bytes, sizeof(float));
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
                   const float *expected, char **tolerances) {
  double rtol = atof(tolerances[0]), atol = atof(tolerances[1]), largest = 0;
  for (size_t i = 0; i < tensor->bytes / sizeof(float); ++i)
    if (isfinite(expected[i]) && fabs(expected[i]) > largest)
      largest = fabs(expected[i]);
  atol += atof(tolerances[2]) * largest;
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

static int run_once(char **arguments) {
  const kiln_model *model = &tested_model;
  char **files = arguments + 3;
  const void **inputs = malloc(model->num_inputs * sizeof(*inputs));
  void **outputs = malloc(model->num_outputs * sizeof(*outputs));
  for (uint32_t i = 0; i < model->num_inputs; ++i)
    inputs[i] = read_tensor(&model->inputs[i], files);
  for (uint32_t i = 0; i < model->num_outputs; ++i)
    outputs[i] = allocate(model->outputs[i].bytes, sizeof(float));
  int code =
      model->run(inputs, outputs,
                 allocate(model->workspace_size, model->workspace_alignment));
  if (code != 0)
    fail(model->error(code), "run");
  int failures = 0;
  for (uint32_t i = 0; i < model->num_outputs; ++i)
    failures += compare(&model->outputs[i], outputs[i],
                        read_tensor(&model->outputs[i], files), arguments);
  return failures;
}

int main(int argc, char **argv) {
  if (argc < 4)
    return 2;
  int failures = run_once(argv + 1);
  at_start = 1;
  return failures + run_once(argv + 1) != 0;
}
