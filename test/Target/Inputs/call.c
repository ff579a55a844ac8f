/* Calls the model of emit.mlir through its header, as a user would. */
#include "scale.h"
#include <stdio.h>

static int same(const float *a, const float *b) {
  int i;
  for (i = 0; i < SCALE_Y_SIZE; ++i)
    if (a[i] != b[i])
      return 0;
  return 1;
}

int main(void) {
  static char memory[SCALE_WORKSPACE_SIZE + 64];
  char *workspace = memory + (64 - (uintptr_t)memory % 64) % 64;
  const float x[SCALE_X_SIZE] = {1, 2, 3, 4};
  const float untouched[4] = {7, 7, 7, 7};
  const float expected[4] = {3.5f, 5.5f, 7.5f, 9.5f};
  float y[SCALE_Y_SIZE] = {7, 7, 7, 7};
  const void *inputs[1];
  void *outputs[1];
  inputs[0] = x;
  outputs[0] = y;

  /* Errors, and nothing is written. */
  if (scale_run(0, y, workspace) != SCALE_NULL_POINTER ||
      scale_run(x, 0, workspace) != SCALE_NULL_POINTER ||
      scale_run(x, y, 0) != SCALE_NULL_POINTER ||
      scale_run(x, y, workspace + 4) != SCALE_MISALIGNED_WORKSPACE ||
      scale_model.run(0, outputs, workspace) != SCALE_NULL_POINTER ||
      scale_model.run(inputs, 0, workspace) != SCALE_NULL_POINTER ||
      !same(y, untouched))
    return 1;
  printf("%s\n%s\n%s\n%s\n", scale_error(0), scale_error(1), scale_error(2),
         scale_error(-1));

  if (scale_run(x, y, workspace) != SCALE_OK || !same(y, expected))
    return 2;
  y[0] = 0;
  if (scale_model.run(inputs, outputs, workspace) != SCALE_OK ||
      !same(y, expected))
    return 3;

  printf("%s: version %u, %u in, %u out, workspace %lu aligned to %lu\n",
         scale_model.name, (unsigned)scale_model.version,
         (unsigned)scale_model.num_inputs, (unsigned)scale_model.num_outputs,
         (unsigned long)scale_model.workspace_size,
         (unsigned long)scale_model.workspace_alignment);
  printf("%s: rank %d, %ld elements, %lu bytes\n", scale_model.inputs[0].name,
         (int)scale_model.inputs[0].rank, (long)scale_model.inputs[0].shape[0],
         (unsigned long)scale_model.inputs[0].bytes);
  return scale_model.struct_size == sizeof(kiln_model) ? 0 : 4;
}
