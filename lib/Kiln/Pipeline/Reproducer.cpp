// MLIR's crash reproducers, in the words of this compiler.

#include "Reproducer.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/Threading.h"
#include <csignal>
#include <cstdlib>

using namespace mlir;

/// By which a file is known as one of these.
static constexpr llvm::StringLiteral kFirstLine =
    "// What repeats an internal error of Kiln\n";

static constexpr llvm::StringLiteral kInternalError =
    "internal error: this is a bug of Kiln; please report it with";
static constexpr llvm::StringLiteral kRepeatPasses =
    "kiln-opt --run-reproducer";

static std::string describeInternalError(StringRef path, StringRef command) {
  return (kInternalError + " '" + path + "', which repeats it (" + command +
          ")")
      .str();
}

namespace {
class ReproducerFile : public ReproducerStream {
public:
  /// With `isLast`, the program ends with an error that names the file as soon
  /// as it is written.
  ReproducerFile(StringRef path, std::error_code &error, bool isLast = false)
      : path(path), stream(path, error), isLast(isLast && !error) {
    if (!error)
      stream << kFirstLine;
  }
  ~ReproducerFile() override {
    if (!isLast)
      return;
    stream.close();
    llvm::errs() << "error: " << describeInternalError(path, kRepeatPasses)
                 << '\n';
    llvm::sys::RunInterruptHandlers();
    std::_Exit(1);
  }

  StringRef description() override { return path; }
  raw_ostream &os() override { return stream; }

private:
  std::string path;
  llvm::raw_fd_ostream stream;
  bool isLast;
};

/// Where the handler of a signal runs when a thread's own stack has overflowed.
/// LLVM has one for the thread that installs its handlers, and for no other.
class AlternateStack {
public:
  AlternateStack() {
    stack_t current;
    if (sigaltstack(nullptr, &current) || !(current.ss_flags & SS_DISABLE))
      return;
    memory.reset(new char[kSize]);
    stack_t own = {};
    own.ss_sp = memory.get();
    own.ss_size = kSize;
    sigaltstack(&own, nullptr);
  }
  ~AlternateStack() {
    stack_t none = {};
    none.ss_flags = SS_DISABLE;
    if (memory)
      sigaltstack(&none, nullptr);
  }

private:
  /// Enough to print a module. What is not touched takes no memory.
  static constexpr size_t kSize = 1 << 20;
  std::unique_ptr<char[]> memory;
};

/// Lets also an overflow of the stack be caught, whichever thread runs a pass.
struct StackInstrumentation : PassInstrumentation {
  static void guardThread() { static thread_local AlternateStack stack; }
  void runBeforePass(Pass *, Operation *) override { guardThread(); }
};
} // namespace

/// As LLVM does it, but its handler would run on the stack that has overflowed,
/// and a file that becomes shorter while it is mapped (SIGBUS) is not our bug.
static void enableCrashRecovery() {
  struct sigaction action;
  sigaction(SIGBUS, nullptr, &action);
  llvm::CrashRecoveryContext::Enable();
  sigaction(SIGBUS, &action, nullptr);
  sigaction(SIGSEGV, nullptr, &action);
  action.sa_flags |= SA_ONSTACK;
  sigaction(SIGSEGV, &action, nullptr);
}

/// Emits the error that asks for a report with the file `path`, which `command`
/// takes; `problem` is why it could not be written, if so.
static void emitInternalError(MLIRContext *context, StringRef path,
                              StringRef command, StringRef problem) {
  if (problem.empty())
    emitError(UnknownLoc::get(context)) << describeInternalError(path, command);
  else
    emitError(UnknownLoc::get(context))
        << kInternalError << " the model; '" << path
        << "' to repeat it cannot be written: " << problem;
}

void kiln::removeReproducer(StringRef path) {
  llvm::sys::fs::file_status status;
  if (llvm::sys::fs::status(path, status) ||
      !llvm::sys::fs::is_regular_file(status))
    return;
  auto start = llvm::MemoryBuffer::getFileSlice(path, kFirstLine.size(), 0);
  if (start && (*start)->getBuffer() == kFirstLine)
    (void)llvm::sys::fs::remove(path);
}

LogicalResult kiln::runReproducibly(PassManager &pm, ModuleOp module,
                                    StringRef path) {
  std::string problem;
  uint64_t thread = llvm::get_threadid();
  pm.enableCrashReproducerGeneration(
      [&](std::string &error) -> std::unique_ptr<ReproducerStream> {
        // Another thread is one on which a pass has crashed, and this runs in
        // the signal's handler: no pass goes on, and diagnostics of threads are
        // kept until all are done.
        std::error_code code;
        auto file = std::make_unique<ReproducerFile>(
            path, code, /*isLast=*/llvm::get_threadid() != thread);
        if (!code)
          return file;
        error = problem = code.message();
        return nullptr;
      });
  // MLIR's own words for it.
  ScopedDiagnosticHandler handler(
      module.getContext(), [&](Diagnostic &diagnostic) -> LogicalResult {
        StringRef text;
        if (!diagnostic.getArguments().empty() &&
            diagnostic.getArguments().front().getKind() ==
                DiagnosticArgument::DiagnosticArgumentKind::String)
          text = diagnostic.getArguments().front().getAsString();
        if (!text.starts_with("Failures have been detected while"))
          return failure();
        emitInternalError(pm.getContext(), path, kRepeatPasses, problem);
        return success();
      });
  pm.addInstrumentation(std::make_unique<StackInstrumentation>());
  enableCrashRecovery();
  return pm.run(module);
}

LogicalResult kiln::runGuarded(ModuleOp module, StringRef path,
                               llvm::function_ref<LogicalResult()> function) {
  enableCrashRecovery();
  StackInstrumentation::guardThread();
  llvm::CrashRecoveryContext context;
  LogicalResult result = failure();
  if (context.RunSafely([&] { result = function(); }))
    return result;
  std::error_code code;
  {
    ReproducerFile file(path, code);
    if (!code)
      module.print(file.os(), OpPrintingFlags().enableDebugInfo());
  }
  emitInternalError(module.getContext(), path, "kiln-emit",
                    code ? code.message() : "");
  return failure();
}
