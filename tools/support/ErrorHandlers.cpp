// The last words of a tool. Ordinary errors are diagnostics and never get here.
// Most crashes of the passes and of the code generator don't either: they are
// caught where they happen (Pipeline/Reproducer.cpp).

#include "ErrorHandlers.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <new>
#include <unistd.h>

static const char *toolName = "kiln";

static constexpr char kBug[] =
    "this is a bug of Kiln; please report it with the model";

constexpr unsigned kSecondsToReport = 60;

/// Writes without allocating: there may be no memory left.
static void writeError(std::initializer_list<const char *> parts) {
  auto write = [](const char *text) {
    return ::write(STDERR_FILENO, text, std::strlen(text)) >= 0;
  };
  if (!write(toolName) || !write(": error: "))
    return;
  for (const char *part : parts)
    if (!write(part))
      return;
  (void)write("\n");
}

[[noreturn]] static void stop(std::initializer_list<const char *> parts) {
  writeError(parts);
  llvm::sys::RunInterruptHandlers();
  std::_Exit(1);
}

/// MLIR's handler writes what repeats a crash in a pass, and Kiln ends the
/// program with an error that names it (Pipeline/Reproducer.cpp). It may crash
/// in turn, or wait for a lock that this thread holds.
[[noreturn]] static void reportCrash() {
  static std::atomic<bool> isFirst = true;
  static thread_local bool hasCrashed = false;
  if (isFirst.exchange(false)) {
    hasCrashed = true;
    std::signal(SIGALRM, [](int) { stop({"internal error: ", kBug}); });
    sigset_t alarms;
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &alarms, nullptr);
    alarm(kSecondsToReport);
    llvm::sys::RunSignalHandlers();
  } else if (!hasCrashed) {
    // The thread that was first says it.
    for (;;)
      pause();
  }
  stop({"internal error: ", kBug});
}

/// LLVM calls what it cannot go on after fatal, and also a standard output that
/// nobody can write to, and a thread that there is no memory for.
static void onFatalError(void *, const char *reason, bool) {
  llvm::StringRef text = reason;
  if (text.starts_with("IO failure"))
    stop({reason});
  if (text.starts_with("pthread_create failed"))
    stop({"out of memory"});
  writeError({reason});
  if (auto *context = llvm::CrashRecoveryContext::GetCurrent())
    context->HandleExit(1);
  reportCrash();
}

static void onCrash(int signal, siginfo_t *info, void *) {
  if (signal == SIGBUS && info->si_code == BUS_ADRERR)
    stop({"a file was cut short while it was read"});
  reportCrash();
}

void kiln::installErrorHandlers(const char *tool) {
  toolName = tool;
  std::set_new_handler([] { stop({"out of memory"}); });
  llvm::install_bad_alloc_error_handler(
      [](void *, const char *, bool) { stop({"out of memory"}); });
  llvm::install_fatal_error_handler(onFatalError);
  // When nobody reads on, LLVM removes temporary files only if it is told what
  // comes next: here, to end as without a handler.
  llvm::sys::SetOneShotPipeSignalFunction([] { std::raise(SIGPIPE); });
  // A file that may not become as large is an error of who writes it.
  std::signal(SIGXFSZ, SIG_IGN);
  // After LLVM's own, which that call has installed with a stack to run on when
  // the program's has overflowed.
  struct sigaction action = {};
  action.sa_sigaction = onCrash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP})
    sigaction(signal, &action, nullptr);
}
