// What is left of a pass or of code generation that fails or crashes: a file
// that repeats it.

#ifndef KILN_LIB_PIPELINE_REPRODUCER_H
#define KILN_LIB_PIPELINE_REPRODUCER_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"

namespace kiln {

/// Removes what an earlier failure left at `path`, if anything; no other file.
void removeReproducer(llvm::StringRef path);

/// Runs `pm` on `module`. If a pass fails or crashes, writes the module as it
/// was, with the pipeline, to the file `path`, and emits an error that calls it
/// an internal one and names the file.
llvm::LogicalResult runReproducibly(mlir::PassManager &pm,
                                    mlir::ModuleOp module,
                                    llvm::StringRef path);

/// Calls `function`, which generates code from `module` and may crash: then
/// writes the module to the file `path`, emits such an error, and fails.
llvm::LogicalResult
runGuarded(mlir::ModuleOp module, llvm::StringRef path,
           llvm::function_ref<llvm::LogicalResult()> function);

} // namespace kiln

#endif // KILN_LIB_PIPELINE_REPRODUCER_H
