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

static constexpr llvm::StringLiteral kRepeatPasses =
    "kiln-opt --run-reproducer";

/// Asks for a report with the file `path`, which `command` takes; `problem` is
/// why it could not be written, if so.
static std::string describeInternalError(StringRef path, StringRef command,
                                         StringRef problem) {
  std::string text =
      "internal error: this is a bug of Kiln; please report it with ";
  if (problem.empty())
    text += ("'" + path + "', which repeats it (" + command + ")").str();
  else
    text +=
        ("the model; '" + path + "' to repeat it cannot be written: " + problem)
            .str();
  return text;
}

/// What is left to do after a crash on a thread of MLIR's, in the handler of
/// its signal: diagnostics would be kept until all threads are done.
[[noreturn]] static void endProgram(StringRef path, StringRef problem) {
  llvm::errs() << "error: "
               << describeInternalError(path, kRepeatPasses, problem) << '\n';
  llvm::sys::RunInterruptHandlers();
  std::_Exit(1);
}

static bool isRegularFile(StringRef path) {
  llvm::sys::fs::file_status status;
  return !llvm::sys::fs::status(path, status) &&
         llvm::sys::fs::is_regular_file(status);
}

namespace {
class ReproducerFile : public ReproducerStream {
public:
  /// Says in `problem` why the file could not be written, if so. With
  /// `endsProgram`, the program ends as soon as it is.
  ReproducerFile(StringRef path, std::string &problem, bool endsProgram = false)
      : path(path), problem(problem), endsProgram(endsProgram) {
    if (llvm::sys::fs::exists(path) && !isRegularFile(path)) {
      problem = "it is no regular file";
      return;
    }
    std::error_code error;
    stream.emplace(path, error);
    if (error)
      fail(error);
    else
      *stream << kFirstLine;
  }
  ~ReproducerFile() override {
    if (stream) {
      stream->close();
      if (stream->has_error()) {
        fail(stream->error());
        llvm::sys::fs::remove(path);
      }
    }
    if (endsProgram)
      endProgram(path, problem);
  }

  bool isOpen() const { return stream.has_value(); }
  StringRef description() override { return path; }
  raw_ostream &os() override { return *stream; }

private:
  void fail(std::error_code error) {
    problem = error.message();
    stream->clear_error();
    stream.reset();
  }

  std::string path;
  std::optional<llvm::raw_fd_ostream> stream;
  std::string &problem;
  bool endsProgram;
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

/// Lets also an overflow of the stack be caught, whichever thread runs a pass,
/// and tells a pass that fails from one that crashes.
struct ThreadInstrumentation : PassInstrumentation {
  static void guardStack() { static thread_local AlternateStack stack; }
  void runBeforePass(Pass *, Operation *) override {
    guardStack();
    hasFailed = false;
  }
  // Before the same of MLIR's, which was there first.
  void runAfterPassFailed(Pass *, Operation *) override { hasFailed = true; }

  static thread_local bool hasFailed;
};
} // namespace

thread_local bool ThreadInstrumentation::hasFailed = false;

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

void kiln::removeReproducer(StringRef path) {
  if (!isRegularFile(path))
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
        // A pass that crashes on the thread of this call, or on that which runs
        // the pipeline, is recovered from.
        bool isUnrecovered = llvm::get_threadid() != thread &&
                             !llvm::CrashRecoveryContext::GetCurrent() &&
                             !ThreadInstrumentation::hasFailed;
        auto file =
            std::make_unique<ReproducerFile>(path, problem, isUnrecovered);
        if (file->isOpen())
          return file;
        error = problem;
        return nullptr;
      });
  // MLIR's own words for it. Those of a signal come before the others, if that
  // is recovered from.
  ScopedDiagnosticHandler handler(
      module.getContext(), [&](Diagnostic &diagnostic) -> LogicalResult {
        StringRef text;
        if (!diagnostic.getArguments().empty() &&
            diagnostic.getArguments().front().getKind() ==
                DiagnosticArgument::DiagnosticArgumentKind::String)
          text = diagnostic.getArguments().front().getAsString();
        if (text.starts_with("A signal was caught while"))
          return success();
        if (!text.starts_with("Failures have been detected while"))
          return failure();
        emitError(UnknownLoc::get(pm.getContext()))
            << describeInternalError(path, kRepeatPasses, problem);
        return success();
      });
  pm.addInstrumentation(std::make_unique<ThreadInstrumentation>());
  enableCrashRecovery();
  return pm.run(module);
}

LogicalResult kiln::runGuarded(ModuleOp module, StringRef path,
                               llvm::function_ref<LogicalResult()> function) {
  enableCrashRecovery();
  ThreadInstrumentation::guardStack();
  llvm::CrashRecoveryContext context;
  LogicalResult result = failure();
  if (context.RunSafely([&] { result = function(); }))
    return result;
  std::string problem;
  {
    ReproducerFile file(path, problem);
    if (file.isOpen())
      module.print(file.os(), OpPrintingFlags().enableDebugInfo());
  }
  emitError(UnknownLoc::get(module.getContext()))
      << describeInternalError(path, "kiln-emit", problem);
  return failure();
}
