// Calling a model: the memory it reads and writes, guarded against code that
// writes beyond it.

#ifndef KILN_RUN_RUNNER_H
#define KILN_RUN_RUNNER_H

#include "Elements.h"
#include "Kiln/Execution/LoadedModel.h"
#include "llvm/Support/MemoryBuffer.h"
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
  /// the runner.
  static llvm::Expected<Runner> create(const LoadedModel &model);

  llvm::MutableArrayRef<char> input(size_t index);
  Elements output(size_t index) const;

  /// Runs the model once. Fails with the model's own text if it says so.
  llvm::Error run();
  /// Runs the model once with outputs and workspace full of NaN before, so that
  /// what it should have written but did not is seen, and fails if it wrote
  /// beyond any of its arrays.
  llvm::Error runChecked();

private:
  using Buffer = std::unique_ptr<llvm::WritableMemoryBuffer>;

  explicit Runner(const LoadedModel &model) : model(&model) {}
  static llvm::Expected<Buffer> allocate(size_t size, size_t alignment);

  const LoadedModel *model;
  std::vector<Buffer> inputs, outputs;
  Buffer workspace;
  std::vector<const void *> inputPointers;
  std::vector<void *> outputPointers;
};

} // namespace kiln::run

#endif // KILN_RUN_RUNNER_H
