// The compilation of CompileModel.h: that of kilnc, but for a machine that is
// known to be this one.

#include "CompileModel.h"
#include "Kiln/Compiler/DiagnosticPrinter.h"
#include "Kiln/Execution/LoadedModel.h"
#include "Kiln/IR/Flops.h"
#include "Kiln/Target/CpuLevels.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace kiln;
using namespace kiln::run;

/// Refuses options that this machine can't run the code of, before any work is
/// done.
static LogicalResult checkTarget(ModuleOp module,
                                 const TargetOptions &options) {
  SmallVector<CpuLevel> levels = resolveCpuLevels(
      module.getContext(), options, [&] { return module.emitError(); });
  if (levels.empty())
    return failure();
  // The lowest of several; the code finds out about the others itself.
  TargetAttr target = levels.front().target;
  if (llvm::Error error =
          checkRunsHere({target.getTriple().str(), target.getCpu().str(),
                         target.getFeatures().str()}))
    return module.emitError(toString(std::move(error)));
  return success();
}

std::optional<CompiledObject>
kiln::run::compileModule(ModuleOp module, const CompileOptions &options,
                         const Configure &configure) {
  double flops = countFlops(module);
  FailureOr<Artifact> artifact =
      kiln::compileModule(module, options, Stage::Object, [&](PassManager &pm) {
        return configure ? configure(pm) : success();
      });
  if (failed(artifact))
    return std::nullopt;
  return CompiledObject{std::move(*artifact), flops};
}

std::optional<CompiledObject>
kiln::run::compileModel(StringRef path, const ModelOptions &options,
                        const Configure &configure) {
  DialectRegistry registry;
  registerKilnDialects(registry);
  MLIRContext context(registry);
  context.printOpOnDiagnostic(false);
  DiagnosticPrinter printer(context, path);
  OwningOpRef<ModuleOp> module = importModel(path, options.import, context);
  if (!module || failed(checkModel(*module)) ||
      failed(checkTarget(*module, options.compile.target)))
    return std::nullopt;
  CompileOptions compile = options.compile;
  compile.reproducer =
      (llvm::sys::path::filename(path) + ".reproducer.mlir").str();
  return compileModule(*module, compile, configure);
}
