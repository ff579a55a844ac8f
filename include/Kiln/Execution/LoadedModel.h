// A model ready to be called, whether it was compiled a moment ago into memory
// or comes as a shared library.

#ifndef KILN_EXECUTION_LOADEDMODEL_H
#define KILN_EXECUTION_LOADEDMODEL_H

#include "Kiln/Execution/ThreadPool.h"
#include "Kiln/Target/Model.h"
#include "Kiln/Target/ModelInterface.h"
#include "Kiln/Target/Profile.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>
#include <string>

namespace kiln::run {

/// "1x10" for {1, 10}, "scalar" for {}.
std::string formatShape(llvm::ArrayRef<int64_t> shape);

/// The number of elements of `shape`, or nothing if a dimension is negative or
/// there are more than memory could ever hold.
std::optional<int64_t> elementCount(llvm::ArrayRef<int64_t> shape);

/// A loaded model, whose description has been checked.
class LoadedModel {
public:
  virtual ~LoadedModel() = default;

  llvm::StringRef name() const { return model->name; }
  /// For a batched model, those of the batch that was set.
  llvm::ArrayRef<Port> inputs() const { return inputPorts; }
  llvm::ArrayRef<Port> outputs() const { return outputPorts; }
  /// Bytes of the workspace for as many threads as are set.
  size_t workspaceSize() const;
  size_t workspaceAlignment() const { return model->workspace_alignment; }
  /// Whether the model takes a batch of any size, which is 1 until it is set.
  bool isBatched() const { return model->run_batch; }
  /// Makes the leading dimension of every port `rows`.
  llvm::Error setBatch(int64_t rows);

  /// Makes the model run on `count` threads, which is 1 until it is set. Fails
  /// if it is compiled for one.
  llvm::Error setThreads(unsigned count);

  /// Rows of the batch that was set; 1 for a model that is not batched.
  int64_t batch() const { return rows; }

  /// The kernels whose time it measures, and where; null if it is compiled
  /// without --profile.
  const kiln_profile *profile() const { return profileData; }

  /// Runs the model once; 0, or an error code.
  int run(const void *const *in, void *const *out, void *workspace) const {
    return run(size_t(rows), in, out, workspace);
  }
  /// The same for a batch of `count` rows, whatever was set; 1 for a model that
  /// is not batched. Calls may run at the same time if there is one thread.
  int run(size_t count, const void *const *in, void *const *out,
          void *workspace) const;
  llvm::StringRef errorText(int code) const;

protected:
  /// Checks the description at `description` and takes over its facts.
  llvm::Error adopt(const kiln_model *description);

  /// Checks and takes over the profile that `function` tells.
  llvm::Error adoptProfile(const kiln_profile *(*function)());

private:
  const kiln_model *model = nullptr;
  const kiln_profile *profileData = nullptr;
  int64_t rows = 1;
  unsigned threads = 1;
  /// Runs the tasks of a model that asks its caller to.
  std::unique_ptr<ThreadPool> pool;
  llvm::SmallVector<Port> inputPorts, outputPorts;
};

/// Refuses code that this machine can't run, before it meets an illegal
/// instruction. `target` is resolved: nothing in it is left open.
llvm::Error checkRunsHere(const TargetOptions &target);

/// Links `object`, an object file for this machine that holds the model `name`,
/// into this process.
llvm::Expected<std::unique_ptr<LoadedModel>>
loadObject(std::unique_ptr<llvm::MemoryBuffer> object, llvm::StringRef name);

/// Whether the file at `path` is a compiled one, told from its content.
bool isCompiledModel(llvm::StringRef path);

/// Loads the shared library at `path`; `name`, if not empty, is the model's.
llvm::Expected<std::unique_ptr<LoadedModel>>
loadSharedLibrary(llvm::StringRef path, llvm::StringRef name);

} // namespace kiln::run

#endif // KILN_EXECUTION_LOADEDMODEL_H
