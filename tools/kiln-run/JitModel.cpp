// Models compiled in memory: the object file that kilnc would have written,
// loaded by LLVM's JIT linker.

#include "DiagnosticPrinter.h"
#include "Flops.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/Pipeline/Pipeline.h"
#include "Kiln/Target/CpuLevels.h"
#include "Kiln/Target/TargetMachine.h"
#include "ModelLoader.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;
using namespace mlir;
using namespace kiln;
using namespace kiln::run;

namespace {
class JitModel : public LoadedModel {
public:
  /// Links the object file and finds the model's description in it.
  Error load(CompiledObject compiled);

private:
  std::unique_ptr<orc::LLJIT> jit;
};
} // namespace

Error JitModel::load(CompiledObject compiled) {
  // The code has no static constructors, so no platform support is needed.
  auto created =
      orc::LLJITBuilder()
          .setPlatformSetUp(orc::setUpInactivePlatform)
          .setObjectLinkingLayerCreator([](orc::ExecutionSession &session) {
            return std::make_unique<orc::ObjectLinkingLayer>(session);
          })
          .create();
  if (!created)
    return created.takeError();
  jit = std::move(*created);
  // The session reports why a lookup fails; the lookup only says that it did.
  std::string reasons;
  jit->getExecutionSession().setErrorReporter([&](Error error) {
    reasons += (reasons.empty() ? "" : "; ") + toString(std::move(error));
  });
  if (Error error = jit->addObjectFile(std::move(compiled.object)))
    return error;
  auto address = jit->lookup(compiled.name + "_model");
  jit->getExecutionSession().setErrorReporter(consumeError);
  if (!address) {
    std::string failure = toString(address.takeError());
    return createStringError(reasons.empty() ? failure : reasons);
  }
  flopCount = compiled.flops;
  return adopt(address->toPtr<const kiln_model *>());
}

/// Refuses code that this machine can't run, before it meets an illegal
/// instruction.
static LogicalResult checkRunsHere(ModuleOp module,
                                   const kiln::TargetOptions &options) {
  auto emitError = [&] { return module.emitError(); };
  SmallVector<CpuLevel> levels =
      resolveCpuLevels(module.getContext(), options, emitError);
  if (levels.empty())
    return failure();
  // The lowest of several; the code finds out about the others itself.
  TargetAttr target = levels.front().target;
  auto machine = createTargetMachine(target, /*optLevel=*/0, emitError);
  if (!machine)
    return failure();
  for (const auto &feature : sys::getHostCPUFeatures())
    if (!feature.second && machine->getMCSubtargetInfo()->checkFeatures(
                               ("+" + feature.first()).str()))
      return module.emitError("can't run code for CPU '")
             << target.getCpu() << "' here: this machine lacks '"
             << feature.first() << "'";
  return success();
}

std::optional<CompiledObject>
kiln::run::compileModule(ModuleOp module, const CompileOptions &options,
                         const Configure &configure) {
  double flops = countFlops(module);
  SmallVector<char, 0> object;
  raw_svector_ostream os(object);
  auto adjust = [&](mlir::PassManager &pm) {
    return configure ? configure(pm) : success();
  };
  if (failed(compile(module, options, Stage::Object, os, adjust)))
    return std::nullopt;
  auto interface =
      module->getAttrOfType<InterfaceAttr>(KilnDialect::kInterfaceAttr);
  return CompiledObject{interface.getName().str(),
                        std::make_unique<SmallVectorMemoryBuffer>(
                            std::move(object), interface.getName(),
                            /*RequiresNullTerminator=*/false),
                        flops};
}

std::optional<CompiledObject>
kiln::run::compileModel(StringRef path, const ImportOptions &import,
                        const CompileOptions &options,
                        const Configure &configure) {
  DialectRegistry registry;
  registerKilnDialects(registry);
  MLIRContext context(registry);
  context.printOpOnDiagnostic(false);
  DiagnosticPrinter printer(context, path);
  OwningOpRef<ModuleOp> module = importModel(path, import, context);
  if (!module || failed(checkRunsHere(*module, options.target)))
    return std::nullopt;
  return compileModule(*module, options, configure);
}

Expected<std::unique_ptr<LoadedModel>>
kiln::run::loadObject(CompiledObject compiled) {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  auto model = std::make_unique<JitModel>();
  if (Error error = model->load(std::move(compiled)))
    return createStringError("can't load the compiled model: " +
                             toString(std::move(error)));
  return model;
}
