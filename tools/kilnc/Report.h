// What -v prints: target, times and sizes.

#ifndef KILNC_REPORT_H
#define KILNC_REPORT_H

#include "Kiln/IR/Kiln.h"
#include "Kiln/Report/StageTimes.h"
#include "mlir/IR/BuiltinOps.h"

namespace kiln::driver {

/// Collects facts about one compilation and prints them to stderr; all calls
/// do nothing when it is not enabled.
class Report {
public:
  explicit Report(bool enabled) : enabled(enabled) {}

  void printTarget(TargetAttr target);
  /// `objectPath` may be empty, or no object file.
  void printResult(mlir::ModuleOp module, const StageTimes &times,
                   llvm::StringRef objectPath);

private:
  bool enabled;
};

} // namespace kiln::driver

#endif // KILNC_REPORT_H
