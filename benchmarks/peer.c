// Runs a model in ONNX Runtime and times it: the contender that
// Kiln is compared with. Prints one JSON object; run.py reads it.
//
// Usage: peer LIBRARY MODEL.onnx INPUT.npy OUTPUT.npy SECONDS THREADS
//
// LIBRARY is libonnxruntime.so. The model has one input, "input", and one
// output, "output", both f32. Times are milliseconds for one run.

#include <dlfcn.h>
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// ONNX Runtime's C interface: a table of functions, of which every version has
// those of the older ones at the same places. npm's package has no header, so
// here are the places of what is called, and each call says the types.
enum {
  GET_ERROR_MESSAGE = 2,
  CREATE_ENV = 3,
  CREATE_SESSION = 7,
  RUN = 9,
  CREATE_SESSION_OPTIONS = 10,
  SET_EXECUTION_MODE = 13,
  SET_OPTIMIZATION_LEVEL = 23,
  SET_INTRA_OP_THREADS = 24,
  SET_INTER_OP_THREADS = 25,
  CREATE_TENSOR_WITH_DATA = 49,
  GET_TENSOR_DATA = 51,
  GET_DIMENSIONS_COUNT = 61,
  GET_DIMENSIONS = 62,
  GET_TENSOR_SHAPE = 65,
  CREATE_CPU_MEMORY_INFO = 69,
  ADD_SESSION_CONFIG_ENTRY = 130
};
enum { API_VERSION = 12, WARNING = 2, SEQUENTIAL = 0, OPTIMIZE_ALL = 99 };
enum { ARENA_ALLOCATOR = 1, DEFAULT_MEMORY = 0, F32 = 1 };

struct api_base {
  void *const *(*get_api)(uint32_t version);
  const char *(*get_version)(void);
};

static void *const *api;

static void fail(const char *subject, const char *problem) {
  fprintf(stderr, "error: %s: %s\n", subject, problem);
  exit(1);
}

// Calls the function at place SLOT, which takes arguments of TYPES and returns
// a status: null, or what went wrong.
#define CALL(SLOT, TYPES, ...)                                                 \
  check(#SLOT, ((void *(*)TYPES)api[SLOT])(__VA_ARGS__))

static void check(const char *call, void *status) {
  if (status)
    fail(call, ((const char *(*)(void *))api[GET_ERROR_MESSAGE])(status));
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

enum { MAX_RANK = 8 };

struct array {
  int64_t shape[MAX_RANK];
  size_t rank, bytes;
  float *data;
};

static size_t byte_count(const int64_t *shape, size_t rank) {
  size_t bytes = sizeof(float);
  for (size_t i = 0; i < rank; i++)
    bytes *= (size_t)shape[i];
  return bytes;
}

// Reads little-endian f32 in C order, as models.py writes them.
static struct array read_npy(const char *path) {
  struct array array = {.rank = 0};
  unsigned char start[10];
  char header[1024] = "";
  FILE *file = fopen(path, "rb");
  if (!file || fread(start, 1, sizeof start, file) != sizeof start)
    fail(path, "can't be read");
  size_t length = start[8] + 256u * start[9];
  if (length >= sizeof header || fread(header, 1, length, file) != length)
    fail(path, "the header can't be read");
  const char *shape = strstr(header, "'shape': (");
  if (!shape || !strstr(header, "'<f4'") || !strstr(header, "_order': False"))
    fail(path, "expected little-endian f32 in C order");
  shape = strchr(shape, '(') + 1;
  for (char *end; array.rank < MAX_RANK; shape = end + (*end == ',')) {
    int64_t size = strtoll(shape, &end, 10);
    if (end == shape)
      break;
    array.shape[array.rank++] = size;
  }
  array.bytes = byte_count(array.shape, array.rank);
  array.data = aligned_alloc(64, (array.bytes + 63) / 64 * 64);
  if (!array.data || fread(array.data, 1, array.bytes, file) != array.bytes)
    fail(path, "the data can't be read");
  fclose(file);
  return array;
}

static void write_npy(const char *path, const struct array *array) {
  // The data begin at a multiple of 64 bytes, after a line break.
  enum { LENGTH = 118 };
  char shape[32 * MAX_RANK] = "", header[512];
  for (size_t i = 0; i < array->rank; i++)
    sprintf(shape + strlen(shape), i ? ", %" PRId64 : "%" PRId64,
            array->shape[i]);
  sprintf(header, "{'descr': '<f4', 'fortran_order': False, 'shape': (%s%s), }",
          shape, array->rank == 1 ? "," : "");
  FILE *file = fopen(path, "wb");
  if (!file)
    fail(path, "can't be written");
  fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, file);
  fprintf(file, "%-*s\n", LENGTH - 1, header);
  fwrite(array->data, 1, array->bytes, file);
  if (ferror(file) || fclose(file))
    fail(path, "can't be written");
}

// A session with all graph optimizations. One thread has nobody to wait for;
// several wait for each other in loops, as they do by default. Kiln flushes the
// denormals among the weights; the peer may, too.
static void *create_session(const char *model, int threads) {
  void *env, *options, *session;
  CALL(CREATE_ENV, (int, const char *, void **), WARNING, "peer", &env);
  CALL(CREATE_SESSION_OPTIONS, (void **), &options);
  CALL(SET_EXECUTION_MODE, (void *, int), options, SEQUENTIAL);
  CALL(SET_OPTIMIZATION_LEVEL, (void *, int), options, OPTIMIZE_ALL);
  CALL(SET_INTRA_OP_THREADS, (void *, int), options, threads);
  CALL(SET_INTER_OP_THREADS, (void *, int), options, 1);
  const char *entries[][2] = {
      {"session.set_denormal_as_zero", "1"},
      {"session.intra_op.allow_spinning", threads > 1 ? "1" : "0"},
      {"session.inter_op.allow_spinning", "0"}};
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
    CALL(ADD_SESSION_CONFIG_ENTRY, (void *, const char *, const char *),
         options, entries[i][0], entries[i][1]);
  CALL(CREATE_SESSION, (void *, const char *, void *, void **), env, model,
       options, &session);
  return session;
}

static void *create_tensor(struct array *array) {
  void *info, *value;
  CALL(CREATE_CPU_MEMORY_INFO, (int, int, void **), ARENA_ALLOCATOR,
       DEFAULT_MEMORY, &info);
  CALL(CREATE_TENSOR_WITH_DATA,
       (void *, void *, size_t, const int64_t *, size_t, int, void **), info,
       array->data, array->bytes, array->shape, array->rank, F32, &value);
  return value;
}

static struct array describe(void *value) {
  struct array array;
  void *shape;
  CALL(GET_TENSOR_SHAPE, (void *, void **), value, &shape);
  CALL(GET_DIMENSIONS_COUNT, (void *, size_t *), shape, &array.rank);
  if (array.rank > MAX_RANK)
    fail("output", "too many dimensions");
  CALL(GET_DIMENSIONS, (void *, int64_t *, size_t), shape, array.shape,
       array.rank);
  CALL(GET_TENSOR_DATA, (void *, float **), value, &array.data);
  array.bytes = byte_count(array.shape, array.rank);
  return array;
}

static float largest(const struct array *array) {
  float result = 0;
  for (size_t i = 0; i < array->bytes / sizeof(float); i++) {
    if (!isfinite(array->data[i]))
      fail("output", "is not finite");
    result = fmaxf(result, fabsf(array->data[i]));
  }
  return result;
}

static void run(void *session, void *input, void **output) {
  const char *inputs[] = {"input"}, *outputs[] = {"output"};
  CALL(RUN,
       (void *, void *, const char **, void **, size_t, const char **, size_t,
        void **),
       session, NULL, inputs, &input, 1, outputs, 1, output);
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// Warms up for a tenth of `seconds`, then times runs for `seconds`, as
// kiln-run --bench does.
static void measure(void *session, void *input, void **output, double seconds) {
  size_t count = 0, capacity = 1024;
  double *samples = malloc(capacity * sizeof *samples);
  for (double start = now(); now() - start < seconds * 100;)
    run(session, input, output);
  for (double start = now(), before = start; before - start < seconds * 1000;) {
    before = now();
    run(session, input, output);
    if (count == capacity)
      samples = realloc(samples, (capacity *= 2) * sizeof *samples);
    if (!samples)
      fail("samples", "out of memory");
    samples[count++] = now() - before;
  }
  qsort(samples, count, sizeof *samples, compare);
  printf("\"runs\": %zu, \"min_ms\": %.9g, \"median_ms\": %.9g, ", count,
         samples[0], samples[count / 2]);
  free(samples);
}

int main(int argc, char **argv) {
  if (argc != 7 || atoi(argv[6]) < 1)
    fail("peer", "expected LIBRARY MODEL.onnx INPUT.npy OUTPUT.npy SECONDS "
                 "THREADS");
  void *library = dlopen(argv[1], RTLD_NOW);
  if (!library)
    fail(argv[1], dlerror());
  const struct api_base *(*get_base)(void) =
      (const struct api_base *(*)(void))dlsym(library, "OrtGetApiBase");
  if (!get_base || !(api = get_base()->get_api(API_VERSION)))
    fail(argv[1], "is no ONNX Runtime of a known version");

  printf("{\"name\": \"ONNX Runtime\", \"version\": \"%s\", ",
         get_base()->get_version());
  double start = now();
  void *session = create_session(argv[2], atoi(argv[6]));
  printf("\"create_ms\": %.6g, ", now() - start);
  struct array image = read_npy(argv[3]);
  void *input = create_tensor(&image), *output = NULL;
  // This run allocates the output; the timed ones write to it in place.
  run(session, input, &output);
  measure(session, input, &output, atof(argv[5]));
  struct array result = describe(output);
  write_npy(argv[4], &result);
  printf("\"max_abs\": %.9g}\n", (double)largest(&result));
  return 0;
}
