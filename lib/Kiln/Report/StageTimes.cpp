// The clock, and how it knows where a stage of the pipeline ends.

#include "Kiln/Report/StageTimes.h"
#include "Kiln/Pipeline/CompileOptions.h"
#include "mlir/Pass/Pass.h"

using namespace kiln;

void StageTimes::end(llvm::StringRef name) {
  Clock::time_point now = Clock::now();
  stages.emplace_back(name.str(),
                      std::chrono::duration<double>(now - last).count());
  last = now;
}

namespace {
/// Each stage ends with the pass that verifies it.
class StageInstrumentation : public mlir::PassInstrumentation {
public:
  explicit StageInstrumentation(StageTimes &times) : times(times) {}

  void runAfterPass(mlir::Pass *pass, mlir::Operation *) override {
    if (pass->getArgument() != "kiln-verify-stage")
      return;
    stage = static_cast<Stage>(static_cast<unsigned>(stage) + 1);
    times.end(stageName(stage));
  }

private:
  StageTimes &times;
  Stage stage = Stage::Kiln;
};
} // namespace

std::unique_ptr<mlir::PassInstrumentation> StageTimes::createInstrumentation() {
  return std::make_unique<StageInstrumentation>(*this);
}
