// kiln-run: runs a model on given or random inputs, compares its outputs with
// what they should be, writes them, and measures how long a run takes. This
// file is the order of these steps.

#include "CompileModel.h"
#include "ErrorHandlers.h"
#include "Kiln/Compiler/OutputFile.h"
#include "Kiln/Target/Provenance.h"
#include "Options.h"
#include "Report.h"
#include "Runner.h"
#include "TensorIO.h"
#include "Tool.h"
#include "VerifyModel.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"
#include <csignal>
#include <cstdlib>
#include <unistd.h>

using namespace llvm;
using namespace kiln;
using namespace kiln::run;

static Error fail(const Twine &message) { return createStringError(message); }

/// The index of the port called `name`.
static Expected<size_t> findPort(ArrayRef<Port> ports, StringRef name,
                                 StringRef kind) {
  for (auto [index, port] : enumerate(ports))
    if (port.name == name)
      return index;
  std::string known;
  raw_string_ostream os(known);
  interleaveComma(ports, os,
                  [&](const Port &p) { os << "'" << p.name << "'"; });
  return fail("the model has no " + kind + " '" + name + "': its " + kind +
              "s are " + known);
}

/// f64 rounded to f32, which is what reference data often is for.
static void narrow(FileTensor &tensor) {
  std::vector<char> narrowed;
  Elements elements{findNumpyType(tensor.type), tensor.bytes};
  for (int64_t i = 0; i < elements.size(); i++) {
    float value = float(toDouble(elements[i]));
    const char *bytes = reinterpret_cast<const char *>(&value);
    narrowed.insert(narrowed.end(), bytes, bytes + sizeof value);
  }
  tensor.bytes = std::move(narrowed);
  tensor.type = "<f4";
}

/// Reads the tensor for `port` and checks its shape and type.
static Expected<FileTensor> readFor(const Port &port, StringRef kind,
                                    StringRef file) {
  Expected<FileTensor> tensor = readTensorFile(file);
  if (tensor && ArrayRef(tensor->shape) != ArrayRef(port.shape))
    return fail("'" + file + "' has shape " + formatShape(tensor->shape) +
                ": expected " + formatShape(port.shape) + " for " + kind +
                " '" + port.name + "'");
  if (tensor && tensor->type == "<f8" && port.type->numpy == "<f4")
    narrow(*tensor);
  if (tensor && tensor->type != port.type->numpy)
    return fail("'" + file + "' has the element type " +
                findNumpyType(tensor->type)->name + ": expected " +
                port.type->name + " for " + kind + " '" + port.name + "'");
  return tensor;
}

/// Settles how many rows a batched model runs: --batch, or else as many as the
/// first given input has.
static Error chooseBatch(LoadedModel &model, const Options &options) {
  if (!model.isBatched()) {
    if (options.batch)
      return fail("--batch: the model has a batch of fixed size; "
                  "--dynamic-batch compiles it for any");
    return Error::success();
  }
  std::optional<int64_t> rows = options.batch;
  if (!rows && !options.inputs.empty()) {
    auto tensor = readTensorFile(options.inputs.front().file);
    if (!tensor)
      return tensor.takeError();
    if (!tensor->shape.empty())
      rows = tensor->shape.front();
  }
  return model.setBatch(rows.value_or(1));
}

static Error fillInputs(const LoadedModel &model, const Options &options,
                        Runner &runner, RunReport &report) {
  for (auto [index, port] : enumerate(model.inputs())) {
    fillRandom(*port.type, runner.input(index), options.seed, index);
    report.inputs.push_back({port, ""});
  }
  for (const NamedFile &given : options.inputs) {
    auto index = findPort(model.inputs(), given.name, "input");
    if (!index)
      return index.takeError();
    auto tensor = readFor(model.inputs()[*index], "input", given.file);
    if (!tensor)
      return tensor.takeError();
    copy(tensor->bytes, runner.input(*index).begin());
    report.inputs[*index].file = given.file;
  }
  return Error::success();
}

static Error compareOutputs(const LoadedModel &model, const Options &options,
                            RunReport &report) {
  for (const NamedFile &given : options.expects) {
    auto index = findPort(model.outputs(), given.name, "output");
    if (!index)
      return index.takeError();
    OutputReport &output = report.outputs[*index];
    auto expected = readFor(output.port, "output", given.file);
    if (!expected)
      return expected.takeError();
    output.expectFile = given.file;
    output.comparison =
        compare(output.values, Elements{output.port.type, expected->bytes},
                options.tolerance);
  }
  return Error::success();
}

static Error writeOutputs(StringRef folder, RunReport &report) {
  if (std::error_code error = sys::fs::create_directories(
          folder, /*IgnoreExisting=*/true, sys::fs::all_all))
    return fail("can't create the folder '" + folder + "': " + error.message());
  StringSet<> taken;
  for (auto [index, output] : enumerate(report.outputs)) {
    std::string name = toFileName(output.port.name);
    while (!taken.insert(name).second)
      name += "_" + std::to_string(index);
    SmallString<256> path(folder);
    sys::path::append(path, name + ".npy");
    if (Error error = writeNpyFile(path, output.port.shape, output.values))
      return error;
    output.writtenFile = path.str().str();
  }
  return Error::success();
}

/// Everything that happens to a loaded model; fills `report`.
static Error runModel(const LoadedModel &model, const Options &options,
                      Runner &runner, RunReport &report) {
  report.model = model.name().str();
  report.seed = options.seed;
  report.tolerance = options.tolerance;
  report.workspaceSize = model.workspaceSize();
  if (Error error = fillInputs(model, options, runner, report))
    return error;
  if (Error error = runner.runChecked())
    return error;
  for (auto [index, port] : enumerate(model.outputs()))
    report.outputs.push_back({port, runner.output(index), "", {}, ""});
  if (Error error = compareOutputs(model, options, report))
    return error;
  if (!options.outputDir.empty())
    if (Error error = writeOutputs(options.outputDir, report))
      return error;
  if (options.bench) {
    auto bench = measure([&] { return runner.run(); }, options.minTime);
    if (!bench)
      return bench.takeError();
    report.bench = *bench;
  }
  if (options.profile) {
    auto profile = measureProfile(runner, options.threads, options.minTime);
    if (!profile)
      return profile.takeError();
    report.profile = std::move(*profile);
    report.profileByTime = options.profileByTime;
  }
  return Error::success();
}

/// Loads the model, or compiles it first and counts what `flops` says of it;
/// null when that printed what is wrong.
static Expected<std::unique_ptr<LoadedModel>>
loadModel(const Options &options, std::optional<double> &flops) {
  if (isCompiledModel(options.model))
    return loadSharedLibrary(options.model, options.import.name);
  auto object = compileModel(options.model, options, options.configure);
  if (!object)
    return nullptr;
  flops = object->flops;
  if (!options.objectPath.empty())
    if (Error error =
            writeFile(options.objectPath, object->artifact.code->getBuffer()))
      return error;
  return loadObject(std::move(object->artifact.code),
                    object->artifact.interface->name);
}

static int reportError(Error error) {
  WithColor::error(errs(), "kiln-run") << toString(std::move(error)) << '\n';
  return 1;
}

/// Prints the notes of the compiler in the file at `path`.
static Error printInfo(StringRef path) {
  auto buffer = MemoryBuffer::getFile(path);
  if (!buffer)
    return fail("can't open '" + path + "': " + buffer.getError().message());
  Expected<std::vector<json::Value>> notes = readProvenance(**buffer);
  if (!notes)
    return fail("'" + path + "': " + toString(notes.takeError()));
  if (notes->empty())
    return fail("'" + path + "' has nothing in it that kilnc compiled");
  for (const json::Value &note : *notes)
    outs() << formatv("{0:2}\n", note);
  return Error::success();
}

/// Only code for x86-64 asks what CPU it runs on.
static void onIllegalInstruction(int) {
  static constexpr char message[] =
      "kiln-run: error: the model has instructions that this machine lacks\n";
  if (::write(STDERR_FILENO, message, sizeof message - 1) < 0)
    std::abort();
  std::_Exit(1);
}

int kiln::run::runTool(int argc, char **argv, Configure configure) {
  installErrorHandlers("kiln-run");
  std::signal(SIGILL, onIllegalInstruction);
  std::optional<Options> options = parseCommandLine(argc, argv);
  if (!options)
    return 2;
  options->configure = std::move(configure);
  if (options->info) {
    Error error = printInfo(options->model);
    return error ? reportError(std::move(error)) : 0;
  }
  if (isCompiledModel(options->model) && !options->compileOption.empty()) {
    WithColor::error(errs(), "kiln-run")
        << options->compileOption << ": '" << options->model
        << "' is compiled already\n";
    return 2;
  }
  std::optional<double> flops;
  Expected<std::unique_ptr<LoadedModel>> model = loadModel(*options, flops);
  if (!model)
    return reportError(model.takeError());
  if (!*model)
    return 1;

  if (options->profile && !(*model)->profile())
    return reportError(fail("--profile: '" + options->model +
                            "' is compiled without; 'kilnc --profile' compiles "
                            "it with it"));
  if (Error error = chooseBatch(**model, *options))
    return reportError(std::move(error));
  if (Error error = (*model)->setThreads(options->threads))
    return reportError(fail("--threads=" + Twine(options->threads) + ": " +
                            toString(std::move(error))));
  RunReport report;
  if (flops)
    report.flops = *flops * double((*model)->batch());
  Expected<Runner> runner = Runner::create(**model, options->guardedEnd);
  if (!runner)
    return reportError(runner.takeError());
  if (Error error = runModel(**model, *options, *runner, report))
    return reportError(std::move(error));
  if (options->json)
    printJson(report, outs());
  else
    printText(report, outs());
  outs().flush();
  for (const OutputReport &output : report.outputs)
    if (output.comparison && !output.comparison->passed())
      WithColor::error(errs(), "kiln-run")
          << describeFailure(output, options->tolerance) << '\n';
  if (options->verify) {
    Expected<bool> verified = verifyModel(**model, *options, *runner);
    if (!verified)
      return reportError(verified.takeError());
    if (!*verified)
      return 1;
  }
  return report.passed() ? 0 : 1;
}
