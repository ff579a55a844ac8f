// Models that come as object files, such as those compiled a moment ago: loaded
// by LLVM's JIT linker.

#include "Kiln/Execution/LoadedModel.h"
#include "Kiln/Target/CpuFeatures.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace kiln::run;

static Error fail(const Twine &message) { return createStringError(message); }

namespace {
class ObjectModel : public LoadedModel {
public:
  /// Links the object file and finds the model's description in it.
  Error load(std::unique_ptr<MemoryBuffer> object, StringRef name);

private:
  std::unique_ptr<orc::LLJIT> jit;
};
} // namespace

Error ObjectModel::load(std::unique_ptr<MemoryBuffer> object, StringRef name) {
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
  if (Error error = jit->addObjectFile(std::move(object)))
    return error;
  auto address = jit->lookup((name + "_model").str());
  jit->getExecutionSession().setErrorReporter(consumeError);
  if (!address) {
    std::string failure = toString(address.takeError());
    return fail(reasons.empty() ? failure : reasons);
  }
  if (Error error = adopt(address->toPtr<const kiln_model *>()))
    return error;
  auto profile = jit->lookup((name + "_profile").str());
  if (!profile) {
    // It is compiled without.
    consumeError(profile.takeError());
    return Error::success();
  }
  return adoptProfile(profile->toPtr<const kiln_profile *(*)()>());
}

Error kiln::run::checkRunsHere(const TargetOptions &options) {
  initializeTargets();
  Triple triple(options.triple), host(sys::getProcessTriple());
  if (triple.getArch() != host.getArch())
    return fail("can't run code for " + triple.getArchName() +
                " here: this machine is " + host.getArchName());
  std::string reason;
  const Target *target = TargetRegistry::lookupTarget(triple, reason);
  if (!target)
    return fail(reason);
  std::unique_ptr<MCSubtargetInfo> subtarget(
      target->createMCSubtargetInfo(triple, options.cpu, options.features));
  for (const auto &feature : sys::getHostCPUFeatures())
    if (!feature.second &&
        (triple.getArch() != Triple::x86_64 ||
         isCpuRequirement(feature.first())) &&
        subtarget->checkFeatures(("+" + feature.first()).str()))
      return fail("can't run code for CPU '" + options.cpu +
                  "' here: this machine lacks '" + feature.first() + "'");
  return Error::success();
}

Expected<std::unique_ptr<LoadedModel>>
kiln::run::loadObject(std::unique_ptr<MemoryBuffer> object, StringRef name) {
  initializeTargets();
  auto model = std::make_unique<ObjectModel>();
  if (Error error = model->load(std::move(object), name))
    return fail("can't load the compiled model: " + toString(std::move(error)));
  return model;
}
