// kilnc: compiles a model to an object file and its C header. This file is the
// order of the steps, from the command line to the files in their places.

#include "ErrorHandlers.h"
#include "Kiln/Compiler/Compiler.h"
#include "Kiln/Compiler/DiagnosticPrinter.h"
#include "Kiln/Compiler/ModelFacts.h"
#include "Kiln/Compiler/OutputFile.h"
#include "Kiln/Report/Collector.h"
#include "Kiln/Report/Report.h"
#include "Kiln/Target/CpuLevels.h"
#include "Kiln/Target/Emit.h"
#include "Options.h"
#include "Progress.h"
#include "Remarks.h"
#include "ReportFile.h"
#include "Verbose.h"
#include "Verify.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace kiln;
using namespace kiln::driver;

/// Prints `error`, if it is one, and returns whether it was.
static bool report(llvm::Error error) {
  if (!error)
    return false;
  llvm::WithColor::error(llvm::errs(), "kilnc")
      << toString(std::move(error)) << '\n';
  return true;
}

/// Creates the output at `path`, or reports why not.
static std::unique_ptr<OutputFile> createOutput(StringRef path) {
  llvm::Expected<std::unique_ptr<OutputFile>> file = OutputFile::create(path);
  if (report(file.takeError()))
    return nullptr;
  if (StringRef temporary = (*file)->getTemporaryPath(); !temporary.empty())
    llvm::sys::RemoveFileOnSignal(temporary);
  return std::move(*file);
}

namespace {
/// What watches a compilation.
struct Watch {
  Progress &progress;
  Verbose verbose;
  StageTimes times;
  /// For a report.
  std::optional<ReportCollector> collector;
};
} // namespace

/// Adds what the options ask for to the pass manager.
static void configure(PassManager &pm, const Options &options, Watch &watch) {
  pm.addInstrumentation(watch.progress.createInstrumentation());
  pm.addInstrumentation(watch.times.createInstrumentation());
  if (watch.collector)
    pm.addInstrumentation(watch.collector->createInstrumentation());
  if (options.timePasses)
    pm.enableTiming();
  if (!options.printAfterAll)
    return;
  OpPrintingFlags flags;
  flags.elideLargeElementsAttrs(64).elideLargeResourceString(256);
  pm.enableIRPrinting([](Pass *, Operation *) { return false; },
                      [](Pass *, Operation *) { return true; },
                      /*printModuleScope=*/true,
                      /*printAfterOnlyOnChange=*/false,
                      /*printAfterOnlyOnFailure=*/false, llvm::errs(), flags);
}

/// Compiles `module` through the stage and writes the code to `os`.
static LogicalResult compileTo(llvm::raw_pwrite_stream &os, ModuleOp module,
                               const Options &options, Watch &watch) {
  Stage stage = options.stage == Stage::Shared ? Stage::Object : options.stage;
  watch.progress.setStep("compile");
  return compile(module, options.compile, stage, os, [&](PassManager &pm) {
    configure(pm, options, watch);
    return success();
  });
}

/// --emit=dot: the graph instead of code.
static LogicalResult emitGraph(ModuleOp module, const Options &options,
                               OutputFile &output, Watch &watch) {
  llvm::raw_null_ostream code;
  if (failed(compileTo(code, module, options, watch)))
    return failure();
  watch.progress.clear();
  writeDot(watch.collector->finish(module, watch.times), output.getStream());
  return failure(report(output.flush()));
}

/// Compiles `module` into `output`, a library by way of an object file beside
/// it, and describes that in `page`, if there is to be a report.
static LogicalResult emit(ModuleOp module, const Options &options,
                          OutputFile &output, OutputFile *page, Watch &watch) {
  std::unique_ptr<OutputFile> object;
  bool isShared = options.stage == Stage::Shared;
  if (isShared && !(object = createOutput(options.output + ".o")))
    return failure();
  OutputFile &compiled = isShared ? *object : output;
  if (failed(compileTo(compiled.getStream(), module, options, watch)) ||
      report(compiled.flush()))
    return failure();
  watch.times.end("emit");
  if (isShared) {
    watch.progress.setStep("link");
    if (failed(linkSharedLibrary(module, object->getTemporaryPath(),
                                 output.getTemporaryPath())))
      return failure();
    watch.times.end("link");
  }
  watch.progress.clear();
  StringRef path = compiled.getTemporaryPath();
  watch.verbose.printResult(module, watch.times, path);
  if (!page)
    return success();
  return failure(
      report(writeReport(watch.collector->finish(module, watch.times), options,
                         path, page->getStream())) ||
      report(page->flush()));
}

/// Gives the finished files their names; code and header both or none.
static LogicalResult commit(ModuleOp module, const Options &options,
                            OutputFile &output, OutputFile *page) {
  // The page last: an old one is no harm beside new code.
  std::unique_ptr<OutputFile> header;
  if (options.header.empty()) {
    if (report(output.commit()))
      return failure();
  } else {
    if (!(header = createOutput(options.header)))
      return failure();
    header->getStream() << buildHeader(
        module->getAttrOfType<InterfaceAttr>("kiln.interface"),
        module->hasAttr(KilnDialect::kProfileAttr));
    if (report(commitTogether(output, *header)))
      return failure();
  }
  return failure(page && report(page->commit()));
}

/// The model, and for --check and --json what can be told of it.
static OwningOpRef<ModuleOp> import(const Options &options,
                                    MLIRContext &context,
                                    std::optional<ModelFacts> &facts) {
  OwningOpRef<ModuleOp> module =
      importModel(options.input, options.import, context);
  if (module && (options.check || options.json))
    facts = ModelFacts::of(*module);
  return module;
}

static LogicalResult compileModel(const Options &options, MLIRContext &context,
                                  std::optional<ModelFacts> &facts,
                                  Progress &progress) {
  Watch watch{progress, Verbose(options.verbose), {}, {}};
  std::optional<DiagnosticPrinter> aboutOptions;
  if (!options.json)
    aboutOptions.emplace(context, "kilnc");
  SmallVector<CpuLevel> levels =
      resolveCpuLevels(&context, options.compile.target,
                       [&] { return emitError(UnknownLoc::get(&context)); });
  if (levels.empty())
    return failure();
  aboutOptions.reset();
  for (const CpuLevel &each : levels)
    watch.verbose.printTarget(each.target);

  // Before the work, so that a wrong folder is told at once.
  std::unique_ptr<OutputFile> output = createOutput(options.output), page;
  if (!output ||
      (!options.report.empty() && !(page = createOutput(options.report))))
    return failure();
  progress.setStep("import");
  OwningOpRef<ModuleOp> module = import(options, context, facts);
  // What is refused here is no internal error later.
  if (!module || (options.stage > Stage::Kiln && failed(checkModel(*module))))
    return failure();
  watch.times.end("import");
  if (page || options.dot)
    watch.collector.emplace(*module, options.compile);
  if (failed(options.dot ? emitGraph(*module, options, *output, watch)
                         : emit(*module, options, *output, page.get(), watch)))
    return failure();
  return commit(*module, options, *output, page.get());
}

/// --check: as much as tells whether the model can be compiled.
static LogicalResult check(const Options &options, MLIRContext &context,
                           std::optional<ModelFacts> &facts) {
  OwningOpRef<ModuleOp> module = import(options, context, facts);
  if (!module || failed(checkModel(*module)))
    return failure();
  if (!options.json) {
    llvm::outs() << options.input << ": can be compiled\n";
    facts->print(llvm::outs());
  }
  return success();
}

/// One JSON object on standard output: `model`, the file; `supported`, whether
/// it compiles; `diagnostics`; and if it could be imported, its facts.
static void printJson(const Options &options, bool supported,
                      const std::optional<ModelFacts> &facts,
                      ArrayRef<DiagnosticRecord> records) {
  llvm::json::Object object;
  if (facts)
    object = facts->toJson();
  object["model"] = llvm::json::fixUTF8(options.input);
  object["supported"] = supported;
  llvm::json::Array diagnostics;
  for (const DiagnosticRecord &record : records)
    diagnostics.push_back(record.toJson());
  object["diagnostics"] = std::move(diagnostics);
  llvm::outs() << llvm::formatv("{0:2}\n",
                                llvm::json::Value(std::move(object)));
}

static LogicalResult run(const Options &options) {
  DialectRegistry registry;
  registerKilnDialects(registry);
  MLIRContext context(registry);
  context.loadDialect<KilnDialect>();
  context.printOpOnDiagnostic(false);
  // Dumps of whole modules take one thread.
  if (options.printAfterAll)
    context.disableMultithreading();

  Progress progress;
  DiagnosticPrinter printer(context, options.input);
  printer.beforePrint = [&] { progress.clear(); };
  if (options.remarks && failed(printRemarks(context)))
    return failure();
  std::optional<DiagnosticCollector> collector;
  if (options.json)
    collector.emplace(context);
  std::optional<ModelFacts> facts;
  LogicalResult result = options.check
                             ? check(options, context, facts)
                             : compileModel(options, context, facts, progress);
  if (options.json)
    printJson(options, succeeded(result), facts, collector->take());
  return result;
}

int main(int argc, char **argv) {
  installErrorHandlers("kilnc");
  std::optional<Options> options = parseCommandLine(argc, argv);
  if (!options)
    return 2;
  if (options->answered)
    return 0;
  if (failed(run(*options)))
    return 1;
  if (!options->verify)
    return 0;
  llvm::Expected<bool> verified = verifyModel(*options);
  return report(verified.takeError()) || !*verified;
}
