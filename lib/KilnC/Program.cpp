// Loading models into this process and calling them, with all that a caller can
// get wrong checked before.

#include "Handles.h"
#include "Kiln/Execution/LoadedModel.h"
#include "llvm/ADT/STLExtras.h"
#include <cstdlib>
#include <mutex>

using namespace kiln;
using kiln::run::LoadedModel;

struct kiln_program {
  std::unique_ptr<LoadedModel> model;
  size_t threads;
  /// Held by the call that uses the model's threads.
  mutable std::mutex mutex;
};

/// More would hardly be meant.
static constexpr size_t kMostThreads = 1024;

/// The second half of both ways to load.
static kiln_status deliver(llvm::Expected<std::unique_ptr<LoadedModel>> model,
                           size_t threads, kiln_program **program,
                           char *message, size_t size) {
  if (!model)
    return c::fail(KILN_LOAD_ERROR, model.takeError(), message, size);
  if (llvm::Error error = (*model)->setThreads(threads))
    return c::fail(KILN_INVALID_ARGUMENT, std::move(error), message, size);
  *program = new kiln_program{std::move(*model), threads, {}};
  return KILN_OK;
}

static bool areThreadsValid(size_t threads) {
  return threads >= 1 && threads <= kMostThreads;
}

kiln_status kiln_program_load(const kiln_result *result, size_t threads,
                              kiln_program **program, char *message,
                              size_t message_size) {
  if (program)
    *program = nullptr;
  if (!program || !result || !result->result.artifact ||
      result->result.artifact->stage != Stage::Object ||
      !areThreadsValid(threads))
    return c::fail(KILN_INVALID_ARGUMENT,
                   "expected a model compiled to an object file, 1 to " +
                       llvm::Twine(kMostThreads) + " threads and a program",
                   message, message_size);
  const Artifact &artifact = *result->result.artifact;
  if (llvm::Error error = run::checkRunsHere(artifact.interface->target))
    return c::fail(KILN_LOAD_ERROR, std::move(error), message, message_size);
  auto object = llvm::MemoryBuffer::getMemBufferCopy(artifact.code->getBuffer(),
                                                     artifact.interface->name);
  return deliver(run::loadObject(std::move(object), artifact.interface->name),
                 threads, program, message, message_size);
}

kiln_status kiln_program_load_library(const char *path, const char *name,
                                      size_t threads, kiln_program **program,
                                      char *message, size_t message_size) {
  if (program)
    *program = nullptr;
  if (!program || !path || !areThreadsValid(threads))
    return c::fail(KILN_INVALID_ARGUMENT,
                   "expected a path, 1 to " + llvm::Twine(kMostThreads) +
                       " threads and a program",
                   message, message_size);
  return deliver(run::loadSharedLibrary(path, name ? name : ""), threads,
                 program, message, message_size);
}

void kiln_program_destroy(kiln_program *program) { delete program; }

const char *kiln_program_name(const kiln_program *program) {
  return program ? program->model->name().data() : nullptr;
}

size_t kiln_program_num_inputs(const kiln_program *program) {
  return program ? program->model->inputs().size() : 0;
}

const kiln_port *kiln_program_input(const kiln_program *program, size_t index) {
  return program ? c::getHandle<kiln_port>(program->model->inputs(), index)
                 : nullptr;
}

size_t kiln_program_num_outputs(const kiln_program *program) {
  return program ? program->model->outputs().size() : 0;
}

const kiln_port *kiln_program_output(const kiln_program *program,
                                     size_t index) {
  return program ? c::getHandle<kiln_port>(program->model->outputs(), index)
                 : nullptr;
}

int kiln_program_dynamic_batch(const kiln_program *program) {
  return program && program->model->isBatched();
}

size_t kiln_program_workspace_size(const kiln_program *program) {
  return program ? program->model->workspaceSize() : 0;
}

size_t kiln_program_workspace_alignment(const kiln_program *program) {
  return program ? program->model->workspaceAlignment() : 0;
}

/// Checks that there is a buffer of the right size for each of `ports`.
static llvm::Error checkBuffers(llvm::ArrayRef<Port> ports,
                                const kiln_buffer *buffers, size_t count,
                                size_t rows, llvm::StringRef kind) {
  if (count != ports.size() || (count > 0 && !buffers))
    return llvm::createStringError("expected " + llvm::Twine(ports.size()) +
                                   " " + kind + "s, got " + llvm::Twine(count));
  for (const auto &[port, buffer] :
       llvm::zip(ports, llvm::ArrayRef(buffers, count))) {
    bool overflows = false;
    size_t size = llvm::SaturatingMultiply(rows, port.bytes(), &overflows);
    if (overflows || buffer.size != size)
      return llvm::createStringError(
          kind + " '" + port.name + "' takes " + llvm::Twine(size) +
          " bytes, got a buffer of " + llvm::Twine(buffer.size));
    if (!buffer.data && size > 0)
      return llvm::createStringError(kind + " '" + port.name + "' is NULL");
  }
  return llvm::Error::success();
}

static bool overlap(const kiln_buffer &a, const kiln_buffer &b) {
  auto beginA = reinterpret_cast<uintptr_t>(a.data);
  auto beginB = reinterpret_cast<uintptr_t>(b.data);
  return beginA < beginB + b.size && beginB < beginA + a.size;
}

/// Checks that nothing is written that is also something else.
static llvm::Error checkOverlaps(const LoadedModel &model,
                                 llvm::ArrayRef<kiln_buffer> inputs,
                                 llvm::ArrayRef<kiln_buffer> outputs) {
  for (auto [i, output] : llvm::enumerate(outputs)) {
    auto complain = [&, i = i](const Port &other, llvm::StringRef kind) {
      return llvm::createStringError("output '" + model.outputs()[i].name +
                                     "' overlaps " + kind + " '" + other.name +
                                     "'");
    };
    for (auto [j, input] : llvm::enumerate(inputs))
      if (overlap(output, input))
        return complain(model.inputs()[j], "input");
    for (auto [j, other] : llvm::enumerate(outputs.take_front(i)))
      if (overlap(output, other))
        return complain(model.outputs()[j], "output");
  }
  return llvm::Error::success();
}

namespace {
/// Memory for one call, unless the caller has some.
class Workspace {
public:
  Workspace(const LoadedModel &model, void *given) : address(given) {
    size_t size = model.workspaceSize();
    size_t alignment = std::max(model.workspaceAlignment(), sizeof(void *));
    if (given || size == 0 || size > SIZE_MAX - alignment)
      return;
    owned.reset(std::aligned_alloc(alignment, llvm::alignTo(size, alignment)));
    address = owned.get();
  }

  void *address;

private:
  struct Free {
    void operator()(void *pointer) const { std::free(pointer); }
  };
  std::unique_ptr<void, Free> owned;
};
} // namespace

kiln_status kiln_program_run(const kiln_program *program, size_t rows,
                             const kiln_buffer *inputs, size_t num_inputs,
                             const kiln_buffer *outputs, size_t num_outputs,
                             void *workspace, char *message,
                             size_t message_size) {
  auto refuse = [&](const llvm::Twine &text) {
    return c::fail(KILN_INVALID_ARGUMENT, text, message, message_size);
  };
  if (!program)
    return refuse("expected a program, not NULL");
  const LoadedModel &model = *program->model;
  if (rows != 1 && !model.isBatched())
    return refuse("expected 1 row, as the batch is not dynamic, got " +
                  llvm::Twine(rows));
  if (llvm::Error error =
          checkBuffers(model.inputs(), inputs, num_inputs, rows, "input"))
    return refuse(toString(std::move(error)));
  if (llvm::Error error =
          checkBuffers(model.outputs(), outputs, num_outputs, rows, "output"))
    return refuse(toString(std::move(error)));
  if (llvm::Error error =
          checkOverlaps(model, {inputs, num_inputs}, {outputs, num_outputs}))
    return refuse(toString(std::move(error)));
  Workspace memory(model, workspace);
  if (!memory.address && model.workspaceSize() > 0)
    return c::fail(KILN_OUT_OF_MEMORY,
                   "can't allocate " + llvm::Twine(model.workspaceSize()) +
                       " bytes of workspace",
                   message, message_size);

  llvm::SmallVector<const void *> in;
  llvm::SmallVector<void *> out;
  for (const kiln_buffer &buffer : llvm::ArrayRef(inputs, num_inputs))
    in.push_back(buffer.data);
  for (const kiln_buffer &buffer : llvm::ArrayRef(outputs, num_outputs))
    out.push_back(buffer.data);
  std::unique_lock<std::mutex> lock(program->mutex, std::defer_lock);
  if (program->threads > 1)
    lock.lock();
  int code = model.run(rows, in.data(), out.data(), memory.address);
  if (code != 0)
    return c::fail(KILN_RUN_ERROR, model.errorText(code), message,
                   message_size);
  return KILN_OK;
}
