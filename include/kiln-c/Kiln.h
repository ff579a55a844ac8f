/* Kiln for C and whatever calls C: compiles models, tells what is known of
 * them, loads and runs them in this process. Link with libKilnC.so.
 *
 *   kiln_result *result;
 *   if (kiln_compile_file("digits.onnx", NULL, &result) != KILN_OK)
 *     fputs(kiln_result_text(result), stderr);
 *   else
 *     kiln_result_save_code(result, "digits.o", NULL, 0);
 *   kiln_result_destroy(result);
 *
 * Rules of this interface
 *
 * Stability. Within one KILN_API_VERSION, which is also the library's soname,
 * functions, constants and options are added, but none is removed or changes
 * its meaning: what was built with an older header runs with a newer library.
 * Handles are opaque and reached through functions; the one struct with
 * members, kiln_buffer, stays as it is. Texts of messages may change.
 *
 * Memory. What a create, compile or load function hands out belongs to the
 * caller, who gives it to the destroy function of its kind, which accepts NULL.
 * Pointers that other functions return belong to the handle they were asked
 * of, and live as long. A function that fails sets the handle it should have
 * made to NULL, except that kiln_compile_* make a result whenever there is
 * something to say.
 *
 * Errors. Functions that can fail return a kiln_status. Those with `message`
 * and `message_size` write why there: at most `message_size` bytes including
 * the final zero, cut if need be; both may be 0. NULL for a handle or a text
 * where one is expected is KILN_INVALID_ARGUMENT, and functions without a
 * status answer it with 0, -1 or NULL. Models are never trusted. Only running
 * out of memory inside the compiler, or a fatal error inside LLVM, ends the
 * process.
 *
 * Threads. There is no global state. Calls on different handles may run at the
 * same time; so may calls with the same handle if the function takes it as
 * const. No signal handler is installed, nothing is printed.
 *
 * Texts are UTF-8 as far as model files are: names come from those as they
 * are. */

#ifndef KILN_C_KILN_H
#define KILN_C_KILN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define KILN_API __attribute__((visibility("default")))
#else
#define KILN_API
#endif

#define KILN_API_VERSION 1

typedef enum kiln_status {
  KILN_OK = 0,
  /* NULL, or something of the wrong size, name or value. */
  KILN_INVALID_ARGUMENT = 1,
  /* The model or the target was refused; the diagnostics say why. */
  KILN_COMPILE_ERROR = 2,
  /* A file could not be written, or no linker be found. */
  KILN_IO_ERROR = 3,
  /* The code is not for this machine, or the file holds no model. */
  KILN_LOAD_ERROR = 4,
  /* The model returned an error. */
  KILN_RUN_ERROR = 5,
  /* There is not enough memory for the workspace. */
  KILN_OUT_OF_MEMORY = 6
} kiln_status;

/* What to compile for and to. */
typedef struct kiln_options kiln_options;
/* What a compilation made and said. */
typedef struct kiln_result kiln_result;
typedef struct kiln_diagnostic kiln_diagnostic;
/* An input or output of a model: a dense row-major array. */
typedef struct kiln_port kiln_port;
/* A model that has been loaded into this process. */
typedef struct kiln_program kiln_program;

/* Memory of the caller. */
typedef struct kiln_buffer {
  void *data;
  size_t size; /* bytes */
} kiln_buffer;

/* KILN_API_VERSION of the library that was loaded. */
KILN_API uint32_t kiln_api_version(void);
/* Such as "0.1.0 (LLVM 22.1.0)". */
KILN_API const char *kiln_version(void);

/* --- Options ------------------------------------------------------------- */

KILN_API kiln_status kiln_options_create(kiln_options **options);
KILN_API void kiln_options_destroy(kiln_options *options);

/* Sets one option from text. The names and values are those of kilnc's options:
 *
 *   target, cpu, features      as `kilnc --help` says
 *   opt-level                  0 to 3
 *   conv-algorithm             auto, direct, winograd
 *   threads                    none, openmp, callback
 *   sanitize                   address
 *   name                       a C identifier
 *   dim                        NAME=SIZE; may be set several times
 *   shape                      INPUT=1x3x224x224, or INPUT=scalar; likewise
 *   dynamic-batch, debug-info, profile  true, false
 *   emit                       a stage: obj unless set; shared, asm, llvm-ir, …
 *
 * Whether the model has what a dim or a shape names, and LLVM the target, is
 * found out when it is compiled. */
KILN_API kiln_status kiln_options_set(kiln_options *options, const char *name,
                                      const char *value, char *message,
                                      size_t message_size);

/* --- Compiling ----------------------------------------------------------- */

/* Compiles the ONNX or MLIR file at `path`. `options` may be NULL. */
KILN_API kiln_status kiln_compile_file(const char *path,
                                       const kiln_options *options,
                                       kiln_result **result);

/* Compiles the `size` bytes at `model`, the content of such a file. `path`
 * stands for the file's: diagnostics name it, an unnamed model gets its name
 * from it, and files of external weights lie in its folder. */
KILN_API kiln_status kiln_compile_buffer(const void *model, size_t size,
                                         const char *path,
                                         const kiln_options *options,
                                         kiln_result **result);

KILN_API void kiln_result_destroy(kiln_result *result);

/* All diagnostics as kilnc prints them; "" if there are none. */
KILN_API const char *kiln_result_text(const kiln_result *result);
/* The same as a JSON array, as in `kilnc --json`. */
KILN_API const char *kiln_result_json(const kiln_result *result);
KILN_API size_t kiln_result_num_diagnostics(const kiln_result *result);
/* NULL if there are no more than `index`. */
KILN_API const kiln_diagnostic *
kiln_result_diagnostic(const kiln_result *result, size_t index);

/* What was compiled to, an object file unless `emit` was set. NULL and size 0
 * if the compilation failed. */
KILN_API const void *kiln_result_code(const kiln_result *result, size_t *size);
/* The C header of the code; NULL if there is none. */
KILN_API const char *kiln_result_header(const kiln_result *result);
/* Prefix of the C functions; NULL if there are none. */
KILN_API const char *kiln_result_name(const kiln_result *result);
KILN_API size_t kiln_result_num_inputs(const kiln_result *result);
KILN_API const kiln_port *kiln_result_input(const kiln_result *result,
                                            size_t index);
KILN_API size_t kiln_result_num_outputs(const kiln_result *result);
KILN_API const kiln_port *kiln_result_output(const kiln_result *result,
                                             size_t index);
/* Bytes of workspace for a call on `threads` threads, and their alignment. */
KILN_API size_t kiln_result_workspace_size(const kiln_result *result,
                                           size_t threads);
KILN_API size_t kiln_result_workspace_alignment(const kiln_result *result);

/* Write to a file, which appears whole or not at all: the code as it is, the C
 * header, or a shared library that an object file is linked into with the C
 * compiler of this machine. */
KILN_API kiln_status kiln_result_save_code(const kiln_result *result,
                                           const char *path, char *message,
                                           size_t message_size);
KILN_API kiln_status kiln_result_save_header(const kiln_result *result,
                                             const char *path, char *message,
                                             size_t message_size);
KILN_API kiln_status kiln_result_save_library(const kiln_result *result,
                                              const char *path, char *message,
                                              size_t message_size);

/* --- Diagnostics --------------------------------------------------------- */

/* "error", "warning", "remark" or "note". */
KILN_API const char *
kiln_diagnostic_severity(const kiln_diagnostic *diagnostic);
/* What is wrong, without the place. */
KILN_API const char *kiln_diagnostic_message(const kiln_diagnostic *diagnostic);
/* Name and op of the node it is about; "" where there is none. */
KILN_API const char *kiln_diagnostic_node(const kiln_diagnostic *diagnostic);
KILN_API const char *kiln_diagnostic_op(const kiln_diagnostic *diagnostic);
/* Version of that op's domain, or 0. */
KILN_API int64_t kiln_diagnostic_opset(const kiln_diagnostic *diagnostic);
/* The attribute at fault, or ""; the index of the input at fault, or -1. */
KILN_API const char *
kiln_diagnostic_attribute(const kiln_diagnostic *diagnostic);
KILN_API int64_t kiln_diagnostic_input(const kiln_diagnostic *diagnostic);
/* The nearest form that is supported, and what to do instead, or "". */
KILN_API const char *
kiln_diagnostic_expected(const kiln_diagnostic *diagnostic);
KILN_API const char *kiln_diagnostic_advice(const kiln_diagnostic *diagnostic);
/* The place in a text model; "" and 0 elsewhere. */
KILN_API const char *kiln_diagnostic_file(const kiln_diagnostic *diagnostic);
KILN_API uint32_t kiln_diagnostic_line(const kiln_diagnostic *diagnostic);
KILN_API uint32_t kiln_diagnostic_column(const kiln_diagnostic *diagnostic);
/* What explains it further: diagnostics without notes of their own. */
KILN_API size_t kiln_diagnostic_num_notes(const kiln_diagnostic *diagnostic);
KILN_API const kiln_diagnostic *
kiln_diagnostic_note(const kiln_diagnostic *diagnostic, size_t index);

/* --- Inputs and outputs -------------------------------------------------- */

KILN_API const char *kiln_port_name(const kiln_port *port);
/* "f32", "f64", "bool", or "i" or "u" with 8, 16, 32 or 64. */
KILN_API const char *kiln_port_type(const kiln_port *port);
KILN_API size_t kiln_port_rank(const kiln_port *port);
/* `rank` sizes, outermost first. Of a model with a dynamic batch, the first is
 * 1 and stands for the number of rows. */
KILN_API const int64_t *kiln_port_shape(const kiln_port *port);
/* Bytes of the array, of one row of it with a dynamic batch. */
KILN_API size_t kiln_port_size(const kiln_port *port);

/* --- Running ------------------------------------------------------------- */

/* Loads the object file of `result`, which must be for this machine and is not
 * needed any longer then. It runs on `threads` threads, of which the caller's
 * is one: more than one takes code with the option `threads`. */
KILN_API kiln_status kiln_program_load(const kiln_result *result,
                                       size_t threads, kiln_program **program,
                                       char *message, size_t message_size);

/* Loads a shared library made by kilnc or kiln_result_save_library. `name` is
 * that of the model in it; NULL: it is told from the file. */
KILN_API kiln_status kiln_program_load_library(const char *path,
                                               const char *name, size_t threads,
                                               kiln_program **program,
                                               char *message,
                                               size_t message_size);

KILN_API void kiln_program_destroy(kiln_program *program);

KILN_API const char *kiln_program_name(const kiln_program *program);
KILN_API size_t kiln_program_num_inputs(const kiln_program *program);
KILN_API const kiln_port *kiln_program_input(const kiln_program *program,
                                             size_t index);
KILN_API size_t kiln_program_num_outputs(const kiln_program *program);
KILN_API const kiln_port *kiln_program_output(const kiln_program *program,
                                              size_t index);
/* 1 if each call says how many rows its arrays have, else 0. */
KILN_API int kiln_program_dynamic_batch(const kiln_program *program);
/* Bytes of workspace for a call, and their alignment. */
KILN_API size_t kiln_program_workspace_size(const kiln_program *program);
KILN_API size_t kiln_program_workspace_alignment(const kiln_program *program);

/* Runs the model once. There is one buffer for each input and each output,
 * used in place, of exactly `rows` times the port's size; outputs overlap
 * nothing else. `rows` is 1 unless the batch is dynamic. `workspace` belongs to
 * this call until it returns; NULL: the call allocates one. Calls may run at
 * the same time; on several threads of its own, a program does them one after
 * the other. */
KILN_API kiln_status kiln_program_run(const kiln_program *program, size_t rows,
                                      const kiln_buffer *inputs,
                                      size_t num_inputs,
                                      const kiln_buffer *outputs,
                                      size_t num_outputs, void *workspace,
                                      char *message, size_t message_size);

#ifdef __cplusplus
}
#endif

#endif /* KILN_C_KILN_H */
