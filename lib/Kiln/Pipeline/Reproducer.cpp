// MLIR's crash reproducers, in the words of this compiler.

#include "Reproducer.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <csignal>

using namespace mlir;

/// By which a file is known as one of these.
static constexpr llvm::StringLiteral kFirstLine =
    "// What repeats an internal error of Kiln\n";

namespace {
class ReproducerFile : public ReproducerStream {
public:
  ReproducerFile(StringRef path, std::error_code &error)
      : path(path), stream(path, error) {
    if (!error)
      stream << kFirstLine;
  }

  StringRef description() override { return path; }
  raw_ostream &os() override { return stream; }

private:
  std::string path;
  llvm::raw_fd_ostream stream;
};
} // namespace

/// Lets a crash be caught also when the stack has overflowed: LLVM's handlers
/// run on the one that is full. Harmless if there is no other.
static void enableCrashRecovery() {
  llvm::CrashRecoveryContext::Enable();
  for (int signal : {SIGSEGV, SIGBUS}) {
    struct sigaction action;
    sigaction(signal, nullptr, &action);
    action.sa_flags |= SA_ONSTACK;
    sigaction(signal, &action, nullptr);
  }
}

/// Emits the error that asks for a report with the file `path`, which `command`
/// takes; `problem` is why it could not be written, if so.
static void emitInternalError(MLIRContext *context, StringRef path,
                              StringRef command, StringRef problem) {
  InFlightDiagnostic error = emitError(UnknownLoc::get(context));
  error << "internal error: this is a bug of Kiln; please report it with ";
  if (problem.empty())
    error << "'" << path << "', which repeats it (" << command << ")";
  else
    error << "the model; '" << path
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
  pm.enableCrashReproducerGeneration(
      [&](std::string &error) -> std::unique_ptr<ReproducerStream> {
        std::error_code code;
        auto file = std::make_unique<ReproducerFile>(path, code);
        if (!code)
          return file;
        error = problem = code.message();
        return nullptr;
      });
  // MLIR's own words for it; the first are those of a crash outside the thread
  // that runs the passes.
  ScopedDiagnosticHandler handler(
      module.getContext(), [&](Diagnostic &diagnostic) -> LogicalResult {
        StringRef text;
        if (!diagnostic.getArguments().empty() &&
            diagnostic.getArguments().front().getKind() ==
                DiagnosticArgument::DiagnosticArgumentKind::String)
          text = diagnostic.getArguments().front().getAsString();
        if (!text.starts_with("A failure has been detected while") &&
            !text.starts_with("Failures have been detected while"))
          return failure();
        emitInternalError(pm.getContext(), path, "kiln-opt --run-reproducer",
                          problem);
        return success();
      });
  enableCrashRecovery();
  return pm.run(module);
}

LogicalResult kiln::runGuarded(ModuleOp module, StringRef path,
                               llvm::function_ref<LogicalResult()> function) {
  enableCrashRecovery();
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
