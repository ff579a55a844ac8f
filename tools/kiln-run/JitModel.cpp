// Models compiled in memory: the object file that kilnc would have written,
// loaded by LLVM's JIT linker.

#include "Flops.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/Pipeline/Pipeline.h"
#include "Kiln/Target/TargetMachine.h"
#include "ModelLoader.h"
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
  /// Links `object` and finds the description of the model called `name`.
  Error load(std::unique_ptr<MemoryBuffer> object, StringRef name,
             std::optional<double> flops);

private:
  std::unique_ptr<orc::LLJIT> jit;
};
} // namespace

Error JitModel::load(std::unique_ptr<MemoryBuffer> object, StringRef name,
                     std::optional<double> flops) {
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
  if (Error error = jit->addObjectFile(std::move(object)))
    return error;
  auto address = jit->lookup((name + "_model").str());
  if (!address)
    return address.takeError();
  flopCount = flops;
  return adopt(address->toPtr<const kiln_model *>());
}

/// Refuses code that this machine can't run, before it meets an illegal
/// instruction.
static LogicalResult checkRunsHere(ModuleOp module,
                                   const kiln::TargetOptions &options) {
  auto emitError = [&] { return module.emitError(); };
  TargetAttr target = resolveTarget(module.getContext(), options, emitError);
  if (!target)
    return failure();
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

std::unique_ptr<LoadedModel>
kiln::run::compileModel(StringRef path, const ImportOptions &import,
                        const CompileOptions &options, MLIRContext &context) {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  OwningOpRef<ModuleOp> module = importModel(path, import, context);
  if (!module || failed(checkRunsHere(*module, options.target)))
    return nullptr;
  double flops = countFlops(*module);

  SmallVector<char, 0> object;
  {
    raw_svector_ostream os(object);
    if (failed(compile(*module, options, Stage::Object, os)))
      return nullptr;
  }
  auto interface =
      (*module)->getAttrOfType<InterfaceAttr>(KilnDialect::kInterfaceAttr);
  std::string name = interface.getName().str();
  module = nullptr; // The weights are in the object now.

  auto model = std::make_unique<JitModel>();
  auto buffer = std::make_unique<SmallVectorMemoryBuffer>(
      std::move(object), name, /*RequiresNullTerminator=*/false);
  if (Error error = model->load(std::move(buffer), name, flops)) {
    mlir::emitError(FileLineColLoc::get(&context, path, 0, 0))
        << "can't load the compiled model: " << toString(std::move(error));
    return nullptr;
  }
  return model;
}
