// What the options of Options.td mean, and which command lines are wrong.

#include "Options.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace kiln;
using namespace kiln::driver;
using namespace llvm::opt;
using llvm::StringRef;
using llvm::Twine;
using llvm::WithColor;
namespace path = llvm::sys::path;

namespace {
enum ID {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "KilncOptions.inc"
#undef OPTION
};

#define OPTTABLE_STR_TABLE_CODE
#include "KilncOptions.inc"
#undef OPTTABLE_STR_TABLE_CODE

#define OPTTABLE_PREFIXES_TABLE_CODE
#include "KilncOptions.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

constexpr OptTable::Info optionInfos[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "KilncOptions.inc"
#undef OPTION
};

class OptionTable : public GenericOptTable {
public:
  OptionTable()
      : GenericOptTable(OptionStrTable, OptionPrefixesTable, optionInfos) {}
};
} // namespace

static bool usageError(const Twine &message) {
  WithColor::error(llvm::errs(), "kilnc") << message << '\n';
  WithColor::note(llvm::errs(), "kilnc")
      << "'kilnc --help' lists the options\n";
  return false;
}

static void printHelp(const OptionTable &table) {
  table.printHelp(llvm::outs(), "kilnc MODEL [options]",
                  "compiles a convolutional network to an object file and its "
                  "C header");
  llvm::outs()
      << "\nSTAGES: kiln, linalg, scheduled, vector, memref, llvm, llvm-ir, "
         "asm, obj,\n        shared; dot, the graph for Graphviz\n\nThe "
         "default output is MODEL's name with the ending .o (.s, .ll, .so) in "
         "the\ncurrent folder, the header beside it; the stages up to llvm "
         "print to standard\noutput. The exit code is 0, 1 when the model "
         "can't be compiled, or 2 when the\ncommand line is "
         "wrong.\n";
}

/// Refuses what the table does not know; also finds the nearest option.
static bool checkKnown(const OptionTable &table, const InputArgList &args,
                       unsigned missingIndex, unsigned missingCount) {
  if (missingCount > 0)
    return usageError(Twine("option '") + args.getArgString(missingIndex) +
                      "' needs a value");
  for (const Arg *arg : args.filtered(OPT_UNKNOWN)) {
    std::string nearest;
    std::string text = arg->getAsString(args);
    if (table.findNearest(text, nearest) > 2)
      return usageError("unknown option '" + text + "'");
    return usageError("unknown option '" + text + "'; did you mean '" +
                      nearest + "'?");
  }
  return true;
}

/// Sets what the library has options for, under the names it has for them.
static bool parseModelOptions(const InputArgList &args, Options &options) {
  static constexpr std::pair<ID, llvm::StringLiteral> names[] = {
      {OPT_target_EQ, "target"},
      {OPT_cpu_EQ, "cpu"},
      {OPT_features_EQ, "features"},
      {OPT_O, "opt-level"},
      {OPT_conv_algorithm_EQ, "conv-algorithm"},
      {OPT_threads_EQ, "threads"},
      {OPT_sanitize_EQ, "sanitize"},
      {OPT_name_EQ, "name"},
      {OPT_dim_EQ, "dim"},
      {OPT_shape_EQ, "shape"},
      {OPT_limit_EQ, "limit"}};
  for (const auto &[id, name] : names)
    for (const Arg *arg : args.filtered(id))
      if (llvm::Error error = setOption(options, name, arg->getValue()))
        return usageError(arg->getOption().getPrefixedName() +
                          Twine(arg->getValue()) + ": " +
                          toString(std::move(error)));
  if (const Arg *march = args.getLastArg(OPT_march)) {
    if (StringRef(march->getValue()) != "native")
      return usageError(Twine("-march=") + march->getValue() +
                        ": expected 'native'; --cpu names other CPUs");
    if (options.compile.target.cpu.empty())
      options.compile.target.cpu = "native";
  }
  options.import.dynamicBatch = args.hasArg(OPT_dynamic_batch);
  options.compile.debugInfo = args.hasArg(OPT_g);
  options.compile.profile = args.hasArg(OPT_profile);
  return true;
}

static bool chooseStage(const InputArgList &args, Options &options) {
  const Arg *arg = args.getLastArg(OPT_c, OPT_S, OPT_emit_EQ);
  if (!arg || arg->getOption().matches(OPT_c))
    return true;
  if (arg->getOption().matches(OPT_S)) {
    options.stage = Stage::Assembly;
    return true;
  }
  if (StringRef(arg->getValue()) == "dot") {
    options.dot = true;
    options.stage = Stage::MemRef;
    return true;
  }
  if (llvm::Error error = setOption(options, "emit", arg->getValue()))
    return usageError(arg->getOption().getPrefixedName() +
                      Twine(arg->getValue()) + ": " +
                      toString(std::move(error)));
  return true;
}

/// The ending of a stage's default output; empty: it goes to standard output.
static StringRef getExtension(Stage stage) {
  switch (stage) {
  case Stage::LLVMIR:
    return "ll";
  case Stage::Assembly:
    return "s";
  case Stage::Object:
    return "o";
  case Stage::Shared:
    return "so";
  default:
    return "";
  }
}

/// Whether writing to `output` would destroy the file at `input`.
static bool isSameFile(StringRef input, StringRef output) {
  bool same = false;
  return !llvm::sys::fs::equivalent(input, output, same) && same;
}

/// Something like /dev/null: neither a file nor to be replaced by one.
static bool isDevice(StringRef output) {
  llvm::sys::fs::file_status status;
  return !llvm::sys::fs::status(output, status) && exists(status) &&
         !is_regular_file(status) && !is_directory(status);
}

static bool chooseOutputs(const InputArgList &args, Options &options) {
  StringRef extension = getExtension(options.stage);
  llvm::SmallString<256> output(args.getLastArgValue(OPT_o));
  if (args.hasArg(OPT_o) && output.empty())
    return usageError("-o: expected the name of a file");
  if (output.empty() && extension.empty()) {
    output = "-";
  } else if (output.empty()) {
    output = path::filename(options.input);
    path::replace_extension(output, extension);
  }
  if (output == "-" && options.json)
    return usageError("--json prints to standard output; give the output a "
                      "file of its own with -o");
  if (output == "-" && options.stage == Stage::Shared)
    return usageError("a shared library cannot be written to standard output");
  options.output = output.str().str();
  options.compile.reproducer =
      (output == "-" ? path::filename(options.input) : output.str()).str() +
      ".reproducer.mlir";
  if (isSameFile(options.input, output))
    return usageError("the output '" + output + "' is the input");

  bool hasHeader =
      (options.stage == Stage::Object || options.stage == Stage::Shared) &&
      !args.hasArg(OPT_no_header) && output != "-" && !isDevice(output);
  if (!hasHeader)
    return true;
  path::replace_extension(output, "h");
  options.header = output.str().str();
  if (options.header == options.output)
    return usageError("the output '" + output +
                      "' is also the name of the header; --no-header writes "
                      "none");
  if (isSameFile(options.input, output))
    return usageError("the header '" + output + "' is the input");
  return true;
}

/// A report is of a compilation that is complete.
static bool parseReport(const InputArgList &args, Options &options) {
  options.report = args.getLastArgValue(OPT_report_EQ);
  options.profileData = args.getLastArgValue(OPT_profile_data_EQ);
  options.compile.describeKernels = options.dot || args.hasArg(OPT_report_EQ);
  if (args.hasArg(OPT_profile_data_EQ) && !args.hasArg(OPT_report_EQ))
    return usageError("--profile-data belongs to --report, which is not given");
  if (!args.hasArg(OPT_report_EQ))
    return true;
  StringRef extension = path::extension(options.report);
  if (extension != ".html" && extension != ".json")
    return usageError("--report=" + options.report +
                      ": expected a name that ends in .html or .json");
  if (options.check || options.stage < Stage::Object)
    return usageError("--report: expected an object file or a shared library "
                      "as the output");
  for (const std::string &other :
       {options.input, options.output, options.header, options.profileData})
    if (options.report == other || isSameFile(other, options.report))
      return usageError("the report '" + options.report +
                        "' is also another file of this command");
  return true;
}

/// --check writes nothing; what asks for an output contradicts it.
static bool parseCheck(const InputArgList &args, Options &options) {
  options.check = args.hasArg(OPT_check);
  options.json = args.hasArg(OPT_json);
  const Arg *output = args.getLastArg(OPT_c, OPT_S, OPT_emit_EQ, OPT_o);
  if (options.check && output)
    return usageError("--check writes no output, but " +
                      output->getAsString(args) + " is given");
  return true;
}

static bool parseInput(const InputArgList &args, Options &options) {
  std::vector<std::string> inputs = args.getAllArgValues(OPT_INPUT);
  if (inputs.empty() || inputs.front().empty())
    return usageError("no model is given");
  if (inputs.size() > 1)
    return usageError("one model at a time: '" + inputs[0] + "' and '" +
                      inputs[1] + "' are given");
  options.input = inputs.front();
  return true;
}

/// The code is run on this machine after its files are written.
static bool parseVerify(const InputArgList &args, Options &options) {
  options.verify = args.hasArg(OPT_verify);
  if (!options.verify)
    return true;
  if (options.json)
    return usageError("--verify with --json: its findings are text");
  if (options.header.empty() || args.hasArg(OPT_target_EQ))
    return usageError("--verify: expected an object file or a shared library "
                      "for this machine, with a header");
  for (const Arg *arg :
       args.filtered(OPT_dim_EQ, OPT_shape_EQ, OPT_O, OPT_cpu_EQ,
                     OPT_features_EQ, OPT_conv_algorithm_EQ))
    options.sharedArguments.push_back(arg->getAsString(args));
  // kiln-run has threads of its own for the same kernels.
  if (options.compile.threads != Threads::None)
    options.sharedArguments.push_back("--threads=2");
  return true;
}

std::optional<Options> kiln::driver::parseCommandLine(int argc, char **argv) {
  OptionTable table;
  unsigned missingIndex, missingCount;
  InputArgList args = table.ParseArgs(llvm::ArrayRef(argv + 1, argc - 1),
                                      missingIndex, missingCount);
  Options options;
  if (!checkKnown(table, args, missingIndex, missingCount))
    return std::nullopt;
  options.answered = args.hasArg(OPT_help) || args.hasArg(OPT_version);
  if (args.hasArg(OPT_help))
    printHelp(table);
  else if (args.hasArg(OPT_version))
    llvm::outs() << "kilnc " KILN_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
  if (options.answered)
    return options;
  if (!parseInput(args, options) || !parseModelOptions(args, options) ||
      !chooseStage(args, options) || !parseCheck(args, options))
    return std::nullopt;
  if (!options.check && !chooseOutputs(args, options))
    return std::nullopt;
  if (!parseReport(args, options) || !parseVerify(args, options))
    return std::nullopt;
  options.verbose = args.hasArg(OPT_v);
  options.remarks = args.hasArg(OPT_remarks);
  options.printAfterAll = args.hasArg(OPT_print_after_all);
  options.timePasses = args.hasArg(OPT_time_passes);
  return options;
}
