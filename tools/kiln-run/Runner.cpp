// The buffers of a run, and their contents.

#include "Runner.h"
#include <cstring>

using namespace llvm;
using namespace kiln;
using namespace kiln::run;

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

Expected<Runner> Runner::create(const LoadedModel &model, GuardedEnd end) {
  Runner runner(model);
  auto allocatePorts = [&](StringRef kind, ArrayRef<Port> ports, auto &buffers,
                           auto &pointers) -> Error {
    for (const Port &port : ports) {
      // No array need be aligned more than its elements.
      auto buffer = GuardedBuffer::allocate(port.bytes(), port.type->bytes, end,
                                            kind + " '" + port.name + "'");
      if (!buffer)
        return buffer.takeError();
      pointers.push_back(buffer->data());
      buffers.push_back(std::move(*buffer));
    }
    return Error::success();
  };
  if (Error error = allocatePorts("input", model.inputs(), runner.inputs,
                                  runner.inputPointers))
    return error;
  if (Error error = allocatePorts("output", model.outputs(), runner.outputs,
                                  runner.outputPointers))
    return error;
  auto workspace = GuardedBuffer::allocate(
      model.workspaceSize(), model.workspaceAlignment(), end, "its workspace");
  if (!workspace)
    return workspace.takeError();
  runner.workspace = std::move(*workspace);
  return runner;
}

MutableArrayRef<char> Runner::input(size_t index) {
  return inputs[index].bytes();
}

Elements Runner::output(size_t index) const {
  return {model->outputs()[index].type, outputs[index].bytes()};
}

ArrayRef<kiln_kernel> Runner::kernels() const {
  const kiln_profile *profile = model->profile();
  return {profile->kernels, profile->num_kernels};
}

MutableArrayRef<kiln_counter> Runner::counters() {
  const kiln_profile *profile = model->profile();
  char *first = workspace.data() + profile->counters;
  return {reinterpret_cast<kiln_counter *>(first), profile->num_kernels};
}

Error Runner::run() {
  int code =
      model->run(inputPointers.data(), outputPointers.data(), workspace.data());
  if (code != 0)
    return fail("model '" + model->name() + "' failed with code " +
                Twine(code) + ": " + model->errorText(code));
  return Error::success();
}

Error Runner::runChecked() {
  auto poison = [](const GuardedBuffer &buffer) {
    std::memset(buffer.data(), kPoisonByte, buffer.bytes().size());
  };
  for_each(outputs, poison);
  poison(workspace);
  return run();
}
