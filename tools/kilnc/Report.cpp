// Formats the report of -v; the sizes are read from the object file itself.

#include "Report.h"
#include "Kiln/Pipeline/CompileOptions.h"
#include "mlir/Pass/Pass.h"
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
/// Each stage ends with the pass that verifies it.
class StageInstrumentation : public mlir::PassInstrumentation {
public:
  explicit StageInstrumentation(Report &report) : report(report) {}

  void runAfterPass(mlir::Pass *pass, mlir::Operation *) override {
    if (pass->getArgument() != "kiln-verify-stage")
      return;
    stage = static_cast<Stage>(static_cast<unsigned>(stage) + 1);
    report.endStep(stageName(stage));
  }

private:
  Report &report;
  Stage stage = Stage::Kiln;
};
} // namespace

std::unique_ptr<mlir::PassInstrumentation> Report::createInstrumentation() {
  return std::make_unique<StageInstrumentation>(*this);
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
  double total = 0;
  auto printTime = [](llvm::StringRef name, double seconds) {
    llvm::errs() << llvm::left_justify((name + ":").str(), 11)
                 << llvm::format("%7.3f s\n", seconds);
  };
  for (const auto &[name, seconds] : steps) {
    printTime(name, seconds);
    total += seconds;
  }
  printTime("total", total);
  if (auto interface = module->getAttrOfType<InterfaceAttr>("kiln.interface"))
    llvm::errs() << "workspace: " << interface.getWorkspace() << " bytes\n";
  if (auto live = module->getAttrOfType<IntegerAttr>("kiln.live_bytes"))
    llvm::errs() << "live:      " << live.getInt() << " bytes at once\n";
  if (std::optional<Sizes> sizes = readSizes(objectPath))
    llvm::errs() << "weights:   " << sizes->weights
                 << " bytes\ncode:      " << sizes->code << " bytes\n";
}
