// Guard pages, and the handler that tells which one was hit.

#include "GuardedBuffer.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Process.h"
#include <csignal>
#include <list>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

using namespace llvm;
using namespace kiln::run;

namespace {
struct Guard {
  char *page;
  std::string message;
};
} // namespace

/// Those of all buffers there are. A signal's handler reads it, while the model
/// runs and nobody changes it.
static std::list<Guard> &guards() {
  static std::list<Guard> all;
  return all;
}

static size_t pageSize() { return sys::Process::getPageSizeEstimate(); }

/// What was done about SIGSEGV and SIGBUS before.
static struct sigaction previous[2];

/// Calls of the C library other than write() are not safe here.
static void reportHit(int signal, siginfo_t *info, void *) {
  auto *place = static_cast<char *>(info->si_addr);
  for (const Guard &guard : guards())
    if (place >= guard.page && place < guard.page + pageSize()) {
      // Nothing can be done if it can't be written.
      [[maybe_unused]] ssize_t written =
          write(STDERR_FILENO, guard.message.data(), guard.message.size());
      _exit(1);
    }
  // It is not ours: who came before hears of it when the access is repeated.
  sigaction(signal, &previous[signal == SIGBUS], nullptr);
}

/// Also if it was before: a compilation leaves the handlers that it found.
static void installHandler() {
  struct sigaction action = {};
  action.sa_sigaction = reportHit;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (int signal : {SIGSEGV, SIGBUS}) {
    struct sigaction current;
    sigaction(signal, &action, &current);
    if (current.sa_sigaction != reportHit)
      previous[signal == SIGBUS] = current;
  }
}

Expected<GuardedBuffer> GuardedBuffer::allocate(size_t size, size_t alignment,
                                                GuardedEnd end,
                                                const Twine &name) {
  auto fail = [&] {
    return createStringError("can't allocate " + Twine(size) +
                             " bytes for the model");
  };
  size_t page = std::max(pageSize(), alignment);
  if (size > SIZE_MAX / 2)
    return fail();
  size_t inside = alignTo(size, page), mapped = inside + 2 * page;
  void *start = mmap(nullptr, mapped, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED)
    return fail();
  GuardedBuffer buffer;
  buffer.pages = {static_cast<char *>(start), mapped};
  char *first = buffer.pages.begin(), *last = buffer.pages.end() - page;
  if (mprotect(first, page, PROT_NONE) != 0 ||
      mprotect(last, page, PROT_NONE) != 0)
    return fail();
  size_t before =
      end == GuardedEnd::End ? inside - alignTo(size, alignment) : 0;
  buffer.content = {first + page + before, size};
  installHandler();
  auto guard = [&](char *place, const char *where) {
    guards().push_back({place, ("kiln-run: error: the model reads or writes " +
                                Twine(where) + " of " + name + "\n")
                                   .str()});
  };
  guard(first + page - pageSize(), "before the start");
  guard(last, "beyond the end");
  return buffer;
}

GuardedBuffer::~GuardedBuffer() {
  if (pages.empty())
    return;
  guards().remove_if([&](const Guard &guard) {
    return guard.page >= pages.begin() && guard.page < pages.end();
  });
  munmap(pages.data(), pages.size());
}
