// What all loaded models share: their description, checked before anything in
// it is believed. How they get into memory: ObjectModel.cpp and
// SharedModel.cpp.

#include "Kiln/Execution/LoadedModel.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace kiln;
using namespace kiln::run;

static Error fail(const Twine &message) { return createStringError(message); }

std::string kiln::run::formatShape(ArrayRef<int64_t> shape) {
  if (shape.empty())
    return "scalar";
  std::string text;
  raw_string_ostream os(text);
  interleave(shape, os, "x");
  return text;
}

std::optional<int64_t> kiln::run::elementCount(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  bool empty = false, tooLarge = false;
  for (int64_t size : shape) {
    if (size < 0)
      return std::nullopt;
    empty |= size == 0;
    tooLarge |= size != 0 && count > (INT64_MAX / 8) / size;
    count = tooLarge ? 1 : count * std::max<int64_t>(size, 1);
  }
  if (empty)
    return 0;
  return tooLarge ? std::nullopt : std::optional<int64_t>(count);
}

StringRef LoadedModel::errorText(int code) const {
  const char *text = model->error ? model->error(code) : nullptr;
  return text ? StringRef(text) : "unknown error";
}

Error LoadedModel::setBatch(int64_t count) {
  for (SmallVector<Port> *ports : {&inputPorts, &outputPorts})
    for (Port &port : *ports) {
      port.shape.front() = count;
      std::optional<int64_t> elements = elementCount(port.shape);
      if (!elements)
        return fail("a batch of " + Twine(count) + " rows is too large");
      port.count = *elements;
    }
  rows = count;
  return Error::success();
}

Error LoadedModel::setThreads(unsigned count) {
  if (count > 1 && !model->run_threads)
    return fail("the model is compiled without threads; 'kilnc --threads' "
                "compiles it with them");
  threads = count;
  if (count > 1 && model->threads == KILN_THREADS_CALLBACK)
    pool = std::make_unique<ThreadPool>(count);
  return Error::success();
}

size_t LoadedModel::workspaceSize() const {
  return SaturatingMultiplyAdd<size_t>(
      threads - 1, model->thread_workspace_size, model->workspace_size);
}

int LoadedModel::run(size_t count, const void *const *in, void *const *out,
                     void *workspace) const {
  if (threads > 1)
    return model->run_threads(count, in, out, workspace, threads,
                              ThreadPool::parallelFor, pool.get());
  return isBatched() ? model->run_batch(count, in, out, workspace)
                     : model->run(in, out, workspace);
}

/// Checks and copies the description of `count` inputs or outputs.
static Error adoptPorts(const kiln_tensor *tensors, uint32_t count,
                        StringRef kind, bool isBatched,
                        SmallVectorImpl<Port> &ports) {
  if (count != 0 && !tensors)
    return fail("the model's description has no " + kind + "s");
  for (const kiln_tensor &tensor : ArrayRef(tensors, count)) {
    if (!tensor.name || tensor.rank < 0 || (tensor.rank > 0 && !tensor.shape))
      return fail("the model's description of an " + kind + " is incomplete");
    const ElementType *type = findElementType(tensor.type);
    if (!type)
      return fail(kind + " '" + tensor.name + "' has the element type " +
                  Twine(tensor.type) + ": expected " + Twine(KILN_F32) +
                  " (f32) to " + Twine(KILN_U64) + " (u64)");
    ArrayRef<int64_t> shape(tensor.shape, size_t(tensor.rank));
    std::optional<int64_t> elements = elementCount(shape);
    if (!elements || uint64_t(*elements) * type->bytes != tensor.bytes)
      return fail(kind + " '" + tensor.name + "' of shape " +
                  formatShape(shape) + " claims to take " +
                  Twine(tensor.bytes) + " bytes");
    if (isBatched && (shape.empty() || shape.front() != 1))
      return fail(kind + " '" + tensor.name + "' of shape " +
                  formatShape(shape) + " is no row of a batch");
    ports.push_back(
        {tensor.name, type, SmallVector<int64_t>(shape), *elements});
  }
  return Error::success();
}

Error LoadedModel::adopt(const kiln_model *description) {
  if (description->version != KILN_MODEL_VERSION)
    return fail("the model's description has version " +
                Twine(description->version) + ": expected " +
                Twine(KILN_MODEL_VERSION));
  if (description->struct_size < sizeof(kiln_model))
    return fail("the model's description takes " +
                Twine(description->struct_size) + " bytes: expected " +
                Twine(sizeof(kiln_model)));
  if (!description->name || !description->run ||
      !isPowerOf2_64(description->workspace_alignment))
    return fail("the model's description is incomplete");
  model = description;
  if (Error error = adoptPorts(model->inputs, model->num_inputs, "input",
                               isBatched(), inputPorts))
    return error;
  return adoptPorts(model->outputs, model->num_outputs, "output", isBatched(),
                    outputPorts);
}

Error LoadedModel::adoptProfile(const kiln_profile *(*address)()) {
  const kiln_profile *data = address();
  if (!data)
    return Error::success();
  if (data->version != KILN_PROFILE_VERSION)
    return fail("the model's profile has version " + Twine(data->version) +
                ": expected " + Twine(KILN_PROFILE_VERSION));
  size_t end = SaturatingMultiplyAdd(data->num_kernels, sizeof(kiln_counter),
                                     data->counters);
  if (data->struct_size < sizeof(kiln_profile) || end > model->workspace_size ||
      (data->num_kernels && !data->kernels))
    return fail("the model's profile is incomplete");
  profileData = data;
  return Error::success();
}

bool kiln::run::isCompiledModel(StringRef path) {
  file_magic magic;
  return !identify_magic(path, magic) &&
         (magic == file_magic::archive || magic == file_magic::elf ||
          magic == file_magic::elf_relocatable ||
          magic == file_magic::elf_executable ||
          magic == file_magic::elf_shared_object);
}
