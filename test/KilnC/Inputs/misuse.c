/* Calls the C interface with nothing, too little and nonsense: each call must
 * answer with an error code.
 *
 *     misuse MODEL SHARED-LIBRARY-WITHOUT-A-MODEL
 */
#include "kiln-c/Kiln.h"

#include <stdio.h>
#include <string.h>

static int failures;
static char message[512];

/* What a call must return. */
static void expect(int got, int wanted, const char *call) {
  if (got == wanted)
    return;
  printf("FAILED: %s returned %d, expected %d\n", call, got, wanted);
  failures++;
}

#define INVALID(call) expect(call, KILN_INVALID_ARGUMENT, #call)
#define NOTHING(call) expect((call) == 0, 1, #call)

static void test_null(void) {
  kiln_options *options;
  kiln_result *result = (kiln_result *)message;
  kiln_program *program = (kiln_program *)message;
  INVALID(kiln_options_create(NULL));
  INVALID(kiln_options_set(NULL, "cpu", "native", NULL, 0));
  INVALID(kiln_compile_file(NULL, NULL, &result));
  NOTHING(result);
  INVALID(kiln_compile_file("m.onnx", NULL, NULL));
  INVALID(kiln_compile_buffer(NULL, 10, "m.onnx", NULL, &result));
  INVALID(kiln_compile_buffer("", 0, NULL, NULL, &result));
  INVALID(kiln_compile_buffer("", 0, "m.onnx", NULL, NULL));
  INVALID(kiln_result_save_code(NULL, "x", NULL, 0));
  INVALID(kiln_result_save_header(NULL, "x", NULL, 0));
  INVALID(kiln_result_save_library(NULL, "x", NULL, 0));
  INVALID(kiln_program_load(NULL, 1, &program, NULL, 0));
  NOTHING(program);
  INVALID(kiln_program_load_library(NULL, NULL, 1, &program, NULL, 0));
  INVALID(kiln_program_load_library("x", NULL, 1, NULL, NULL, 0));
  INVALID(kiln_program_run(NULL, 1, NULL, 0, NULL, 0, NULL, NULL, 0));
  NOTHING(kiln_result_text(NULL));
  NOTHING(kiln_result_json(NULL));
  NOTHING(kiln_result_num_diagnostics(NULL));
  NOTHING(kiln_result_diagnostic(NULL, 0));
  NOTHING(kiln_result_code(NULL, NULL));
  NOTHING(kiln_result_header(NULL));
  NOTHING(kiln_result_name(NULL));
  NOTHING(kiln_result_num_inputs(NULL));
  NOTHING(kiln_result_input(NULL, 0));
  NOTHING(kiln_result_num_outputs(NULL));
  NOTHING(kiln_result_output(NULL, 0));
  NOTHING(kiln_result_workspace_size(NULL, 1));
  NOTHING(kiln_result_workspace_alignment(NULL));
  NOTHING(kiln_diagnostic_severity(NULL));
  NOTHING(kiln_diagnostic_message(NULL));
  NOTHING(kiln_diagnostic_node(NULL));
  NOTHING(kiln_diagnostic_op(NULL));
  NOTHING(kiln_diagnostic_opset(NULL));
  NOTHING(kiln_diagnostic_attribute(NULL));
  expect((int)kiln_diagnostic_input(NULL), -1, "kiln_diagnostic_input(NULL)");
  NOTHING(kiln_diagnostic_expected(NULL));
  NOTHING(kiln_diagnostic_advice(NULL));
  NOTHING(kiln_diagnostic_file(NULL));
  NOTHING(kiln_diagnostic_line(NULL));
  NOTHING(kiln_diagnostic_column(NULL));
  NOTHING(kiln_diagnostic_num_notes(NULL));
  NOTHING(kiln_diagnostic_note(NULL, 0));
  NOTHING(kiln_port_name(NULL));
  NOTHING(kiln_port_type(NULL));
  NOTHING(kiln_port_rank(NULL));
  NOTHING(kiln_port_shape(NULL));
  NOTHING(kiln_port_size(NULL));
  NOTHING(kiln_program_name(NULL));
  NOTHING(kiln_program_num_inputs(NULL));
  NOTHING(kiln_program_input(NULL, 0));
  NOTHING(kiln_program_num_outputs(NULL));
  NOTHING(kiln_program_output(NULL, 0));
  NOTHING(kiln_program_dynamic_batch(NULL));
  NOTHING(kiln_program_workspace_size(NULL));
  NOTHING(kiln_program_workspace_alignment(NULL));
  kiln_options_destroy(NULL);
  kiln_result_destroy(NULL);
  kiln_program_destroy(NULL);
  expect(kiln_options_create(&options), KILN_OK, "kiln_options_create");
  INVALID(kiln_options_set(options, NULL, "1", NULL, 0));
  INVALID(kiln_options_set(options, "cpu", NULL, NULL, 0));
  kiln_options_destroy(options);
}

static void set(const char *name, const char *value) {
  kiln_options *options;
  kiln_options_create(&options);
  INVALID(kiln_options_set(options, name, value, message, sizeof message));
  printf("%s\n", message);
  /* A message that is too long for its place is cut. */
  memset(message, '#', sizeof message);
  INVALID(kiln_options_set(options, name, value, message, 4));
  expect(strcmp(message, "opt"), 0, "the cut message");
  expect(message[4], '#', "what is behind it");
  kiln_options_destroy(options);
}

static void test_options(void) {
  set("colour", "red");
  set("opt-level", "4");
  set("conv-algorithm", "fft");
  set("threads", "2");
  set("name", "a b");
  set("dim", "N=0");
  set("shape", "x=1x");
  set("dynamic-batch", "yes");
  set("emit", "elf");
}

/* Compiles `text`, which is refused. */
static void refuse(const char *text, const char *path) {
  kiln_result *result;
  kiln_program *program;
  expect(kiln_compile_buffer(text, strlen(text), path, NULL, &result),
         KILN_COMPILE_ERROR, path);
  printf("%s", kiln_result_text(result));
  expect(kiln_result_num_diagnostics(result) > 0, 1, "a diagnostic");
  NOTHING(kiln_result_diagnostic(result, 1000000));
  NOTHING(kiln_result_code(result, NULL));
  NOTHING(kiln_result_header(result));
  NOTHING(kiln_result_name(result));
  INVALID(kiln_result_save_code(result, "x", NULL, 0));
  INVALID(kiln_result_save_header(result, "x", NULL, 0));
  INVALID(kiln_result_save_library(result, "x", NULL, 0));
  INVALID(kiln_program_load(result, 1, &program, NULL, 0));
  kiln_result_destroy(result);
}

static void run(const kiln_program *program, size_t rows, void *in,
                size_t in_size, size_t num_inputs, void *out, size_t out_size,
                void *workspace, int wanted) {
  kiln_buffer input, output;
  input.data = in;
  input.size = in_size;
  output.data = out;
  output.size = out_size;
  message[0] = '\0';
  expect(kiln_program_run(program, rows, &input, num_inputs, &output, 1,
                          workspace, message, sizeof message),
         wanted, "kiln_program_run");
  printf("%s\n", message);
}

static void test_running(const char *model) {
  kiln_result *result;
  kiln_program *program;
  float memory[64 + 10];
  float *image = memory, *logits = memory + 64;
  expect(kiln_compile_file(model, NULL, &result), KILN_OK, "compile");
  INVALID(kiln_program_load(result, 0, &program, NULL, 0));
  INVALID(kiln_program_load(result, 1000000, &program, NULL, 0));
  INVALID(kiln_program_load(result, 2, &program, message, sizeof message));
  printf("%s\n", message);
  expect(kiln_result_save_code(result, "/no/such/folder/x.o", message,
                               sizeof message),
         KILN_IO_ERROR, "save");
  printf("%s\n", message);
  expect(kiln_program_load(result, 1, &program, NULL, 0), KILN_OK, "load");
  kiln_result_destroy(result);
  NOTHING(kiln_program_input(program, 1));
  NOTHING(kiln_program_output(program, (size_t)-1));
  run(program, 1, image, 256, 1, logits, 40, NULL, KILN_OK);
  run(program, 2, image, 256, 1, logits, 40, NULL, KILN_INVALID_ARGUMENT);
  run(program, 1, image, 128, 1, logits, 40, NULL, KILN_INVALID_ARGUMENT);
  run(program, 1, image, 256, 2, logits, 40, NULL, KILN_INVALID_ARGUMENT);
  run(program, 1, NULL, 256, 1, logits, 40, NULL, KILN_INVALID_ARGUMENT);
  run(program, 1, image, 256, 1, NULL, 40, NULL, KILN_INVALID_ARGUMENT);
  run(program, 1, image, 256, 1, image + 63, 40, NULL, KILN_INVALID_ARGUMENT);
  run(program, 1, image, 256, 1, logits, 40, message + 1, KILN_RUN_ERROR);
  INVALID(kiln_program_run(program, 1, NULL, 1, NULL, 1, NULL, NULL, 0));
  kiln_program_destroy(program);
}

/* Code that is no object file, or for another machine, is not loaded. */
static void test_foreign(const char *model) {
  kiln_options *options;
  kiln_result *result;
  kiln_program *program;
  kiln_options_create(&options);
  kiln_options_set(options, "target", "riscv64-unknown-linux-gnu", NULL, 0);
  expect(kiln_compile_file(model, options, &result), KILN_OK, "compile");
  expect(kiln_program_load(result, 1, &program, message, sizeof message),
         KILN_LOAD_ERROR, "load foreign code");
  NOTHING(program);
  printf("%s\n", message);
  kiln_result_destroy(result);
  kiln_options_set(options, "emit", "asm", NULL, 0);
  expect(kiln_compile_file(model, options, &result), KILN_OK, "compile");
  INVALID(kiln_program_load(result, 1, &program, NULL, 0));
  INVALID(kiln_result_save_library(result, "x", NULL, 0));
  kiln_result_destroy(result);
  kiln_options_destroy(options);
}

int main(int argc, char **argv) {
  kiln_program *program;
  if (argc != 3)
    return 2;
  test_null();
  test_options();
  refuse("", "empty.onnx");
  refuse("no model", "text.onnx");
  refuse("func.func @f(", "broken.mlir");
  test_running(argv[1]);
  test_foreign(argv[1]);
  expect(kiln_program_load_library(argv[2], NULL, 1, &program, message,
                                   sizeof message),
         KILN_LOAD_ERROR, "load no model");
  printf("%s\n", message);
  printf(failures == 0 ? "all answered\n" : "FAILED\n");
  return failures != 0;
}
