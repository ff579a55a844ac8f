// How long the parts of a compilation took.

#ifndef KILN_REPORT_STAGETIMES_H
#define KILN_REPORT_STAGETIMES_H

#include "mlir/Pass/PassInstrumentation.h"
#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kiln {

/// A clock that each stage stops when it ends.
class StageTimes {
public:
  /// Ends the stage that began at the last call, or when this was made.
  void end(llvm::StringRef name);
  /// Makes each stage of the pipeline one of these.
  std::unique_ptr<mlir::PassInstrumentation> createInstrumentation();
  /// Name and seconds of each stage, in order.
  const std::vector<std::pair<std::string, double>> &get() const {
    return stages;
  }

private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last = Clock::now();
  std::vector<std::pair<std::string, double>> stages;
};

} // namespace kiln

#endif // KILN_REPORT_STAGETIMES_H
