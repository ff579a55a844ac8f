// The compiler as a list of passes, and the one call that runs it.

#ifndef KILN_PIPELINE_PIPELINE_H
#define KILN_PIPELINE_PIPELINE_H

#include "Kiln/Pipeline/CompileOptions.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/raw_ostream.h"

namespace kiln {

/// Appends to `pm` the passes that take a module, which is what stage `from`
/// produces and has its kiln.target attribute set, through `last`, at most
/// Stage::LLVM. So another compiler can hand over kiln ops, or what it has
/// lowered to linalg on tensors itself: one public function whose arguments and
/// results are the model's, named by `kiln.name`.
void buildKilnPipeline(mlir::OpPassManager &pm, const CompileOptions &options,
                       Stage last = Stage::LLVM, Stage from = Stage::Kiln);

/// Registers the kiln passes and the `kiln-pipeline` pass pipeline.
void registerKilnPasses();

/// Adds every dialect and extension that the pipeline needs to `registry`.
void registerKilnDialects(mlir::DialectRegistry &registry);

/// Compiles `module` in place through `stage` (not Stage::Shared) and writes
/// the stage's text or object code to `os`. `configure`, when given, adjusts
/// the pass manager before it runs (instrumentation). After a successful
/// return for Stage::LLVM and later the module carries its InterfaceAttr.
/// Problems are emitted as diagnostics.
llvm::LogicalResult
compile(mlir::ModuleOp module, const CompileOptions &options, Stage stage,
        llvm::raw_pwrite_stream &os,
        llvm::function_ref<llvm::LogicalResult(mlir::PassManager &)> configure =
            {});

} // namespace kiln

#endif // KILN_PIPELINE_PIPELINE_H
