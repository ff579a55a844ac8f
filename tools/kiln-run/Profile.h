// The time that each kernel of a model takes: measured by the model itself,
// read and summed up here.

#ifndef KILN_RUN_PROFILE_H
#define KILN_RUN_PROFILE_H

#include "Kiln/Target/Profile.h"
#include "Runner.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

namespace kiln::run {

/// One call of a kernel, in the median of the runs.
struct KernelTime {
  const kiln_kernel *kernel;
  /// Calls in one run; more than one where the model runs row by row.
  uint64_t calls = 0;
  /// Of all these calls.
  double seconds = 0;
  /// The part of the operations which the cores can do in that time at most;
  /// nothing if those are not known, or the kernel has no operations.
  std::optional<double> ofPeak;

  double flops() const { return double(kernel->flops) * double(calls); }
  double bytes() const {
    return double(kernel->bytes_read + kernel->bytes_written) * double(calls);
  }
};

struct Profile {
  std::vector<KernelTime> kernels;
  int64_t runs = 0;
  /// Of a whole run, and of what it does in no kernel, in the median.
  double seconds = 0, outsideSeconds = 0;
  /// Floating-point operations a second that the cores which were used can do
  /// at most, in the median; 0 if unknown.
  double peakFlops = 0;

  /// Seconds in all kernels.
  double kernelSeconds() const;
  /// As docs/Profiling.md says.
  llvm::json::Object toJson() const;
};

/// Runs a model that has a profile for at least `minTime` seconds, and at least
/// three times. The peak of one core is measured before and after each run, and
/// taken `threads` times.
llvm::Expected<Profile> measureProfile(Runner &runner, unsigned threads,
                                       double minTime);

/// A table with a line for each kernel, in the order in which they run or, with
/// `byTime`, those that take longest first; and what is left of a run. Calls of
/// one kernel for one layer that follow one another are one line.
void printProfile(const Profile &profile, llvm::StringRef model, bool byTime,
                  llvm::raw_ostream &os);

} // namespace kiln::run

#endif // KILN_RUN_PROFILE_H
