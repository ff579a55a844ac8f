// Measuring with a model's own counters, and the two forms of the result.

#include "Profile.h"
#include "Bench.h"
#include "Ticks.h"
#include "peak.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include <chrono>
#include <tuple>

using namespace llvm;
using namespace kiln::run;

using Clock = std::chrono::steady_clock;

static double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

static double median(std::vector<double> values) {
  auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Operations a second: the best of some slices.
static double measurePeak(unsigned threads) {
  int bits = 0;
  return kiln_measure_peak(/*seconds=*/1e-4, &bits) * 1e9 * threads;
}

double Profile::kernelSeconds() const {
  double sum = 0;
  for (const KernelTime &kernel : kernels)
    sum += kernel.seconds;
  return sum;
}

//===----------------------------------------------------------------------===//
// Measuring
//===----------------------------------------------------------------------===//

namespace {
/// What was seen of all runs.
struct Samples {
  std::vector<double> seconds, allTicks, peaks;
  /// Ticks, and ticks times peak, of each kernel.
  std::vector<std::vector<double>> ticks, work;
};
} // namespace

/// Runs once and notes what it took.
static Error sample(Runner &runner, unsigned threads, double &peakBefore,
                    Samples &samples) {
  MutableArrayRef<kiln_counter> counters = runner.counters();
  fill(counters, kiln_counter{0, 0});
  auto start = Clock::now();
  if (Error error = runner.run())
    return error;
  samples.seconds.push_back(secondsSince(start));
  double peakAfter = measurePeak(threads);
  // The clock goes up and down between runs, and interruptions spoil the lower.
  double peak = std::max(peakBefore, peakAfter);
  peakBefore = peakAfter;
  samples.peaks.push_back(peak);
  double allTicks = 0;
  for (auto [index, counter] : enumerate(counters)) {
    allTicks += double(counter.ticks);
    samples.ticks[index].push_back(double(counter.ticks));
    samples.work[index].push_back(double(counter.ticks) * peak);
  }
  samples.allTicks.push_back(allTicks);
  return Error::success();
}

Expected<Profile> kiln::run::measureProfile(Runner &runner, unsigned threads,
                                            double minTime) {
  constexpr size_t kFewestRuns = 3, kMostRuns = 10000;
  auto start = Clock::now();
  do
    if (Error error = runner.run())
      return error;
  while (secondsSince(start) < minTime / 10);

  ArrayRef<kiln_kernel> kernels = runner.kernels();
  Samples samples;
  samples.ticks.resize(kernels.size());
  samples.work.resize(kernels.size());
  double peak = measurePeak(threads);
  start = Clock::now();
  uint64_t firstTick = readTicks();
  while (samples.seconds.size() < kFewestRuns ||
         (samples.seconds.size() < kMostRuns && secondsSince(start) < minTime))
    if (Error error = sample(runner, threads, peak, samples))
      return error;
  double ticksPerSecond = double(readTicks() - firstTick) / secondsSince(start);
  if (!(ticksPerSecond > 0))
    return createStringError("this machine's tick counter stands still");

  Profile profile;
  profile.runs = int64_t(samples.seconds.size());
  std::vector<double> outside;
  for (auto [seconds, ticks] : zip_equal(samples.seconds, samples.allTicks))
    outside.push_back(std::max(seconds - ticks / ticksPerSecond, 0.0));
  profile.outsideSeconds = median(std::move(outside));
  profile.seconds = median(std::move(samples.seconds));
  profile.peakFlops = median(std::move(samples.peaks));
  for (auto [index, kernel] : enumerate(kernels)) {
    KernelTime time{&kernel, runner.counters()[index].calls, 0, {}};
    time.seconds = median(std::move(samples.ticks[index])) / ticksPerSecond;
    double possible = median(std::move(samples.work[index])) / ticksPerSecond;
    if (possible > 0 && kernel.flops > 0)
      time.ofPeak = time.flops() / possible;
    profile.kernels.push_back(time);
  }
  return profile;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

namespace {
/// One line of the table.
struct Line {
  StringRef layer, kernel;
  uint64_t calls;
  double seconds, flops, bytes;
  /// Operations that could have been done meanwhile.
  double possible;
  /// Which line it is in the order in which kernels run.
  size_t order;
};
} // namespace

static std::vector<Line> makeLines(const Profile &profile, StringRef model) {
  std::vector<Line> lines;
  for (const KernelTime &time : profile.kernels) {
    StringRef layer = time.kernel->layer, symbol = time.kernel->symbol;
    if (symbol.consume_front(model))
      symbol.consume_front(".");
    double possible = time.ofPeak ? time.flops() / *time.ofPeak : 0;
    if (lines.empty() || lines.back().layer != layer ||
        lines.back().kernel != symbol)
      lines.push_back({layer, symbol, 0, 0, 0, 0, 0, lines.size()});
    Line &line = lines.back();
    line.calls += time.calls;
    line.seconds += time.seconds;
    line.flops += time.flops();
    line.bytes += time.bytes();
    line.possible += possible;
  }
  return lines;
}

static std::string formatAmount(double amount) {
  static const std::pair<double, const char *> units[] = {
      {1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}};
  auto unit = find_if(units, [&](auto &u) { return amount >= u.first; });
  if (unit == std::end(units))
    unit = std::prev(std::end(units));
  std::string text;
  raw_string_ostream(text) << format("%.3g%s", amount / unit->first,
                                     unit->second);
  return text;
}

static std::string formatNumber(const char *form, double number) {
  std::string text;
  raw_string_ostream(text) << format(form, number);
  return text;
}

/// Columns up to the last two, which are of any width.
static void printNumbers(const Line &line, double allSeconds, raw_ostream &os) {
  bool hasFlops = line.flops > 0 && line.seconds > 0;
  os << right_justify(formatSeconds(line.seconds), 9)
     << right_justify(formatNumber("%.1f", 100 * line.seconds / allSeconds), 7)
     << right_justify(
            hasFlops ? formatNumber("%.1f", 1e-9 * line.flops / line.seconds)
                     : "-",
            9)
     << right_justify(
            line.possible > 0
                ? formatNumber("%.0f", 100 * line.flops / line.possible)
                : "-",
            6)
     << right_justify(formatAmount(line.bytes), 7)
     << right_justify(hasFlops && line.bytes > 0
                          ? formatNumber("%.1f", line.flops / line.bytes)
                          : "-",
                      8)
     << right_justify(std::to_string(line.calls), 6);
}

void kiln::run::printProfile(const Profile &profile, StringRef model,
                             bool byTime, raw_ostream &os) {
  std::vector<Line> lines = makeLines(profile, model);
  Line total{"", "all kernels", 0, 0, 0, 0, 0, 0};
  size_t width = total.kernel.size();
  for (const Line &line : lines) {
    total.calls += line.calls;
    total.seconds += line.seconds;
    total.flops += line.flops;
    total.bytes += line.bytes;
    width = std::max(width, line.kernel.size());
  }
  total.possible = profile.peakFlops * total.seconds;
  if (byTime)
    llvm::sort(lines, [](const Line &a, const Line &b) {
      return std::tuple(-a.seconds, a.order) < std::tuple(-b.seconds, b.order);
    });
  double all = total.seconds + profile.outsideSeconds;
  os << "     time  share  GFLOP/s  peak  bytes  FLOP/B calls  "
     << left_justify("kernel", width) << "  layer\n"
     << "               %              %\n";
  for (const Line &line : lines) {
    printNumbers(line, all, os);
    os << "  " << left_justify(line.kernel, width) << "  ";
    printEscapedString(line.layer, os);
    os << '\n';
  }
  printNumbers(total, all, os);
  os << "  all kernels\n"
     << right_justify(formatSeconds(profile.seconds), 9)
     << "         a run, the median of " << profile.runs << "; "
     << formatSeconds(profile.outsideSeconds) << " of it in no kernel\n";
  if (profile.peakFlops > 0)
    os << format("peak: %.1f GFLOP/s of fused multiply-adds\n",
                 1e-9 * profile.peakFlops);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

json::Object Profile::toJson() const {
  json::Array array;
  for (const KernelTime &time : kernels) {
    json::Value gflops = nullptr, ofPeak = nullptr, intensity = nullptr;
    if (time.kernel->flops > 0 && time.seconds > 0)
      gflops = 1e-9 * time.flops() / time.seconds;
    if (time.ofPeak)
      ofPeak = *time.ofPeak;
    if (time.bytes() > 0)
      intensity = time.flops() / time.bytes();
    double read = double(time.kernel->bytes_read) * double(time.calls);
    array.push_back(json::Object{
        {"layer", json::fixUTF8(time.kernel->layer)},
        {"kernel", json::fixUTF8(time.kernel->symbol)},
        {"calls", time.calls},
        {"seconds", time.seconds},
        {"share", time.seconds / (kernelSeconds() + outsideSeconds)},
        {"flops", time.flops()},
        {"gflops", std::move(gflops)},
        {"of_peak", std::move(ofPeak)},
        {"bytes_read", read},
        {"bytes_written", time.bytes() - read},
        {"intensity", std::move(intensity)}});
  }
  return json::Object{{"runs", runs},
                      {"seconds", seconds},
                      {"kernel_seconds", kernelSeconds()},
                      {"outside_seconds", outsideSeconds},
                      {"peak_gflops", peakFlops > 0
                                          ? json::Value(1e-9 * peakFlops)
                                          : json::Value(nullptr)},
                      {"kernels", std::move(array)}};
}
