/* Compiles the digits model by the C interface, looks at what is told of it,
 * writes it to files, loads it in both ways and reads an image with it:
 *
 *     digits MODEL FOLDER
 */
#include "kiln-c/Kiln.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char message[256];

/* Ends the program unless `condition` holds. */
static void check(int condition, const char *what) {
  if (condition)
    return;
  printf("FAILED: %s: %s\n", what, message);
  exit(1);
}

static void print_port(const kiln_port *port) {
  size_t i;
  printf("%s: %s", kiln_port_name(port), kiln_port_type(port));
  for (i = 0; i < kiln_port_rank(port); i++)
    printf(" %d", (int)kiln_port_shape(port)[i]);
  printf(", %d bytes\n", (int)kiln_port_size(port));
}

/* Puts a stroke from top to bottom into the picture and runs the program. */
static int read_one(const kiln_program *program, void *workspace) {
  float image[64] = {0}, logits[10];
  kiln_buffer input, output;
  int i, best = 0;
  for (i = 0; i < 8; i++)
    image[8 * i + 3] = image[8 * i + 4] = 1.0f;
  input.data = image;
  input.size = sizeof image;
  output.data = logits;
  output.size = sizeof logits;
  check(kiln_program_run(program, 1, &input, 1, &output, 1, workspace, message,
                         sizeof message) == KILN_OK,
        "run");
  for (i = 1; i < 10; i++)
    if (logits[i] > logits[best])
      best = i;
  return best;
}

static const char *join(const char *folder, const char *name) {
  static char path[1024];
  sprintf(path, "%s/%s", folder, name);
  return path;
}

static void *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  void *bytes = malloc(1 << 20);
  check(file != NULL && bytes != NULL, path);
  *size = fread(bytes, 1, 1 << 20, file);
  fclose(file);
  return bytes;
}

/* Compiles to what `emit` names: how the code begins, and whether there is a
 * header. */
static void print_stage(const char *model, const char *emit) {
  kiln_options *options;
  kiln_result *result;
  const char *code;
  size_t size, length = 0;
  check(kiln_options_create(&options) == KILN_OK, "options");
  check(kiln_options_set(options, "emit", emit, NULL, 0) == KILN_OK, emit);
  check(kiln_compile_file(model, options, &result) == KILN_OK, emit);
  code = (const char *)kiln_result_code(result, &size);
  while (length < size && length < 12 && code[length] != '\n')
    length++;
  printf("%s: %.*s", emit, (int)length, code);
  printf("%s\n", kiln_result_header(result) ? ", with a header" : "");
  kiln_result_destroy(result);
  kiln_options_destroy(options);
}

int main(int argc, char **argv) {
  kiln_options *options;
  kiln_result *result, *again;
  kiln_program *program, *threaded;
  void *model;
  size_t size, size_again;
  check(argc == 3, "usage");
  check(kiln_api_version() == KILN_API_VERSION, "version");

  check(kiln_options_create(&options) == KILN_OK, "options");
  check(kiln_options_set(options, "name", "reader", message, sizeof message) ==
            KILN_OK,
        "name");
  check(kiln_options_set(options, "opt-level", "2", NULL, 0) == KILN_OK,
        "opt-level");
  check(kiln_compile_file(argv[1], options, &result) == KILN_OK, "compile");
  check(kiln_result_num_diagnostics(result) == 0, "no diagnostics");

  printf("model %s\n", kiln_result_name(result));
  print_port(kiln_result_input(result, 0));
  print_port(kiln_result_output(result, 0));
  printf("workspace aligned to %d\n",
         (int)kiln_result_workspace_alignment(result));
  check(strstr(kiln_result_header(result), "int reader_run(") != NULL,
        "header");

  /* The same model from memory gives the same bytes. */
  model = read_file(argv[1], &size);
  check(kiln_compile_buffer(model, size, "digits.onnx", options, &again) ==
            KILN_OK,
        "compile from memory");
  check(kiln_result_code(result, &size) != NULL, "code");
  check(kiln_result_code(again, &size_again) != NULL, "code again");
  check(size == size_again && memcmp(kiln_result_code(result, NULL),
                                     kiln_result_code(again, NULL), size) == 0,
        "same bytes");
  free(model);
  kiln_result_destroy(again);

  check(kiln_result_save_code(result, join(argv[2], "reader.o"), message,
                              sizeof message) == KILN_OK,
        "save code");
  check(kiln_result_save_header(result, join(argv[2], "reader.h"), message,
                                sizeof message) == KILN_OK,
        "save header");
  check(kiln_result_save_library(result, join(argv[2], "reader.so"), message,
                                 sizeof message) == KILN_OK,
        "save library");

  check(kiln_program_load(result, 1, &program, message, sizeof message) ==
            KILN_OK,
        "load");
  kiln_result_destroy(result);
  printf("from memory: %d\n", read_one(program, NULL));
  kiln_program_destroy(program);

  check(kiln_program_load_library(join(argv[2], "reader.so"), NULL, 1, &program,
                                  message, sizeof message) == KILN_OK,
        "load library");
  printf("from the library: %d\n", read_one(program, NULL));
  kiln_program_destroy(program);

  check(kiln_options_set(options, "threads", "callback", NULL, 0) == KILN_OK,
        "threads");
  check(kiln_compile_file(argv[1], options, &result) == KILN_OK, "compile");
  check(kiln_program_load(result, 2, &threaded, message, sizeof message) ==
            KILN_OK,
        "load with threads");
  printf("on two threads: %d\n", read_one(threaded, NULL));
  kiln_program_destroy(threaded);

  print_stage(argv[1], "kiln");
  print_stage(argv[1], "memref");
  print_stage(argv[1], "llvm-ir");
  print_stage(argv[1], "asm");
  print_stage(argv[1], "shared");
  kiln_result_destroy(result);
  kiln_options_destroy(options);
  return 0;
}
