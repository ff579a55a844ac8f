// What kiln-run has to say about a run, as text for people or as JSON.

#ifndef KILN_RUN_REPORT_H
#define KILN_RUN_REPORT_H

#include "Bench.h"
#include "Compare.h"
#include "Kiln/Execution/LoadedModel.h"
#include "Profile.h"
#include "llvm/Support/raw_ostream.h"

namespace kiln::run {

struct InputReport {
  Port port;
  /// Path of the file it was read from; empty: random.
  std::string file;
};

struct OutputReport {
  Port port;
  Elements values;
  /// Path of the file it was compared with; empty: not compared.
  std::string expectFile;
  std::optional<Comparison> comparison;
  /// Path of the file it was written to; empty: not written.
  std::string writtenFile;
};

struct RunReport {
  std::string model;
  uint64_t seed = 0;
  Tolerance tolerance;
  size_t workspaceSize = 0;
  std::optional<double> flops;
  std::vector<InputReport> inputs;
  std::vector<OutputReport> outputs;
  std::optional<BenchResult> bench;
  std::optional<Profile> profile;
  /// Show the kernels of the profile that take longest first.
  bool profileByTime = false;

  /// No comparison failed.
  bool passed() const;
};

void printText(const RunReport &report, llvm::raw_ostream &os);
/// One JSON object; numbers that JSON lacks (NaN, infinity) are null.
void printJson(const RunReport &report, llvm::raw_ostream &os);

/// One sentence for an output that is not what was expected; it names the worst
/// element.
std::string describeFailure(const OutputReport &output,
                            const Tolerance &tolerance);

} // namespace kiln::run

#endif // KILN_RUN_REPORT_H
