/* Calls the model MODEL in all wrong ways there are: each must give its error
 * code and leave every byte of the outputs and the workspace as it is. With an
 * argument, this CPU is not the model's: also the right call must. PLAIN is the
 * function of a model that has one input, one output and no more to be told. */

#include HEADER
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PORTS = 8, PATTERN = 0x5a };

extern const kiln_model MODEL;
static const kiln_model *const model = &MODEL;
static const void *inputs[MOST_PORTS];
static void *outputs[MOST_PORTS];
static char *workspace;
static int failures;

static void *allocate(size_t bytes) {
  /* Room for a workspace that begins a little later. */
  void *memory = aligned_alloc(64, (bytes + 127) / 64 * 64);
  if (!memory)
    exit(2);
  memset(memory, PATTERN, bytes);
  return memory;
}

static size_t changed(const void *memory, size_t bytes) {
  size_t count = 0;
  for (size_t i = 0; i < bytes; ++i)
    count += ((const unsigned char *)memory)[i] != PATTERN;
  return count;
}

/* Tells when a call that returned `code` should not have, or wrote. */
static void expect(const char *what, int code, int wanted) {
  size_t count = changed(workspace, model->workspace_size);
  for (uint32_t i = 0; i < model->num_outputs; ++i)
    count += changed(outputs[i], model->outputs[i].bytes);
  if (code == wanted && count == 0)
    return;
  ++failures;
  printf("%s: code %d (%s), expected %d; %zu bytes written\n", what, code,
         model->error(code), wanted, count);
}

static void no_pool(void *pool, size_t tasks,
                    void (*task)(void *data, size_t index), void *data) {
  (void)pool, (void)tasks, (void)task, (void)data;
  printf("the caller's threads are used\n");
  exit(2);
}

/* The same call through each member of kiln_model that can run it. */
static void try_all(const char *what, const void *const *in, void *const *out,
                    void *space, int wanted) {
  expect(what, model->run(in, out, space), wanted);
  if (model->run_batch)
    expect(what, model->run_batch(1, in, out, space), wanted);
  if (model->run_threads)
    expect(what, model->run_threads(1, in, out, space, 2, no_pool, NULL),
           wanted);
}

static void try_pointers(void) {
  enum { IS_NULL = 1, MISALIGNED = 2 };
  try_all("no inputs", NULL, outputs, workspace, IS_NULL);
  try_all("no outputs", inputs, NULL, workspace, IS_NULL);
  for (uint32_t i = 0; i < model->num_inputs; ++i) {
    const void *kept = inputs[i];
    inputs[i] = NULL;
    try_all("a null input", inputs, outputs, workspace, IS_NULL);
    inputs[i] = kept;
  }
  for (uint32_t i = 0; i < model->num_outputs; ++i) {
    void *kept[MOST_PORTS];
    memcpy(kept, outputs, sizeof kept);
    kept[i] = NULL;
    try_all("a null output", inputs, kept, workspace, IS_NULL);
  }
  if (model->workspace_size == 0)
    return;
  try_all("no workspace", inputs, outputs, NULL, IS_NULL);
  for (size_t offset = 1; offset < model->workspace_alignment; offset *= 2)
    try_all("a misaligned workspace", inputs, outputs, workspace + offset,
            MISALIGNED);
}

#ifdef PLAIN
static void try_plain(void) {
  expect("plain: no input", PLAIN(NULL, outputs[0], workspace), 1);
  expect("plain: no output", PLAIN(inputs[0], NULL, workspace), 1);
  expect("plain: no workspace", PLAIN(inputs[0], outputs[0], NULL), 1);
  expect("plain: misaligned workspace",
         PLAIN(inputs[0], outputs[0], workspace + 4), 2);
}
#endif

static void try_counts(void) {
  enum { TOO_LARGE = 3, NO_THREADS = 4, NO_POOL = 5 };
  if (model->run_batch) {
    expect("no rows", model->run_batch(0, NULL, NULL, NULL), 0);
    expect("too many rows",
           model->run_batch(SIZE_MAX, inputs, outputs, workspace), TOO_LARGE);
  }
  if (model->run_threads)
    expect("no threads",
           model->run_threads(1, inputs, outputs, workspace, 0, no_pool, NULL),
           NO_THREADS);
  if (model->threads == KILN_THREADS_CALLBACK)
    expect("no callback",
           model->run_threads(1, inputs, outputs, workspace, 2, NULL, NULL),
           NO_POOL);
}

int main(int argc, char **argv) {
  (void)argv;
  if (model->num_inputs > MOST_PORTS || model->num_outputs > MOST_PORTS)
    return 2;
  for (uint32_t i = 0; i < model->num_inputs; ++i)
    inputs[i] = allocate(model->inputs[i].bytes);
  for (uint32_t i = 0; i < model->num_outputs; ++i)
    outputs[i] = allocate(model->outputs[i].bytes);
  workspace = allocate(model->workspace_size + model->thread_workspace_size);
  try_pointers();
#ifdef PLAIN
  try_plain();
#endif
  if (argc > 1)
    try_all("another CPU", inputs, outputs, workspace, 6);
  else
    try_counts();
  printf("%s: %d contracts broken\n", model->name, failures);
  return failures != 0;
}
