// Formats what -v prints; the sizes are read from the object file itself.

#include "Verbose.h"
#include "ReportFile.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace kiln;
using namespace kiln::driver;

void Verbose::printTarget(TargetAttr target) {
  if (!enabled)
    return;
  llvm::errs() << "kilnc " KILN_VERSION " (LLVM " LLVM_VERSION_STRING ")\n"
               << "target:    " << target.getTriple() << '\n'
               << "cpu:       " << target.getCpu();
  if (!target.getFeatures().empty())
    llvm::errs() << "  " << target.getFeatures();
  llvm::errs() << "\nvectors:   " << target.getVectorRegisters() << " of "
               << target.getVectorBytes()
               << " bytes\ncaches:    " << target.getL1Bytes() / 1024
               << " KiB, " << target.getL2Bytes() / 1024 << " KiB\n";
}

void Verbose::printResult(ModuleOp module, const StageTimes &times,
                          StringRef objectPath) {
  if (!enabled)
    return;
  double total = 0;
  auto printTime = [](llvm::StringRef name, double seconds) {
    llvm::errs() << llvm::left_justify((name + ":").str(), 11)
                 << llvm::format("%7.3f s\n", seconds);
  };
  for (const auto &[name, seconds] : times.get()) {
    printTime(name, seconds);
    total += seconds;
  }
  printTime("total", total);
  if (auto interface = module->getAttrOfType<InterfaceAttr>("kiln.interface"))
    llvm::errs() << "workspace: " << interface.getWorkspace() << " bytes\n";
  if (auto live = module->getAttrOfType<IntegerAttr>("kiln.live_bytes"))
    llvm::errs() << "live:      " << live.getInt() << " bytes at once\n";
  if (std::optional<SizeFacts> sizes = readSizesOf(objectPath))
    llvm::errs() << "weights:   " << sizes->weights
                 << " bytes\ncode:      " << sizes->code << " bytes\n";
}
