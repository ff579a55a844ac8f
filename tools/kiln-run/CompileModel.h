// Compiling in memory what kiln-run is to run.

#ifndef KILN_RUN_COMPILEMODEL_H
#define KILN_RUN_COMPILEMODEL_H

#include "Kiln/Compiler/Compiler.h"
#include "Tool.h"

namespace kiln::run {

/// An object file in memory.
struct CompiledObject {
  Artifact artifact;
  /// Floating-point operations of one run, of one row if it is batched.
  double flops = 0;
};

/// Compiles `module`, which is used up; returns nothing after problems have
/// been emitted.
std::optional<CompiledObject> compileModule(mlir::ModuleOp module,
                                            const CompileOptions &options,
                                            const Configure &configure);

/// Imports and compiles the model file at `path`; returns nothing after the
/// problems have been printed. All memory but the object's is free again then.
std::optional<CompiledObject> compileModel(llvm::StringRef path,
                                           const ModelOptions &options,
                                           const Configure &configure);

} // namespace kiln::run

#endif // KILN_RUN_COMPILEMODEL_H
