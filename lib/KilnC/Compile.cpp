// Compiling, and what a result tells.

#include "Handles.h"
#include "Kiln/Compiler/DiagnosticPrinter.h"
#include "Kiln/Compiler/OutputFile.h"
#include "llvm/Support/FormatVariadic.h"

using namespace kiln;

/// Hands `result` out, and says what became of the model called `file`.
static kiln_status deliver(CompileResult result, llvm::StringRef file,
                           kiln_result **out) {
  auto *handle = new kiln_result{std::move(result), "", ""};
  llvm::raw_string_ostream os(handle->text);
  DiagnosticText text(file, os);
  llvm::json::Array records;
  for (const DiagnosticRecord &record : handle->result.diagnostics) {
    text.print(record);
    records.push_back(record.toJson());
  }
  handle->json =
      llvm::formatv("{0:2}", llvm::json::Value(std::move(records))).str();
  *out = handle;
  return handle->result.artifact ? KILN_OK : KILN_COMPILE_ERROR;
}

static ModelOptions getOptions(const kiln_options *options) {
  return options ? options->options : ModelOptions();
}

kiln_status kiln_compile_file(const char *path, const kiln_options *options,
                              kiln_result **result) {
  if (!result)
    return KILN_INVALID_ARGUMENT;
  *result = nullptr;
  if (!path)
    return KILN_INVALID_ARGUMENT;
  return deliver(compileFile(path, getOptions(options)), path, result);
}

kiln_status kiln_compile_buffer(const void *model, size_t size,
                                const char *path, const kiln_options *options,
                                kiln_result **result) {
  if (!result)
    return KILN_INVALID_ARGUMENT;
  *result = nullptr;
  if (!model || !path)
    return KILN_INVALID_ARGUMENT;
  llvm::MemoryBufferRef buffer(
      llvm::StringRef(static_cast<const char *>(model), size), path);
  return deliver(compileBuffer(buffer, getOptions(options)), path, result);
}

void kiln_result_destroy(kiln_result *result) { delete result; }

const char *kiln_result_text(const kiln_result *result) {
  return result ? result->text.c_str() : nullptr;
}

const char *kiln_result_json(const kiln_result *result) {
  return result ? result->json.c_str() : nullptr;
}

size_t kiln_result_num_diagnostics(const kiln_result *result) {
  return result ? result->result.diagnostics.size() : 0;
}

const kiln_diagnostic *kiln_result_diagnostic(const kiln_result *result,
                                              size_t index) {
  if (!result)
    return nullptr;
  return c::getHandle<kiln_diagnostic>(
      llvm::ArrayRef(result->result.diagnostics), index);
}

static const Artifact *getArtifact(const kiln_result *result) {
  return result && result->result.artifact ? &*result->result.artifact
                                           : nullptr;
}

static const ModelInterface *getInterface(const kiln_result *result) {
  const Artifact *artifact = getArtifact(result);
  return artifact && artifact->interface ? &*artifact->interface : nullptr;
}

const void *kiln_result_code(const kiln_result *result, size_t *size) {
  const Artifact *artifact = getArtifact(result);
  if (size)
    *size = artifact ? artifact->code->getBufferSize() : 0;
  return artifact ? artifact->code->getBufferStart() : nullptr;
}

const char *kiln_result_header(const kiln_result *result) {
  return getInterface(result) ? getArtifact(result)->header.c_str() : nullptr;
}

const char *kiln_result_name(const kiln_result *result) {
  const ModelInterface *interface = getInterface(result);
  return interface ? interface->name.c_str() : nullptr;
}

size_t kiln_result_num_inputs(const kiln_result *result) {
  const ModelInterface *interface = getInterface(result);
  return interface ? interface->inputs.size() : 0;
}

const kiln_port *kiln_result_input(const kiln_result *result, size_t index) {
  const ModelInterface *interface = getInterface(result);
  return interface ? c::getHandle<kiln_port>(llvm::ArrayRef(interface->inputs),
                                             index)
                   : nullptr;
}

size_t kiln_result_num_outputs(const kiln_result *result) {
  const ModelInterface *interface = getInterface(result);
  return interface ? interface->outputs.size() : 0;
}

const kiln_port *kiln_result_output(const kiln_result *result, size_t index) {
  const ModelInterface *interface = getInterface(result);
  return interface ? c::getHandle<kiln_port>(llvm::ArrayRef(interface->outputs),
                                             index)
                   : nullptr;
}

size_t kiln_result_workspace_size(const kiln_result *result, size_t threads) {
  const ModelInterface *interface = getInterface(result);
  if (!interface || threads == 0)
    return 0;
  return llvm::SaturatingMultiplyAdd(
      threads - 1, interface->threadWorkspaceSize, interface->workspaceSize);
}

size_t kiln_result_workspace_alignment(const kiln_result *result) {
  const ModelInterface *interface = getInterface(result);
  return interface ? interface->workspaceAlignment : 0;
}

/// Writes `contents` to `path`, or says why it can't be done.
static kiln_status save(llvm::StringRef contents, const char *path,
                        char *message, size_t size) {
  if (llvm::Error error = writeFile(path, contents))
    return c::fail(KILN_IO_ERROR, std::move(error), message, size);
  return KILN_OK;
}

kiln_status kiln_result_save_code(const kiln_result *result, const char *path,
                                  char *message, size_t message_size) {
  const Artifact *artifact = getArtifact(result);
  if (!artifact || !path)
    return c::fail(KILN_INVALID_ARGUMENT,
                   "expected a compiled model and a path", message,
                   message_size);
  return save(artifact->code->getBuffer(), path, message, message_size);
}

kiln_status kiln_result_save_header(const kiln_result *result, const char *path,
                                    char *message, size_t message_size) {
  if (!getInterface(result) || !path)
    return c::fail(KILN_INVALID_ARGUMENT,
                   "expected a compiled model with a header and a path",
                   message, message_size);
  return save(getArtifact(result)->header, path, message, message_size);
}

kiln_status kiln_result_save_library(const kiln_result *result,
                                     const char *path, char *message,
                                     size_t message_size) {
  const Artifact *artifact = getArtifact(result);
  if (!artifact || artifact->stage != Stage::Object || !path)
    return c::fail(KILN_INVALID_ARGUMENT,
                   "expected a model compiled to an object file and a path",
                   message, message_size);
  if (llvm::Error error = linkArtifact(*artifact, path))
    return c::fail(KILN_IO_ERROR, std::move(error), message, message_size);
  return KILN_OK;
}
