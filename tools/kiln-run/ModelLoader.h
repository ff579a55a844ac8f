// A model ready to be called, whether it was compiled a moment ago into memory
// or comes as a shared library.

#ifndef KILN_RUN_MODELLOADER_H
#define KILN_RUN_MODELLOADER_H

#include "Elements.h"
#include "Kiln/Import/Import.h"
#include "Kiln/Pipeline/CompileOptions.h"
#include "Kiln/Target/Model.h"
#include "ThreadPool.h"
#include "Tool.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>

namespace kiln::run {

/// One input or output.
struct Port {
  std::string name;
  const ElementType *type;
  llvm::SmallVector<int64_t> shape;
  /// Number of elements.
  int64_t count;

  /// Bytes of all elements.
  size_t bytes() const { return size_t(count) * type->bytes; }
};

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
  /// Floating-point operations of one run; nothing if unknown.
  std::optional<double> flops() const;

  /// Whether the model takes a batch of any size, which is 1 until it is set.
  bool isBatched() const { return model->run_batch; }
  /// Makes the leading dimension of every port `rows`.
  llvm::Error setBatch(int64_t rows);

  /// Makes the model run on `count` threads, which is 1 until it is set. Fails
  /// if it is compiled for one.
  llvm::Error setThreads(unsigned count);

  /// Runs the model once; 0, or an error code.
  int run(const void *const *in, void *const *out, void *workspace) const;
  llvm::StringRef errorText(int code) const;

protected:
  /// Checks the description at `description` and takes over its facts.
  llvm::Error adopt(const kiln_model *description);

  /// Floating-point operations of one row, or of all if there is no batch.
  std::optional<double> flopCount;

private:
  const kiln_model *model = nullptr;
  int64_t batch = 1;
  unsigned threads = 1;
  /// Runs the tasks of a model that asks its caller to.
  std::unique_ptr<ThreadPool> pool;
  llvm::SmallVector<Port> inputPorts, outputPorts;
};

/// A model in the form that kilnc writes to a file.
struct CompiledObject {
  /// Prefix of its symbols.
  std::string name;
  /// An object file for this machine.
  std::unique_ptr<llvm::MemoryBuffer> object;
  /// Floating-point operations of one run.
  double flops;
};

/// Compiles `module`, which is used up; returns nothing after problems have
/// been emitted.
std::optional<CompiledObject> compileModule(mlir::ModuleOp module,
                                            const CompileOptions &options,
                                            const Configure &configure);

/// Imports and compiles the model file at `path`; returns nothing after the
/// problems have been printed. All memory but the object's is free again then.
std::optional<CompiledObject> compileModel(llvm::StringRef path,
                                           const ImportOptions &import,
                                           const CompileOptions &compile,
                                           const Configure &configure);

/// Links `model` into this process.
llvm::Expected<std::unique_ptr<LoadedModel>> loadObject(CompiledObject model);

/// Whether the file at `path` is a compiled one, told from its content.
bool isCompiledModel(llvm::StringRef path);

/// Loads the shared library at `path`; `name`, if not empty, is the model's.
llvm::Expected<std::unique_ptr<LoadedModel>>
loadSharedLibrary(llvm::StringRef path, llvm::StringRef name);

} // namespace kiln::run

#endif // KILN_RUN_MODELLOADER_H
