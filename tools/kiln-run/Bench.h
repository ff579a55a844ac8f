// Timing a function that runs a model.

#ifndef KILN_RUN_BENCH_H
#define KILN_RUN_BENCH_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>

namespace kiln::run {

/// Latencies in seconds for one run.
struct BenchResult {
  double min = 0;
  double median = 0;
  /// Runs that were timed.
  int64_t runs = 0;
};

/// Calls `run` for a tenth of `minTime` seconds to warm up, then at least
/// `minTime` seconds more while measuring. Very short runs are timed several at
/// once. Stops at the first error.
llvm::Expected<BenchResult> measure(llvm::function_ref<llvm::Error()> run,
                                    double minTime);

/// "12.3 us": `seconds` in a unit that leaves one to three digits before the
/// point.
std::string formatSeconds(double seconds);

} // namespace kiln::run

#endif // KILN_RUN_BENCH_H
