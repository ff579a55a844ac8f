// The last words of a tool. Ordinary errors are diagnostics and never get here.

#include "ErrorHandlers.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>
#include <unistd.h>

static const char *toolName = "kiln";

/// Writes without allocating: there may be no memory left.
static void writeError(const char *text) {
  for (const char *part : {toolName, ": error: ", text, "\n"})
    if (::write(STDERR_FILENO, part, std::strlen(part)) < 0)
      break;
}

[[noreturn]] static void stop(const char *text) {
  writeError(text);
  llvm::sys::RunInterruptHandlers();
  std::_Exit(1);
}

void kiln::installErrorHandlers(const char *tool) {
  toolName = tool;
  std::set_new_handler([] { stop("out of memory"); });
  llvm::install_bad_alloc_error_handler(
      [](void *, const char *, bool) { stop("out of memory"); });
  llvm::install_fatal_error_handler(
      [](void *, const char *reason, bool) { stop(reason); });
  // When nobody reads on, LLVM removes temporary files only if it is told what
  // comes next: here, to end as without a handler.
  llvm::sys::SetOneShotPipeSignalFunction([] { std::raise(SIGPIPE); });
}
