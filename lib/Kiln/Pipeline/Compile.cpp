// The one call that compiles: resolves the target, runs the pipeline, writes
// what the stage produces.

#include "Kiln/Pipeline/Pipeline.h"
#include "Kiln/Target/Emit.h"
#include "mlir/IR/AsmState.h"

using namespace mlir;
using namespace kiln;

static EmitKind emitKind(Stage stage) {
  switch (stage) {
  case Stage::LLVMIR:
    return EmitKind::LLVMIR;
  case Stage::Assembly:
    return EmitKind::Assembly;
  default:
    return EmitKind::Object;
  }
}

LogicalResult
kiln::compile(ModuleOp module, const CompileOptions &options, Stage stage,
              llvm::raw_pwrite_stream &os,
              llvm::function_ref<LogicalResult(PassManager &)> configure) {
  MLIRContext *context = module.getContext();
  TargetAttr target = resolveTarget(context, options.target,
                                    [&] { return module.emitError(); });
  if (!target)
    return failure();
  if (stage != Stage::Kiln)
    module->setAttr(KilnDialect::kTargetAttr, target);

  PassManager pm(context);
  buildKilnPipeline(pm, options, std::min(stage, Stage::LLVM));
  if (configure && failed(configure(pm)))
    return failure();
  if (failed(pm.run(module)))
    return failure();

  if (stage > Stage::LLVM)
    return emitModule(module, emitKind(stage),
                      EmitOptions{options.optLevel, options.debugInfo}, os);
  OpPrintingFlags flags;
  if (options.debugInfo)
    flags.enableDebugInfo(/*enable=*/true);
  module.print(os, flags);
  os << '\n';
  return success();
}
