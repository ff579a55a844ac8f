// Formats the report of -v; the sizes are read from the object file itself.

#include "Report.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace kiln;
using namespace kiln::driver;

void Report::printTarget(TargetAttr target) {
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

void Report::endStep(llvm::StringRef name) {
  Clock::time_point now = Clock::now();
  steps.emplace_back(name.str(),
                     std::chrono::duration<double>(now - last).count());
  last = now;
}

namespace {
struct Sizes {
  uint64_t code = 0;
  uint64_t weights = 0;
};
} // namespace

static std::optional<Sizes> readSizes(StringRef objectPath) {
  if (objectPath.empty())
    return std::nullopt;
  auto file = llvm::object::ObjectFile::createObjectFile(objectPath);
  if (!file) {
    llvm::consumeError(file.takeError());
    return std::nullopt;
  }
  Sizes sizes;
  for (const llvm::object::SectionRef &section :
       file->getBinary()->sections()) {
    llvm::Expected<StringRef> name = section.getName();
    if (!name)
      llvm::consumeError(name.takeError());
    else if (name->starts_with(".rodata.") && name->ends_with(".weights"))
      sizes.weights += section.getSize();
    if (section.isText())
      sizes.code += section.getSize();
  }
  return sizes;
}

void Report::printResult(ModuleOp module, StringRef objectPath) {
  if (!enabled)
    return;
  for (const auto &[name, seconds] : steps)
    llvm::errs() << llvm::left_justify(name + ":", 11)
                 << llvm::format("%.3f s\n", seconds);
  if (auto interface = module->getAttrOfType<InterfaceAttr>("kiln.interface"))
    llvm::errs() << "workspace: " << interface.getWorkspace() << " bytes\n";
  if (std::optional<Sizes> sizes = readSizes(objectPath))
    llvm::errs() << "weights:   " << sizes->weights
                 << " bytes\ncode:      " << sizes->code << " bytes\n";
}
