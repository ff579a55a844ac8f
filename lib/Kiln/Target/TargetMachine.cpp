// Looks a target up in LLVM: its triple, CPU and features, checked before LLVM
// sees them, since LLVM itself only warns or aborts. The facts that schedules
// are chosen by are in TargetFacts.cpp.

#include "Kiln/Target/TargetMachine.h"
#include "TargetFacts.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace kiln;
using llvm::MCSubtargetInfo;
using llvm::Triple;

using EmitError = llvm::function_ref<InFlightDiagnostic()>;

void kiln::initializeTargets() {
  static const bool once = [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllAsmPrinters();
    // For the inline assembly that asks a CPU for its features.
    llvm::InitializeAllAsmParsers();
    return true;
  }();
  (void)once;
}

/// Finds LLVM's back end for `triple`, if the C interface can be emitted for
/// it.
static const llvm::Target *lookupTarget(const Triple &triple,
                                        EmitError emitError) {
  initializeTargets();
  std::string error;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, error);
  if (triple.getArch() == Triple::UnknownArch || !target ||
      !target->hasTargetMachine() || !target->hasMCAsmBackend()) {
    emitError() << "unknown target triple '" << triple.str()
                << "': expected <arch>-<vendor>-<os>, such as "
                   "aarch64-unknown-linux-gnu";
    return nullptr;
  }
  bool supported = triple.isOSBinFormatELF() && triple.isLittleEndian() &&
                   (triple.isArch64Bit() || triple.isArch32Bit()) &&
                   !triple.isGPU() && !triple.isBPF();
  if (!supported) {
    emitError() << "target '" << triple.str()
                << "' is not supported: expected a little-endian CPU of 32 or "
                   "64 bits with ELF object files";
    return nullptr;
  }
  return target;
}

/// The key of `table` that is closest to `name`, or nothing if none is close.
template <typename Table>
static StringRef findNearest(const Table &table, StringRef name) {
  StringRef best;
  unsigned bestDistance = 1 + name.size() / 3;
  for (const auto &entry : table) {
    unsigned distance = name.edit_distance(entry.Key, true, bestDistance);
    if (distance < bestDistance) {
      best = entry.Key;
      bestDistance = distance;
    }
  }
  return best;
}

static LogicalResult checkCPU(const MCSubtargetInfo &info, StringRef cpu,
                              EmitError emitError) {
  if (cpu.empty() || info.isCPUStringValid(cpu))
    return success();
  InFlightDiagnostic diag = emitError();
  diag << "unknown CPU '" << cpu << "' for target '"
       << info.getTargetTriple().str() << "'";
  StringRef nearest = findNearest(info.getAllProcessorDescriptions(), cpu);
  if (!nearest.empty())
    diag << "; did you mean '" << nearest << "'?";
  return diag;
}

static LogicalResult checkFeatures(const MCSubtargetInfo &info,
                                   StringRef features, EmitError emitError) {
  for (StringRef feature : llvm::split(features, ',')) {
    if (feature.empty())
      continue;
    StringRef name = feature.drop_front();
    if (feature.front() != '+' && feature.front() != '-')
      return emitError() << "feature '" << feature
                         << "' must begin with '+' or '-'";
    if (llvm::any_of(info.getAllProcessorFeatures(),
                     [&](const auto &entry) { return name == entry.Key; }))
      continue;
    InFlightDiagnostic diag = emitError();
    diag << "unknown feature '" << name << "' for target '"
         << info.getTargetTriple().str() << "'";
    StringRef nearest = findNearest(info.getAllProcessorFeatures(), name);
    if (!nearest.empty())
      diag << "; did you mean '" << nearest << "'?";
    return diag;
  }
  return success();
}

/// Refuses CPUs that cannot run the triple's code at all, on which LLVM aborts.
static LogicalResult checkWordSize(const MCSubtargetInfo &info,
                                   StringRef features, EmitError emitError) {
  const Triple &triple = info.getTargetTriple();
  StringRef required;
  if (triple.isRISCV64())
    required = "+64bit";
  else if (triple.isRISCV32())
    required = "+32bit";
  else if (triple.isX86() && triple.isArch64Bit())
    required = "+64bit,+sse2";
  if (required.empty() || info.checkFeatures(required))
    return success();
  InFlightDiagnostic diag = emitError();
  diag << "CPU '" << info.getCPU() << "' ";
  if (!features.empty())
    diag << "with " << features << ' ';
  return diag << "cannot run code for target '" << triple.str()
              << "', which needs " << required;
}

/// The checked subtarget, or null after an error.
static std::unique_ptr<MCSubtargetInfo>
createSubtarget(const llvm::Target &target, const Triple &triple, StringRef cpu,
                StringRef features, EmitError emitError) {
  std::unique_ptr<MCSubtargetInfo> generic(
      target.createMCSubtargetInfo(triple, "", ""));
  if (failed(checkCPU(*generic, cpu, emitError)) ||
      failed(checkFeatures(*generic, features, emitError)))
    return nullptr;
  std::unique_ptr<MCSubtargetInfo> info(
      target.createMCSubtargetInfo(triple, cpu, features));
  if (failed(checkWordSize(*info, features, emitError)))
    return nullptr;
  return info;
}

/// The features of this host that differ from what its CPU's name implies
/// (virtual machines hide some), sorted.
static std::string getHostFeatures(const llvm::Target &target,
                                   const Triple &triple, StringRef cpu) {
  std::unique_ptr<MCSubtargetInfo> byName(
      target.createMCSubtargetInfo(triple, cpu, ""));
  SmallVector<std::string> differing;
  for (const auto &entry : llvm::sys::getHostCPUFeatures()) {
    StringRef name = entry.getKey();
    bool known =
        llvm::any_of(byName->getAllProcessorFeatures(),
                     [&](const auto &feature) { return name == feature.Key; });
    if (known && byName->checkFeatures(("+" + name).str()) != entry.getValue())
      differing.push_back(((entry.getValue() ? "+" : "-") + name).str());
  }
  llvm::sort(differing);
  return llvm::join(differing, ",");
}

/// The CPU that runs all code of the triple's usual systems.
static TargetOptions getGenericCPU(const Triple &triple) {
  if (triple.isX86())
    return {"", triple.isArch64Bit() ? "x86-64" : "i686", ""};
  if (triple.isRISCV())
    return {"", triple.isArch64Bit() ? "generic-rv64" : "generic-rv32",
            "+m,+a,+f,+d,+c"};
  if (triple.isPPC())
    return {"", "ppc64le", ""};
  return {"", "generic", ""};
}

/// Fills in what `options` leaves open.
static std::optional<TargetOptions> completeOptions(const llvm::Target &target,
                                                    const Triple &triple,
                                                    TargetOptions options,
                                                    EmitError emitError) {
  Triple host(llvm::sys::getDefaultTargetTriple());
  bool isHost =
      host.getArch() == triple.getArch() && host.getOS() == triple.getOS();
  if (options.cpu == "native" && !isHost) {
    emitError() << "CPU 'native' is that of this host, '" << host.str()
                << "', but the target is '" << triple.str() << "'";
    return std::nullopt;
  }
  TargetOptions defaults;
  if (options.cpu == "native" || (options.cpu.empty() && isHost)) {
    defaults.cpu = llvm::sys::getHostCPUName().str();
    defaults.features = getHostFeatures(target, triple, defaults.cpu);
  } else if (options.cpu.empty()) {
    defaults = getGenericCPU(triple);
  } else {
    defaults.cpu = options.cpu;
  }
  if (!defaults.features.empty() && !options.features.empty())
    defaults.features += ",";
  defaults.features += options.features;
  return defaults;
}

TargetAttr kiln::resolveTarget(MLIRContext *context,
                               const TargetOptions &options,
                               EmitError emitError) {
  Triple triple(Triple::normalize(options.triple.empty()
                                      ? llvm::sys::getDefaultTargetTriple()
                                      : options.triple));
  const llvm::Target *target = lookupTarget(triple, emitError);
  if (!target)
    return {};
  std::optional<TargetOptions> complete =
      completeOptions(*target, triple, options, emitError);
  if (!complete)
    return {};
  std::unique_ptr<MCSubtargetInfo> subtarget = createSubtarget(
      *target, triple, complete->cpu, complete->features, emitError);
  if (!subtarget)
    return {};
  TargetFacts facts = getTargetFacts(*subtarget);
  return TargetAttr::get(context, triple.str(), complete->cpu,
                         complete->features, facts.vectorBytes,
                         facts.vectorRegisters, facts.l1Bytes, facts.l2Bytes);
}

/// RISC-V passes floats as the widest float unit allows; elsewhere LLVM's
/// default is the platform's.
static StringRef getABIName(const MCSubtargetInfo &subtarget) {
  const Triple &triple = subtarget.getTargetTriple();
  if (!triple.isRISCV())
    return "";
  bool is64 = triple.isArch64Bit();
  if (subtarget.checkFeatures("+d"))
    return is64 ? "lp64d" : "ilp32d";
  if (subtarget.checkFeatures("+f"))
    return is64 ? "lp64f" : "ilp32f";
  return is64 ? "lp64" : "ilp32";
}

std::unique_ptr<llvm::TargetMachine>
kiln::createTargetMachine(TargetAttr target, unsigned optLevel,
                          EmitError emitError) {
  Triple triple(target.getTriple());
  const llvm::Target *backend = lookupTarget(triple, emitError);
  if (!backend)
    return nullptr;
  std::unique_ptr<MCSubtargetInfo> subtarget = createSubtarget(
      *backend, triple, target.getCpu(), target.getFeatures(), emitError);
  if (!subtarget)
    return nullptr;

  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Fast;
  options.FunctionSections = true;
  options.MCOptions.ABIName = getABIName(*subtarget);
  std::optional<llvm::CodeGenOptLevel> level =
      llvm::CodeGenOpt::getLevel(optLevel);
  return std::unique_ptr<llvm::TargetMachine>(backend->createTargetMachine(
      triple, target.getCpu(), target.getFeatures(), options, llvm::Reloc::PIC_,
      llvm::CodeModel::Small,
      level.value_or(llvm::CodeGenOptLevel::Aggressive)));
}
