/* Runs the model MODEL with arrays of exactly the size that it wants, on the
 * heap, so that AddressSanitizer sees every access beyond one. With the
 * argument `short`, the first input lacks its last byte. */

#include HEADER
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const kiln_model MODEL;

static void **allocate(const kiln_tensor *tensors, uint32_t count,
                       size_t less) {
  void **arrays = malloc(count * sizeof *arrays + 1);
  for (uint32_t i = 0; i < count; i++) {
    size_t bytes = tensors[i].bytes - (i == 0 ? less : 0);
    arrays[i] = malloc(bytes);
    memset(arrays[i], 0, bytes);
  }
  return arrays;
}

static void release(void **arrays, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    free(arrays[i]);
  free(arrays);
}

int main(int argc, char **argv) {
  const kiln_model *model = &MODEL;
  int is_short = argc > 1 && strcmp(argv[1], "short") == 0;
  void **inputs = allocate(model->inputs, model->num_inputs, is_short);
  void **outputs = allocate(model->outputs, model->num_outputs, 0);
  void *workspace =
      aligned_alloc(model->workspace_alignment, model->workspace_size);
  int code = model->run((const void *const *)inputs, outputs, workspace);
  printf("%s: %s\n", model->name, model->error(code));
  release(inputs, model->num_inputs);
  release(outputs, model->num_outputs);
  free(workspace);
  return code;
}
