/* The description of a compiled model, as C data: the one place where it is
 * written. Programs that load models include this file; the build puts the
 * text between the two KILN_MODEL_DEFINED lines into every generated header,
 * so that those need nothing else. The emitter lays its data out by it. */

#ifndef KILN_MODEL_DEFINED
#define KILN_MODEL_DEFINED

#include <stddef.h>
#include <stdint.h>

/* Version of the structs below; a reader refuses versions it does not know. */
#define KILN_MODEL_VERSION 3

/* Element types of tensors. A bool is one byte: 0 or 1 in outputs, and true
 * unless 0 in inputs. */
#define KILN_F32 1
#define KILN_F64 2
#define KILN_BOOL 3
#define KILN_I8 4
#define KILN_I16 5
#define KILN_I32 6
#define KILN_I64 7
#define KILN_U8 8
#define KILN_U16 9
#define KILN_U32 10
#define KILN_U64 11

/* One input or output: a dense row-major array. */
typedef struct kiln_tensor {
  const char *name;
  int32_t type;         /* an element type, such as KILN_F32 */
  int32_t rank;         /* number of dimensions */
  const int64_t *shape; /* `rank` sizes, outermost first */
  size_t bytes;         /* size of the whole array */
} kiln_tensor;

/* Calls task(data, 0) to task(data, tasks - 1), on any threads, at the same
 * time or one after the other, and returns when all have returned. `pool` is
 * what the caller of the model passes on. */
typedef void (*kiln_parallel_for)(void *pool, size_t tasks,
                                  void (*task)(void *data, size_t index),
                                  void *data);

/* Who runs the threads of a model. */
#define KILN_THREADS_NONE 0
#define KILN_THREADS_OPENMP 1
#define KILN_THREADS_CALLBACK 2

typedef struct kiln_model {
  uint32_t version;     /* KILN_MODEL_VERSION of the compiler */
  uint32_t struct_size; /* sizeof(kiln_model) */
  const char *name;
  uint32_t num_inputs;
  uint32_t num_outputs;
  const kiln_tensor *inputs;
  const kiln_tensor *outputs;
  size_t workspace_size;      /* bytes for one thread; 0: it may be null */
  size_t workspace_alignment; /* bytes */
  /* Runs the model once; 0, or an error code. `inputs` and `outputs` point to
   * one pointer for each tensor, in the order of the arrays above. */
  int (*run)(const void *const *inputs, void *const *outputs, void *workspace);
  /* The text of an error code. */
  const char *(*error)(int code);
  /* Null, or the model takes a batch of any size, and the tensors above are
   * those of one row: a leading dimension of 1. Runs `n` rows: each array is
   * `n` times its `bytes`, row after row. `run` runs one. */
  int (*run_batch)(size_t n, const void *const *inputs, void *const *outputs,
                   void *workspace);
  uint32_t threads; /* one of the above, such as KILN_THREADS_NONE */
  size_t thread_workspace_size; /* bytes of workspace for each further thread */
  /* Null, or runs the model on `threads` threads, at least one. `n` is the
   * number of rows, or 1. `parallel_for` is used, and not null unless there is
   * one thread, if `threads` above is KILN_THREADS_CALLBACK. */
  int (*run_threads)(size_t n, const void *const *inputs, void *const *outputs,
                     void *workspace, size_t threads,
                     kiln_parallel_for parallel_for, void *pool);
  /* Null, or the model has code for several levels of x86-64: which of them
   * runs here, 0 if none can; and the choice of another one for the calls that
   * begin later, 0 for the highest, which returns 0 or an error code. */
  int (*cpu)(void);
  int (*set_cpu)(int level);
} kiln_model;

#endif /* KILN_MODEL_DEFINED */
