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

/* Two threads that take turns. */
static void one_by_one(void *pool, size_t tasks,
                       void (*task)(void *data, size_t index), void *data) {
  (void)pool;
  for (size_t i = 0; i < tasks; i++)
    task(data, i);
}

int main(int argc, char **argv) {
  const kiln_model *model = &MODEL;
  int is_short = argc > 1 && strcmp(argv[1], "short") == 0;
  void **inputs = allocate(model->inputs, model->num_inputs, is_short);
  void **outputs = allocate(model->outputs, model->num_outputs, 0);
  const void *const *in = (const void *const *)inputs;
  void *workspace =
      aligned_alloc(model->workspace_alignment,
                    model->workspace_size + model->thread_workspace_size);
  int code = model->run_threads ? model->run_threads(1, in, outputs, workspace,
                                                     2, one_by_one, NULL)
                                : model->run(in, outputs, workspace);
  printf("%s: %s\n", model->name, model->error(code));
  release(inputs, model->num_inputs);
  release(outputs, model->num_outputs);
  free(workspace);
  return code;
}
