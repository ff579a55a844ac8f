// A program with Kiln's compiler in it, for tests of the C++ interface.
//
//   kiln-embed diagnostics MODEL
//     compiles MODEL, and prints the diagnostics as JSON, then as text
//   kiln-embed threads BAD MODEL OBJECT [MODEL OBJECT]…
//     compiles each MODEL several times on several threads, and compares with
//     OBJECT, while BAD, which can't be compiled, is refused on others

#include "Kiln/Compiler/Compiler.h"
#include "Kiln/Compiler/DiagnosticPrinter.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FormatVariadic.h"
#include <atomic>
#include <mutex>
#include <thread>

using namespace mlir;
using namespace kiln;

/// A model and the object file that kilnc made of it.
struct Sample {
  StringRef model;
  std::unique_ptr<llvm::MemoryBuffer> object;
};

namespace {
/// Counts what went wrong, and says it.
class Log {
public:
  void fail(const llvm::Twine &what) {
    std::lock_guard<std::mutex> lock(mutex);
    ++failures;
    llvm::outs() << "FAILED: " << what << '\n';
  }
  int getFailures() const { return failures; }

private:
  std::mutex mutex;
  int failures = 0;
};
} // namespace

static constexpr int kRounds = 3;

static void compare(const Sample &sample, const Artifact &artifact,
                    StringRef how, Log &log) {
  if (artifact.code->getBuffer() != sample.object->getBuffer())
    log.fail(sample.model + " compiled " + how + " differs from kilnc's");
  if (artifact.header.empty() || !artifact.interface ||
      artifact.interface->inputs.empty())
    log.fail(sample.model + " compiled " + how + " lacks its interface");
}

/// Compiles each sample in a context that the call makes.
static void compileAlone(ArrayRef<Sample> samples, Log &log) {
  for (int round = 0; round < kRounds; ++round)
    for (const Sample &sample : samples) {
      CompileResult result = compileFile(sample.model, ModelOptions());
      if (!result.artifact || !result.diagnostics.empty())
        log.fail(sample.model + " can't be compiled alone");
      else
        compare(sample, *result.artifact, "alone", log);
    }
}

/// Compiles all samples, from memory, in one context of the caller's, between
/// two models that the context's handler hears of.
static void compileInContext(ArrayRef<Sample> samples, StringRef bad,
                             Log &log) {
  DialectRegistry registry;
  registerKilnDialects(registry);
  MLIRContext context(registry);
  unsigned heard = 0;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
      log.fail("a diagnostic that is no error: " + diagnostic.str());
    ++heard;
    return success();
  });
  auto refuse = [&] {
    heard = 0;
    if (succeeded(compileFile(bad, ModelOptions(), context)))
      log.fail(bad + " was compiled");
    if (heard == 0)
      log.fail("the context's handler was not told of " + bad);
  };
  refuse();
  heard = 0;
  for (const Sample &sample : samples) {
    auto model = llvm::MemoryBuffer::getFile(sample.model);
    FailureOr<Artifact> artifact =
        compileBuffer((*model)->getMemBufferRef(), ModelOptions(), context);
    if (failed(artifact))
      log.fail(sample.model + " can't be compiled in a context");
    else
      compare(sample, *artifact, "in a context", log);
  }
  if (heard != 0)
    log.fail("the context's handler heard of another's model");
  refuse();
}

/// Compiles `bad` again and again until `stop`.
static void refuseAlone(StringRef bad, const std::atomic<bool> &stop,
                        Log &log) {
  size_t count = compileFile(bad, ModelOptions()).diagnostics.size();
  while (!stop) {
    CompileResult result = compileFile(bad, ModelOptions());
    if (result.artifact)
      log.fail(bad + " was compiled");
    if (count == 0 || result.diagnostics.size() != count)
      log.fail("the diagnostics of " + bad + " change in number");
  }
}

static int testThreads(StringRef bad, ArrayRef<Sample> samples) {
  Log log;
  std::atomic<bool> stop = false;
  std::thread refuser([&] { refuseAlone(bad, stop, log); });
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] { compileAlone(samples, log); });
    threads.emplace_back([&] { compileInContext(samples, bad, log); });
  }
  for (std::thread &thread : threads)
    thread.join();
  stop = true;
  refuser.join();
  if (log.getFailures() == 0)
    llvm::outs() << samples.size() << " models, all as kilnc has them\n";
  return log.getFailures() != 0;
}

static int printDiagnostics(StringRef model) {
  CompileResult result = compileFile(model, ModelOptions());
  llvm::json::Array records;
  for (const DiagnosticRecord &record : result.diagnostics)
    records.push_back(record.toJson());
  llvm::outs() << llvm::formatv("{0:2}\n",
                                llvm::json::Value(std::move(records)));
  DiagnosticText text(model, llvm::outs());
  for (const DiagnosticRecord &record : result.diagnostics)
    text.print(record);
  return result.artifact ? 0 : 1;
}

int main(int argc, char **argv) {
  SmallVector<StringRef> arguments(argv + 1, argv + argc);
  if (arguments.size() == 2 && arguments[0] == "diagnostics")
    return printDiagnostics(arguments[1]);
  if (arguments.size() < 4 || arguments[0] != "threads")
    return 2;
  std::vector<Sample> samples;
  for (size_t i = 2; i + 1 < arguments.size(); i += 2) {
    auto object = llvm::MemoryBuffer::getFile(arguments[i + 1]);
    if (!object)
      return 2;
    samples.push_back({arguments[i], std::move(*object)});
  }
  return testThreads(arguments[1], samples);
}
