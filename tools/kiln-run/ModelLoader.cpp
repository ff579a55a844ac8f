// What all loaded models share: their description, checked before anything in
// it is believed. How they get into memory: JitModel.cpp and SharedModel.cpp.

#include "ModelLoader.h"
#include "TensorIO.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace kiln::run;

static Error fail(const Twine &message) { return createStringError(message); }

StringRef LoadedModel::errorText(int code) const {
  const char *text = model->error ? model->error(code) : nullptr;
  return text ? StringRef(text) : "unknown error";
}

std::optional<double> LoadedModel::flops() const {
  return flopCount ? std::optional(*flopCount * double(batch)) : std::nullopt;
}

Error LoadedModel::setBatch(int64_t rows) {
  for (SmallVector<Port> *ports : {&inputPorts, &outputPorts})
    for (Port &port : *ports) {
      port.shape.front() = rows;
      std::optional<int64_t> elements = elementCount(port.shape);
      if (!elements)
        return fail("a batch of " + Twine(rows) + " rows is too large");
      port.count = *elements;
    }
  batch = rows;
  return Error::success();
}

Error LoadedModel::setThreads(unsigned count) {
  if (count > 1 && !model->run_threads)
    return fail("--threads=" + Twine(count) +
                ": the model is compiled without threads; 'kilnc --threads' "
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

int LoadedModel::run(const void *const *in, void *const *out,
                     void *workspace) const {
  if (threads > 1)
    return model->run_threads(size_t(batch), in, out, workspace, threads,
                              ThreadPool::parallelFor, pool.get());
  return isBatched() ? model->run_batch(size_t(batch), in, out, workspace)
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

bool kiln::run::isCompiledModel(StringRef path) {
  file_magic magic;
  return !identify_magic(path, magic) &&
         (magic == file_magic::archive || magic == file_magic::elf ||
          magic == file_magic::elf_relocatable ||
          magic == file_magic::elf_executable ||
          magic == file_magic::elf_shared_object);
}
