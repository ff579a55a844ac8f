// What -v prints: target, times and sizes.

#ifndef KILNC_REPORT_H
#define KILNC_REPORT_H

#include "Kiln/IR/Kiln.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "llvm/ADT/SmallVector.h"
#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace kiln::driver {

/// Collects facts about one compilation and prints them to stderr; all calls
/// do nothing when it is not enabled.
class Report {
public:
  explicit Report(bool enabled) : enabled(enabled) {}

  void printTarget(TargetAttr target);
  /// Ends the step that began at the last call, or when this was made.
  void endStep(llvm::StringRef name);
  /// Makes each stage of the pipeline a step.
  std::unique_ptr<mlir::PassInstrumentation> createInstrumentation();
  /// `objectPath` may be empty, or no object file.
  void printResult(mlir::ModuleOp module, llvm::StringRef objectPath);

private:
  using Clock = std::chrono::steady_clock;
  bool enabled;
  Clock::time_point last = Clock::now();
  llvm::SmallVector<std::pair<std::string, double>> steps;
};

} // namespace kiln::driver

#endif // KILNC_REPORT_H
