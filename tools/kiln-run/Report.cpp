// The two forms of a report. Nothing is computed here beyond the summary of an
// output's values.

#include "Report.h"
#include "TensorIO.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include <cmath>

using namespace llvm;
using namespace kiln;
using namespace kiln::run;

/// Outputs of at most this many elements are printed whole.
static constexpr int64_t kShownElements = 16;

bool RunReport::passed() const {
  return all_of(outputs, [](const OutputReport &output) {
    return !output.comparison || output.comparison->passed();
  });
}

static std::string formatIndex(int64_t index, ArrayRef<int64_t> shape) {
  std::string text;
  raw_string_ostream os(text);
  os << '[';
  interleaveComma(unflatten(index, shape), os);
  os << ']';
  return text;
}

std::string kiln::run::describeFailure(const OutputReport &output,
                                       const Tolerance &tolerance) {
  const Comparison &comparison = *output.comparison;
  std::string text;
  raw_string_ostream os(text);
  os << "output '" << output.port.name << "' differs in " << comparison.failures
     << " of " << comparison.count << " elements; the worst is "
     << formatIndex(comparison.worst, output.port.shape) << ": got ";
  print(comparison.got, os, "%.9g");
  os << ", expected ";
  print(comparison.expected, os, "%.9g");
  if (output.port.type->isFloat())
    os << format(" (tolerance %g + %g * |expected|)", tolerance.absolute,
                 tolerance.relative);
  return text;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static void printValues(const Elements &values, raw_ostream &os) {
  if (values.size() <= kShownElements) {
    os << '[';
    interleaveComma(seq<int64_t>(0, values.size()), os,
                    [&](int64_t i) { print(values[i], os); });
    os << ']';
    return;
  }
  double sum = 0, low = toDouble(values[0]), high = low;
  for (int64_t i = 0; i < values.size(); i++) {
    double value = toDouble(values[i]);
    low = std::fmin(low, value);
    high = std::fmax(high, value);
    sum += value;
  }
  os << format("min %g, max %g, mean %g", low, high,
               sum / double(values.size()));
}

static void printBench(const RunReport &report, raw_ostream &os) {
  const BenchResult &bench = *report.bench;
  os << "latency: min " << formatSeconds(bench.min) << ", median "
     << formatSeconds(bench.median) << " over " << bench.runs << " runs";
  if (report.flops.value_or(0) > 0)
    os << format("; %.4g GFLOP/s at the median",
                 *report.flops / bench.median * 1e-9);
  os << '\n';
}

void kiln::run::printText(const RunReport &report, raw_ostream &os) {
  for (const InputReport &input : report.inputs) {
    os << "input '" << input.port.name << "' " << formatShape(input.port.shape)
       << ": ";
    if (input.file.empty())
      os << "random, seed " << report.seed << '\n';
    else
      os << "from " << input.file << '\n';
  }
  for (const OutputReport &output : report.outputs) {
    os << "output '" << output.port.name << "' "
       << formatShape(output.port.shape) << ": ";
    printValues(output.values, os);
    os << '\n';
    if (output.comparison)
      os << "  against " << output.expectFile << ": max abs error "
         << format("%g", output.comparison->maxAbsoluteError)
         << (output.comparison->passed() ? ", as expected\n" : ", DIFFERENT\n");
    if (!output.writtenFile.empty())
      os << "  written to " << output.writtenFile << '\n';
  }
  if (report.bench)
    printBench(report, os);
  if (report.profile)
    printProfile(*report.profile, report.model, report.profileByTime, os);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static json::Value toJson(double number) {
  return std::isfinite(number) ? json::Value(number) : json::Value(nullptr);
}

static json::Value toJson(const Number &number) {
  if (const double *real = std::get_if<double>(&number))
    return toJson(*real);
  if (const bool *truth = std::get_if<bool>(&number))
    return *truth;
  if (const int64_t *integer = std::get_if<int64_t>(&number))
    return *integer;
  return std::get<uint64_t>(number);
}

static json::Value toJson(StringRef path) {
  return path.empty() ? json::Value(nullptr) : json::Value(json::fixUTF8(path));
}

static json::Object toJson(const Port &port) {
  return json::Object{{"name", json::fixUTF8(port.name)},
                      {"type", port.type->name},
                      {"shape", json::Array(port.shape)}};
}

static json::Value toJson(const Comparison &comparison,
                          const OutputReport &output) {
  json::Object object{{"file", toJson(StringRef(output.expectFile))},
                      {"passed", comparison.passed()},
                      {"max_abs_error", toJson(comparison.maxAbsoluteError)},
                      {"failures", comparison.failures}};
  if (!comparison.passed())
    object["worst"] = json::Object{
        {"index", json::Array(unflatten(comparison.worst, output.port.shape))},
        {"got", toJson(comparison.got)},
        {"expected", toJson(comparison.expected)}};
  return object;
}

static json::Value toJson(const OutputReport &output) {
  json::Object object = toJson(output.port);
  object["written"] = toJson(StringRef(output.writtenFile));
  object["expect"] = output.comparison ? toJson(*output.comparison, output)
                                       : json::Value(nullptr);
  if (output.values.size() <= kShownElements) {
    json::Array values;
    for (int64_t i = 0; i < output.values.size(); i++)
      values.push_back(toJson(output.values[i]));
    object["values"] = std::move(values);
  }
  return object;
}

static json::Value toJson(const BenchResult &bench,
                          std::optional<double> flops) {
  return json::Object{{"runs", bench.runs},
                      {"min_seconds", bench.min},
                      {"median_seconds", bench.median},
                      {"gflops", flops ? toJson(*flops / bench.median * 1e-9)
                                       : json::Value(nullptr)}};
}

void kiln::run::printJson(const RunReport &report, raw_ostream &os) {
  json::Array inputs, outputs;
  for (const InputReport &input : report.inputs) {
    json::Object object = toJson(input.port);
    object["file"] = toJson(StringRef(input.file));
    inputs.push_back(std::move(object));
  }
  for (const OutputReport &output : report.outputs)
    outputs.push_back(toJson(output));
  json::Object object{
      {"model", json::fixUTF8(report.model)},
      {"seed", report.seed},
      {"rtol", report.tolerance.relative},
      {"atol", report.tolerance.absolute},
      {"workspace_bytes", int64_t(report.workspaceSize)},
      {"flops", report.flops ? toJson(*report.flops) : json::Value(nullptr)},
      {"inputs", std::move(inputs)},
      {"outputs", std::move(outputs)},
      {"passed", report.passed()},
      {"bench", report.bench ? toJson(*report.bench, report.flops)
                             : json::Value(nullptr)},
      {"profile", report.profile ? json::Value(report.profile->toJson())
                                 : json::Value(nullptr)}};
  os << json::Value(std::move(object)) << '\n';
}
