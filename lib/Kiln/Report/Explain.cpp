// What is slow and why, in words: drawn from a step's own numbers and the
// machine's.

#include "Kiln/Report/Report.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace kiln;
using llvm::formatv;

llvm::StringRef kiln::limitOf(const StepFacts &step) {
  return step.computeCycles > step.moveCycles ? "compute" : "memory";
}

std::string kiln::stepTitle(const CompileFacts &facts, unsigned index) {
  const StepFacts &step = facts.steps[index];
  std::string own, other;
  for (unsigned number : step.nodes) {
    const NodeFacts &node = facts.nodes[number];
    std::string &names = node.step == index ? own : other;
    names += (names.empty() ? "" : " + ") + node.name;
  }
  if (!own.empty())
    return own;
  return other.empty() ? step.kernel : "part of " + other;
}

/// "12.3 MB".
static std::string inBytes(double bytes) {
  for (auto [unit, size] : {std::pair("GB", 1e9), {"MB", 1e6}, {"kB", 1e3}})
    if (bytes >= size)
      return formatv("{0:f1} {1}", bytes / size, unit);
  return formatv("{0:f0} bytes", bytes);
}

std::string kiln::explainStep(const CompileFacts &facts,
                              const StepFacts &step) {
  double bytes = double(step.readBytes) + step.writtenBytes;
  if (step.flops == 0)
    return "Moves " + inBytes(bytes) + " and multiplies nothing.";
  double peak = facts.machine.peakFlops;
  double intensity = bytes > 0 ? step.flops / bytes : 0;
  if (limitOf(step) == "memory")
    return formatv(
        "Should wait for memory: {0} for {1:f1} operations a byte, where "
        "the core can do {2:f0} for each byte from beyond its "
        "second level cache.",
        inBytes(bytes), intensity, peak / facts.machine.memoryBytes);
  double share = peak > 0 ? 100 * step.flops / (step.getCycles() * peak) : 0;
  if (step.schedule &&
      llvm::StringRef(step.schedule->algorithm).starts_with("winograd"))
    return formatv("Winograd's algorithm should take as long as the model's "
                   "operations would at {0:f0} % of the peak.",
                   share);
  if (share >= 80)
    return formatv(
        "Should compute at {0:f0} % of the peak: only fewer operations "
        "would make it faster.",
        share);
  if (step.schedule && step.schedule->algorithm == "depthwise")
    return formatv("Should compute at {0:f0} % of the peak: in a depthwise "
                   "convolution, a number that is loaded is used once for each "
                   "filter row and column only.",
                   share);
  return formatv(
      "Should compute at {0:f0} % of the peak: its shape leaves lanes or "
      "registers of the tiles unused.",
      share);
}
