// What -v prints: target, times and sizes.

#ifndef KILNC_VERBOSE_H
#define KILNC_VERBOSE_H

#include "Kiln/IR/Kiln.h"
#include "Kiln/Report/StageTimes.h"
#include "mlir/IR/BuiltinOps.h"

namespace kiln::driver {

/// Collects facts about one compilation and prints them to stderr; all calls
/// do nothing when it is not enabled.
class Verbose {
public:
  explicit Verbose(bool enabled) : enabled(enabled) {}

  void printTarget(TargetAttr target);
  /// `objectPath` may be empty, or no object file.
  void printResult(mlir::ModuleOp module, const StageTimes &times,
                   llvm::StringRef objectPath);

private:
  bool enabled;
};

} // namespace kiln::driver

#endif // KILNC_VERBOSE_H
