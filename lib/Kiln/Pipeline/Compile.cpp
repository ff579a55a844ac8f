// The one call that compiles: resolves the target, runs the pipeline, writes
// what the stage produces.

#include "Kiln/Memory/Passes.h"
#include "Kiln/Pipeline/Pipeline.h"
#include "Kiln/Target/CpuLevels.h"
#include "Kiln/Target/Emit.h"
#include "Kiln/Target/Provenance.h"
#include "MergeLevels.h"
#include "Reproducer.h"
#include "mlir/IR/AsmState.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/TargetParser/Triple.h"

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

/// Lowers a copy of `module` for each of `levels`, and makes one module of
/// them.
static LogicalResult
lowerLevels(ModuleOp module, const CompileOptions &options,
            ArrayRef<CpuLevel> levels, Stage stage,
            llvm::function_ref<LogicalResult(ModuleOp, TargetAttr)> lower) {
  if (stage != Stage::Kiln && stage < Stage::LLVM)
    return module.emitError("code for several CPUs is apart up to the stage '")
           << stageName(Stage::LLVM) << "'; expected one CPU for the stage '"
           << stageName(stage) << "'";
  if (stage == Stage::Kiln)
    return lower(module, levels.front().target);
  SmallVector<CompiledLevel> compiled;
  for (const CpuLevel &each : levels) {
    OwningOpRef<ModuleOp> copy = module.clone();
    if (failed(lower(*copy, each.target)))
      return failure();
    compiled.push_back({each.level, std::move(copy)});
  }
  mergeLevels(module, compiled, getLowestTarget(levels.front().target));
  return success();
}

/// The text of the note in the object file.
static std::string describe(ModuleOp module, const CompileOptions &options) {
  auto interface =
      module->getAttrOfType<InterfaceAttr>(KilnDialect::kInterfaceAttr);
  llvm::json::Object chosen{
      {"opt-level", options.optLevel},
      {"conv-algorithm", stringifyConvAlgorithm(options.convAlgorithm)},
      {"threads", stringifyThreads(options.threads)},
      {"dynamic-batch", interface.getDynamicBatch()},
      {"debug-info", options.debugInfo}};
  if (options.sanitizeAddress)
    chosen["sanitize"] = "address";
  if (options.profile)
    chosen["profile"] = true;
  if (!interface.getLevels().empty())
    chosen["cpu-levels"] = llvm::json::Array(interface.getLevels());
  return llvm::formatv(
      "{0}", llvm::json::Value(describeProvenance(module, std::move(chosen))));
}

LogicalResult
kiln::compile(ModuleOp module, const CompileOptions &options, Stage stage,
              llvm::raw_pwrite_stream &os,
              llvm::function_ref<LogicalResult(PassManager &)> configure) {
  SmallVector<CpuLevel> levels = resolveCpuLevels(
      module.getContext(), options.target, [&] { return module.emitError(); });
  if (levels.empty())
    return failure();
  llvm::Triple triple(levels.front().target.getTriple());
  if (options.profile && stage != Stage::Kiln &&
      failed(checkTimer(triple, [&] { return module.emitError(); })))
    return failure();
  if (!options.reproducer.empty())
    removeReproducer(options.reproducer);
  auto lower = [&](ModuleOp module, TargetAttr target) -> LogicalResult {
    if (stage != Stage::Kiln)
      module->setAttr(KilnDialect::kTargetAttr, target);
    PassManager pm(module.getContext());
    buildKilnPipeline(pm, options, std::min(stage, Stage::LLVM));
    if (configure && failed(configure(pm)))
      return failure();
    return options.reproducer.empty()
               ? pm.run(module)
               : runReproducibly(pm, module, options.reproducer);
  };
  if (failed(levels.size() == 1
                 ? lower(module, levels.front().target)
                 : lowerLevels(module, options, levels, stage, lower)))
    return failure();

  if (stage > Stage::LLVM) {
    auto emit = [&] {
      return emitModule(module, emitKind(stage),
                        {options.optLevel, options.debugInfo,
                         options.sanitizeAddress, describe(module, options)},
                        os);
    };
    return options.reproducer.empty()
               ? emit()
               : runGuarded(module, options.reproducer, emit);
  }
  OpPrintingFlags flags;
  if (options.debugInfo)
    flags.enableDebugInfo(/*enable=*/true);
  module.print(os, flags);
  os << '\n';
  return success();
}
