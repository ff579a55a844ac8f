// Declaration of the options and the checks that need no model.

#include "Options.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace llvm;
using namespace kiln;
using namespace kiln::run;

namespace {
/// The options live as long as parsing does; nothing is global.
struct CommandLine {
  cl::OptionCategory category{"kiln-run options"};
  cl::opt<std::string> model{cl::Positional, cl::desc("MODEL"), cl::Required,
                             cl::cat(category)};
  cl::list<std::string> inputs{
      "input", cl::value_desc("NAME=FILE"), cl::cat(category),
      cl::desc("Read input NAME from an .npy file or an ONNX tensor (.pb)")};
  cl::list<std::string> expects{
      "expect", cl::value_desc("NAME=FILE"), cl::cat(category),
      cl::desc("Compare output NAME with the tensor in FILE")};
  cl::opt<std::string> outputDir{
      "output-dir", cl::value_desc("DIR"), cl::cat(category),
      cl::desc("Write each output to DIR as NAME.npy")};
  cl::opt<double> rtol{"rtol", cl::value_desc("R"), cl::init(1e-3),
                       cl::cat(category),
                       cl::desc("Accept |got - expected| up to\n"
                                "A + R * |expected| (default 1e-3)")};
  cl::opt<double> atol{"atol", cl::value_desc("A"), cl::init(1e-5),
                       cl::cat(category), cl::desc("(default 1e-5)")};
  cl::opt<bool> verify{
      "verify", cl::cat(category),
      cl::desc("Compare each layer with a plain evaluation in\n"
               "double precision and name the first that is\n"
               "wrong; files that show it go to --output-dir,\n"
               "or else to the current folder")};
  cl::opt<bool> bench{"bench", cl::cat(category),
                      cl::desc("Measure the latency of one run")};
  cl::opt<bool> profile{
      "profile", cl::cat(category),
      cl::desc("Measure the time of each kernel, and print it\n"
               "with the model's nodes that it computes")};
  cl::opt<bool> byTime{"by-time", cl::cat(category),
                       cl::desc("Those that take longest first")};
  cl::opt<double> minTime{"min-time", cl::value_desc("S"), cl::init(1),
                          cl::cat(category),
                          cl::desc("Seconds to measure for (default 1)")};
  cl::opt<unsigned> threads{"threads", cl::value_desc("N"), cl::init(1),
                            cl::cat(category),
                            cl::desc("Threads to run on (default 1)")};
  cl::opt<GuardedEnd> guardedEnd{
      "guard", cl::init(GuardedEnd::End), cl::cat(category),
      cl::desc("Where the model's arrays are guarded to the byte"),
      cl::values(clEnumValN(GuardedEnd::Start, "start", "At their start"),
                 clEnumValN(GuardedEnd::End, "end", "At their end (default)"))};
  cl::opt<bool> json{"json", cl::cat(category),
                     cl::desc("Print the result as one JSON object")};
  cl::opt<bool> info{"info", cl::cat(category),
                     cl::desc("Print where an object file, library or program\n"
                              "that kilnc made comes from")};
  cl::opt<uint64_t> seed{"seed", cl::value_desc("N"), cl::init(0),
                         cl::cat(category),
                         cl::desc("Seed of inputs that are not given, which "
                                  "are random in [-1, 1)")};
  cl::list<std::string> dims{"dim", cl::value_desc("NAME=SIZE"),
                             cl::cat(category),
                             cl::desc("Fix a symbolic dimension of the model")};
  cl::list<std::string> shapes{
      "shape", cl::value_desc("INPUT=SIZES"), cl::cat(category),
      cl::desc("Fix the shape of an input, such as\nx=1x3x64x64")};
  cl::list<std::string> limits{
      "limit", cl::value_desc("NAME=N"), cl::cat(category),
      cl::desc("Refuse a model that has more, as kilnc does")};
  cl::opt<bool> dynamicBatch{"dynamic-batch", cl::cat(category),
                             cl::desc("Compile for a batch of any size")};
  cl::opt<int64_t> batch{
      "batch", cl::value_desc("N"), cl::init(1), cl::cat(category),
      cl::desc("Rows of inputs that are not given, for a\n"
               "model with a batch of any size (default 1)")};
  cl::opt<std::string> name{
      "name", cl::value_desc("NAME"), cl::cat(category),
      cl::desc("Name of the model (default: from its file)")};
  cl::opt<std::string> objectPath{
      "save-object", cl::value_desc("FILE"), cl::cat(category),
      cl::desc("Write the object file that is run, which is\n"
               "the one that kilnc writes")};
  cl::opt<unsigned> optLevel{"O",
                             cl::value_desc("0..3"),
                             cl::Prefix,
                             cl::init(3),
                             cl::cat(category),
                             cl::desc("Optimization level (default -O3)")};
  cl::opt<std::string> cpu{"cpu", cl::value_desc("CPU"), cl::cat(category),
                           cl::desc("Compile for this CPU (default: the "
                                    "host's)")};
  cl::opt<std::string> features{
      "features", cl::value_desc("LIST"), cl::cat(category),
      cl::desc("CPU features to use or not: +avx2,-fma")};
  cl::opt<ConvAlgorithm> convAlgorithm{
      "conv-algorithm", cl::cat(category), cl::init(ConvAlgorithm::Auto),
      cl::desc("How convolutions of stride 1 are computed, where there is a "
               "choice"),
      cl::values(clEnumValN(ConvAlgorithm::Auto, "auto",
                            "The faster way by the cost model (default)"),
                 clEnumValN(ConvAlgorithm::Direct, "direct", "Directly"),
                 clEnumValN(ConvAlgorithm::Winograd, "winograd",
                            "By Winograd's algorithm"))};

  std::optional<Options> toOptions() const;
  bool compileOptions(Options &options) const;
};
} // namespace

/// More would hardly be meant.
static constexpr unsigned kMostThreads = 1024;

static constexpr StringLiteral kOverview =
    "Runs a model, checks what it computes, and times it.\n\n"
    "MODEL is an ONNX or MLIR file, which is compiled in memory, or a shared "
    "library\nmade by 'kilnc --emit=shared'. The exit code is 1 when something "
    "fails or differs,\n2 for a wrong command line.\n";

static bool usageError(const Twine &message) {
  WithColor::error(errs(), "kiln-run") << message << '\n';
  return false;
}

/// Splits each "NAME=FILE" of option `option`.
static bool parseNamedFiles(StringRef option, ArrayRef<std::string> texts,
                            std::vector<NamedFile> &files) {
  StringSet<> seen;
  for (StringRef text : texts) {
    auto [name, file] = text.split('=');
    if (name.empty() || file.empty())
      return usageError("--" + option + "=" + text + ": expected NAME=FILE");
    if (!seen.insert(name).second)
      return usageError("--" + option + ": '" + name + "' is given twice");
    files.push_back({name.str(), file.str()});
  }
  return true;
}

static bool isAmount(double number) {
  return std::isfinite(number) && number >= 0;
}

bool CommandLine::compileOptions(Options &options) const {
  auto set = [&](StringRef option, StringRef spelling, StringRef value) {
    Error error = setOption(options, option, value);
    return !error ||
           usageError(spelling + value + ": " + toString(std::move(error)));
  };
  for (StringRef text : dims)
    if (!set("dim", "--dim=", text))
      return false;
  for (StringRef text : shapes)
    if (!set("shape", "--shape=", text))
      return false;
  for (StringRef text : limits)
    if (!set("limit", "--limit=", text))
      return false;
  if (!set("opt-level", "-O", std::to_string(optLevel)))
    return false;
  options.import.name = name;
  options.import.dynamicBatch = dynamicBatch;
  options.compile.convAlgorithm = convAlgorithm;
  options.compile.target.cpu = cpu;
  options.compile.target.features = features;
  auto remember = [&](const auto &option, StringRef spelling) {
    if (option.getNumOccurrences())
      options.compileOption = spelling;
  };
  remember(dims, "--dim");
  remember(shapes, "--shape");
  remember(limits, "--limit");
  remember(dynamicBatch, "--dynamic-batch");
  remember(optLevel, "-O");
  remember(convAlgorithm, "--conv-algorithm");
  remember(cpu, "--cpu");
  remember(features, "--features");
  remember(verify, "--verify");
  remember(objectPath, "--save-object");
  return true;
}

std::optional<Options> CommandLine::toOptions() const {
  Options options;
  if (!parseNamedFiles("input", inputs, options.inputs) ||
      !parseNamedFiles("expect", expects, options.expects) ||
      !compileOptions(options))
    return std::nullopt;
  if (!isAmount(rtol) || !isAmount(atol) || !isAmount(minTime)) {
    usageError("--rtol, --atol and --min-time: expected numbers that are not "
               "negative");
    return std::nullopt;
  }
  if (threads < 1 || threads > kMostThreads) {
    usageError("--threads=" + Twine(threads) + ": expected 1 to " +
               Twine(kMostThreads));
    return std::nullopt;
  }
  if (batch < 0) {
    usageError("--batch=" + Twine(batch) + ": expected a number of rows");
    return std::nullopt;
  }
  if (verify && (dynamicBatch || json)) {
    usageError(Twine("--verify with ") +
               (json ? "--json: its findings are text"
                     : "--dynamic-batch: verify the model of one row"));
    return std::nullopt;
  }
  if (byTime && (!profile || json)) {
    usageError("--by-time: expected --profile, without --json");
    return std::nullopt;
  }
  options.model = model;
  options.threads = threads;
  options.guardedEnd = guardedEnd;
  if (threads > 1)
    options.compile.threads = Threads::Callback;
  options.verify = verify;
  if (batch.getNumOccurrences())
    options.batch = batch;
  options.outputDir = outputDir;
  options.tolerance = {rtol, atol};
  options.bench = bench;
  options.profile = profile;
  options.profileByTime = byTime;
  options.objectPath = objectPath;
  options.compile.profile = profile;
  options.minTime = minTime;
  options.json = json;
  options.info = info;
  options.seed = seed;
  return options;
}

/// LLVM's libraries register hundreds of options of their own, some under the
/// names of ours. Nobody sets those through kiln-run.
static void dropForeignOptions() {
  SmallVector<cl::Option *> foreign;
  for (auto &[name, option] : cl::getRegisteredOptions())
    if (name != "help" && name != "version")
      foreign.push_back(option);
  for (cl::Option *option : foreign)
    option->removeArgument();
}

std::optional<Options> kiln::run::parseCommandLine(int argc, char **argv) {
  dropForeignOptions();
  CommandLine commandLine;
  cl::HideUnrelatedOptions(commandLine.category);
  cl::SetVersionPrinter([](raw_ostream &os) {
    os << "kiln-run " KILN_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
  });
  if (!cl::ParseCommandLineOptions(argc, argv, kOverview, &errs()))
    return std::nullopt;
  return commandLine.toOptions();
}
