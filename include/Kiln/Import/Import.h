// Reading model files: ONNX protobuf and MLIR text in; a module of the kiln
// dialect, or diagnostics, out. ONNX and protobuf are visible in
// lib/Kiln/Import only.

#ifndef KILN_IMPORT_IMPORT_H
#define KILN_IMPORT_IMPORT_H

#include "Kiln/IR/Identifier.h"
#include "Kiln/Import/Limits.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <string>

namespace kiln {

struct ImportOptions {
  /// Sizes of symbolic dimensions by name (`--dim N=1`), or by place: `x:2` is
  /// dimension 2 of the input x. A symbolic batch that is not listed is 1.
  llvm::StringMap<int64_t> dims;
  /// Shapes of inputs by name (`--shape x=1x3x224x224`). A size chosen so for a
  /// symbolic dimension holds wherever that dimension occurs.
  llvm::StringMap<llvm::SmallVector<int64_t>> shapes;
  /// Name of the model function and so the prefix of every emitted symbol;
  /// empty: derived from the file's name for ONNX, kept as written for MLIR.
  std::string name;
  /// Compile for a batch whose size is known only when the model runs: the
  /// module gets `kiln.dynamic_batch`.
  bool dynamicBatch = false;
  /// A model that goes beyond one of these is refused (`--limit nodes=1000`).
  ImportLimits limits;
};

/// Reads the model file at `path`, whose kind is told from its content.
/// The result verifies and holds one public function on static f32 tensors.
/// On failure every problem found has been emitted as an error diagnostic on
/// `context` and the result is null; the file is never trusted.
mlir::OwningOpRef<mlir::ModuleOp> importModel(llvm::StringRef path,
                                              const ImportOptions &options,
                                              mlir::MLIRContext &context);

/// The same for the content of a model file. Its identifier stands for the
/// path: diagnostics name it, an unnamed ONNX model gets its name from it, and
/// files of external weights lie in its folder.
mlir::OwningOpRef<mlir::ModuleOp> importModel(llvm::MemoryBufferRef model,
                                              const ImportOptions &options,
                                              mlir::MLIRContext &context);

} // namespace kiln

#endif // KILN_IMPORT_IMPORT_H
