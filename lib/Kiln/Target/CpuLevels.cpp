// Which CPU levels a list names.

#include "Kiln/Target/CpuLevels.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace kiln;

static constexpr int64_t kHighestLevel = 4;

std::string kiln::cpuLevelName(int64_t level) {
  return level == 1 ? "x86-64" : "x86-64-v" + std::to_string(level);
}

TargetAttr kiln::getLowestTarget(TargetAttr target) {
  if (llvm::Triple(target.getTriple()).getArch() != llvm::Triple::x86_64)
    return target;
  TargetOptions lowest{target.getTriple().str(), cpuLevelName(1), ""};
  MLIRContext *context = target.getContext();
  return resolveTarget(context, lowest,
                       [&] { return emitError(UnknownLoc::get(context)); });
}

/// The number of the level `name`, or 0.
static int64_t findLevel(StringRef name) {
  for (int64_t level = 1; level <= kHighestLevel; ++level)
    if (name == cpuLevelName(level))
      return level;
  return 0;
}

SmallVector<CpuLevel>
kiln::resolveCpuLevels(MLIRContext *context, const TargetOptions &options,
                       llvm::function_ref<InFlightDiagnostic()> emitError) {
  SmallVector<CpuLevel> levels;
  if (options.cpu.find(',') == std::string::npos) {
    if (TargetAttr target = resolveTarget(context, options, emitError))
      levels.push_back({0, target});
    return levels;
  }
  if (!options.features.empty()) {
    emitError() << "features '" << options.features
                << "' go with one CPU, not with several";
    return levels;
  }
  for (StringRef name : llvm::split(options.cpu, ',')) {
    int64_t level = findLevel(name);
    if (level == 0) {
      emitError() << "CPU '" << name
                  << "' can't be one of several: expected x86-64, x86-64-v2, "
                     "x86-64-v3 or x86-64-v4, which a program can tell apart "
                     "when it runs";
      return {};
    }
    if (llvm::any_of(levels, [&](auto &other) { return other.level == level; }))
      continue;
    TargetOptions one = options;
    one.cpu = name.str();
    TargetAttr target = resolveTarget(context, one, emitError);
    if (!target)
      return {};
    if (!llvm::Triple(target.getTriple()).isArch64Bit()) {
      emitError() << "several CPUs need a target of 64 bits, got '"
                  << target.getTriple() << "'";
      return {};
    }
    levels.push_back({level, target});
  }
  llvm::sort(levels, [](auto &a, auto &b) { return a.level < b.level; });
  return levels;
}
