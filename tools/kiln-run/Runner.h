// Calling a model: the memory it reads and writes.

#ifndef KILN_RUN_RUNNER_H
#define KILN_RUN_RUNNER_H

#include "Elements.h"
#include "GuardedBuffer.h"
#include "Kiln/Execution/LoadedModel.h"
#include <vector>

namespace kiln::run {

/// Fills `bytes` with elements of `type` that are the same on every machine:
/// reals uniform in [-1, 1), bytes of any value, wider integers from 0 to 9.
/// Each `stream` of a `seed` has its own sequence.
void fillRandom(const ElementType &type, llvm::MutableArrayRef<char> bytes,
                uint64_t seed, uint64_t stream);

class Runner {
public:
  /// Allocates inputs, outputs and workspace for `model`, which must outlive
  /// the runner; `end` of each is guarded to the byte.
  static llvm::Expected<Runner> create(const LoadedModel &model,
                                       GuardedEnd end = GuardedEnd::End);

  llvm::MutableArrayRef<char> input(size_t index);
  Elements output(size_t index) const;

  /// Of a model that has a profile: its kernels, and their counters in the
  /// workspace, in the same order.
  llvm::ArrayRef<kiln_kernel> kernels() const;
  llvm::MutableArrayRef<kiln_counter> counters();

  /// Runs the model once. Fails with the model's own text if it says so.
  llvm::Error run();
  /// Runs the model once with outputs and workspace full of NaN before, so that
  /// what it should have written but did not is seen.
  llvm::Error runChecked();

private:
  explicit Runner(const LoadedModel &model) : model(&model) {}

  const LoadedModel *model;
  std::vector<GuardedBuffer> inputs, outputs;
  GuardedBuffer workspace;
  std::vector<const void *> inputPointers;
  std::vector<void *> outputPointers;
};

} // namespace kiln::run

#endif // KILN_RUN_RUNNER_H
