/* Runs a model on 1 to 4 threads and compares each bit with what one thread
 * gives: with tasks one after the other, last first; with tasks at once; and in
 * two calls at once, with threads of their own. These have a workspace each,
 * but with an argument they share one, which is wrong and must show. MODEL is
 * the model's symbol, ROUNDS how often the last is repeated. */

#include "model.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef ROUNDS
#define ROUNDS 20
#endif
enum { MOST_PORTS = 8, MOST_THREADS = 4 };

static const kiln_model *const model = &MODEL;
static const void *inputs[MOST_PORTS];
static void *expected[MOST_PORTS];

struct task {
  void (*run)(void *data, size_t index);
  void *data;
  size_t index;
};

static void *start(void *argument) {
  struct task *task = argument;
  task->run(task->data, task->index);
  return NULL;
}

static size_t calls;

static void at_once(void *pool, size_t tasks,
                    void (*run)(void *data, size_t index), void *data) {
  struct task all[MOST_THREADS];
  pthread_t threads[MOST_THREADS];
  (void)pool;
  for (size_t i = 0; i < tasks; ++i) {
    all[i] = (struct task){run, data, i};
    if (pthread_create(&threads[i], NULL, start, &all[i]) != 0)
      abort();
  }
  for (size_t i = 0; i < tasks; ++i)
    pthread_join(threads[i], NULL);
}

static void last_first(void *pool, size_t tasks,
                       void (*run)(void *data, size_t index), void *data) {
  (void)pool;
  ++calls;
  while (tasks-- > 0)
    run(data, tasks);
}

static void *allocate(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 64) / 64 * 64);
  if (!memory)
    abort();
  /* Not a number, in each element. */
  memset(memory, 0xff, bytes);
  return memory;
}

static size_t workspace_size(size_t threads) {
  return model->workspace_size + (threads - 1) * model->thread_workspace_size;
}

/* Bytes of outputs that differ from the expected ones after a run. */
static size_t differences(size_t threads, kiln_parallel_for parallel_for,
                          void *shared) {
  void *outputs[MOST_PORTS] = {0};
  for (uint32_t i = 0; i < model->num_outputs; ++i)
    outputs[i] = allocate(model->outputs[i].bytes);
  void *workspace = shared ? shared : allocate(workspace_size(threads));
  int code = model->run_threads(1, inputs, outputs, workspace, threads,
                                parallel_for, NULL);
  size_t count = code != 0;
  for (uint32_t i = 0; i < model->num_outputs; ++i) {
    const char *got = outputs[i], *wanted = expected[i];
    for (size_t j = 0; j < model->outputs[i].bytes; ++j)
      count += got[j] != wanted[j];
    free(outputs[i]);
  }
  if (!shared)
    free(workspace);
  return count;
}

struct caller {
  void *workspace;
  size_t count;
};

static void *call_again_and_again(void *argument) {
  struct caller *caller = argument;
  for (size_t i = 0; i < ROUNDS; ++i)
    caller->count += differences(2 + i % 2, at_once, caller->workspace);
  return NULL;
}

int main(int argc, char **argv) {
  (void)argv;
  uint32_t state = 1;
  for (uint32_t i = 0; i < model->num_inputs; ++i) {
    float *values = allocate(model->inputs[i].bytes);
    for (size_t j = 0; j < model->inputs[i].bytes / sizeof(float); ++j) {
      state = state * 1664525u + 1013904223u;
      values[j] = (float)(state >> 8) / (float)(1 << 23) - 1.0f;
    }
    inputs[i] = values;
  }
  for (uint32_t i = 0; i < model->num_outputs; ++i)
    expected[i] = allocate(model->outputs[i].bytes);
  void *workspace = allocate(model->workspace_size);
  if (model->run(inputs, expected, workspace) != 0)
    return 1;

  size_t wrong = 0;
  for (size_t threads = 1; threads <= MOST_THREADS; ++threads) {
    wrong += differences(threads, last_first, NULL);
    wrong += differences(threads, at_once, NULL);
  }
  void *shared = argc > 1 ? allocate(workspace_size(MOST_THREADS)) : NULL;
  struct caller callers[2] = {{shared, 0}, {shared, 0}};
  pthread_t threads[2];
  for (int i = 0; i < 2; ++i)
    if (pthread_create(&threads[i], NULL, call_again_and_again, &callers[i]) !=
        0)
      return 1;
  for (int i = 0; i < 2; ++i) {
    pthread_join(threads[i], NULL);
    wrong += callers[i].count;
  }
  printf("%s: %s, %zu bytes differ\n", model->name,
         calls > 0 ? "tasks" : "no tasks", wrong);
  return wrong != 0;
}
