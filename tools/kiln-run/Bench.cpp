// The measurement of Bench.h.

#include "Bench.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <chrono>
#include <vector>

using namespace llvm;
using namespace kiln::run;

using Clock = std::chrono::steady_clock;

static double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Reading the clock takes some 30 ns; samples of this length hide it.
static constexpr double kShortestSample = 10e-6;

Expected<BenchResult> kiln::run::measure(function_ref<Error()> run,
                                         double minTime) {
  // Warm up, and learn how long a run takes.
  double fastest = std::numeric_limits<double>::infinity();
  auto start = Clock::now();
  do {
    auto before = Clock::now();
    if (Error error = run())
      return error;
    fastest = std::min(fastest, secondsSince(before));
  } while (secondsSince(start) < minTime / 10);
  int64_t perSample = 1;
  while (fastest * double(perSample) < kShortestSample && perSample < 1024)
    perSample *= 2;

  std::vector<double> samples;
  start = Clock::now();
  do {
    auto before = Clock::now();
    for (int64_t i = 0; i < perSample; i++)
      if (Error error = run())
        return error;
    samples.push_back(secondsSince(before) / double(perSample));
  } while (secondsSince(start) < minTime);

  BenchResult result;
  result.runs = perSample * int64_t(samples.size());
  result.min = *std::min_element(samples.begin(), samples.end());
  auto middle = samples.begin() + samples.size() / 2;
  std::nth_element(samples.begin(), middle, samples.end());
  result.median = *middle;
  return result;
}

std::string kiln::run::formatSeconds(double seconds) {
  static const std::pair<double, const char *> units[] = {
      {1, "s"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}};
  auto unit = find_if(units, [&](auto &u) { return seconds >= u.first; });
  if (unit == std::end(units))
    unit = std::prev(std::end(units));
  std::string text;
  raw_string_ostream(text) << format("%.3g %s", seconds / unit->first,
                                     unit->second);
  return text;
}
