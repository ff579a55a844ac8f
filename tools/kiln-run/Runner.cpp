// The buffers of a run. Each is followed by a fence of known bytes that the
// model must leave alone.

#include "Runner.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>

using namespace llvm;
using namespace kiln;
using namespace kiln::run;

static constexpr size_t kFence = 64;
static constexpr int kFenceByte = 0xA5;
/// Four of these bytes are a NaN.
static constexpr int kPoisonByte = 0xFF;

static Error fail(const Twine &message) { return createStringError(message); }

void kiln::run::fillRandom(const ElementType &type, MutableArrayRef<char> bytes,
                           uint64_t seed, uint64_t stream) {
  // SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
  // generators, 2014); its top 24 bits are exact as a float.
  uint64_t state = seed ^ (stream * 0xD1342543DE82EF95u);
  for (size_t at = 0; at < bytes.size(); at += type.bytes) {
    state += 0x9E3779B97F4A7C15u;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    float real = float(z >> 40) * 0x1p-23f - 1.0f;
    double wide = real;
    // The low bytes of a little-endian integer come first.
    uint64_t integer = type.code == KILN_BOOL ? z >> 63
                       : type.bytes == 1      ? z >> 56
                                              : (z >> 32) % 10;
    const void *element = &integer;
    if (type.isFloat())
      element = type.bytes == 4 ? static_cast<const void *>(&real) : &wide;
    std::memcpy(bytes.data() + at, element, type.bytes);
  }
}

Expected<Runner::Buffer> Runner::allocate(size_t size, size_t alignment) {
  Buffer buffer;
  if (size <= SIZE_MAX / 2)
    buffer = WritableMemoryBuffer::getNewUninitMemBuffer(
        size + kFence, "", Align(std::max<size_t>(alignment, 64)));
  if (!buffer)
    return fail("can't allocate " + Twine(size) + " bytes for the model");
  std::memset(buffer->getBufferStart(), 0, size);
  std::memset(buffer->getBufferStart() + size, kFenceByte, kFence);
  return buffer;
}

Expected<Runner> Runner::create(const LoadedModel &model) {
  Runner runner(model);
  auto allocatePorts = [](ArrayRef<Port> ports, auto &buffers,
                          auto &pointers) -> Error {
    for (const Port &port : ports) {
      auto buffer = allocate(port.bytes(), 64);
      if (!buffer)
        return buffer.takeError();
      pointers.push_back((*buffer)->getBufferStart());
      buffers.push_back(std::move(*buffer));
    }
    return Error::success();
  };
  if (Error error =
          allocatePorts(model.inputs(), runner.inputs, runner.inputPointers))
    return error;
  if (Error error =
          allocatePorts(model.outputs(), runner.outputs, runner.outputPointers))
    return error;
  auto workspace = allocate(model.workspaceSize(), model.workspaceAlignment());
  if (!workspace)
    return workspace.takeError();
  runner.workspace = std::move(*workspace);
  return runner;
}

MutableArrayRef<char> Runner::input(size_t index) {
  return {inputs[index]->getBufferStart(), model->inputs()[index].bytes()};
}

Elements Runner::output(size_t index) const {
  const Port &port = model->outputs()[index];
  return {port.type, {outputs[index]->getBufferStart(), port.bytes()}};
}

Error Runner::run() {
  int code = model->run(inputPointers.data(), outputPointers.data(),
                        workspace->getBufferStart());
  if (code != 0)
    return fail("model '" + model->name() + "' failed with code " +
                Twine(code) + ": " + model->errorText(code));
  return Error::success();
}

static bool fenceHolds(const WritableMemoryBuffer &buffer) {
  ArrayRef<char> fence(buffer.getBufferEnd() - kFence, kFence);
  return all_of(fence, [](char c) { return c == char(kFenceByte); });
}

Error Runner::runChecked() {
  auto poison = [](WritableMemoryBuffer &buffer) {
    std::memset(buffer.getBufferStart(), kPoisonByte,
                buffer.getBufferSize() - kFence);
  };
  for (Buffer &output : outputs)
    poison(*output);
  poison(*workspace);
  if (Error error = run())
    return error;

  auto complain = [&](const Twine &what) {
    return fail("model '" + model->name() + "' wrote beyond the end of " +
                what);
  };
  if (!fenceHolds(*workspace))
    return complain("its workspace");
  for (auto [port, buffer] : zip_equal(model->inputs(), inputs))
    if (!fenceHolds(*buffer))
      return complain("input '" + port.name + "'");
  for (auto [port, buffer] : zip_equal(model->outputs(), outputs))
    if (!fenceHolds(*buffer))
      return complain("output '" + port.name + "'");
  return Error::success();
}
