// Rounds of tasks: a number that all threads watch says that one has begun. The
// thread that calls waits for tasks only, never for a thread that has none.

#include "Kiln/Execution/ThreadPool.h"

using namespace kiln::run;

/// How often a thread looks before it lets others run, or sleeps: some tens of
/// microseconds.
static constexpr unsigned kLooks = 20000;

static void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

ThreadPool::ThreadPool(size_t size) {
  for (size_t i = 1; i < size; ++i)
    workers.emplace_back([this] { work(); });
}

static uint64_t roundOf(uint64_t ticket) { return ticket >> 32; }
static uint32_t indexOf(uint64_t ticket) { return uint32_t(ticket); }

ThreadPool::~ThreadPool() {
  {
    std::lock_guard<std::mutex> lock(mutex);
    stopped = true;
  }
  wake.notify_all();
  for (std::thread &worker : workers)
    worker.join();
}

void ThreadPool::parallelFor(void *pool, size_t tasks, Task task, void *data) {
  static_cast<ThreadPool *>(pool)->run(tasks, task, data);
}

void ThreadPool::run(size_t count, Task what, void *argument) {
  task = what;
  data = argument;
  tasks = uint32_t(count);
  done = 0;
  {
    // A worker that is about to sleep sees the round, or is woken.
    std::lock_guard<std::mutex> lock(mutex);
    ticket = (roundOf(ticket) + 1) << 32;
  }
  wake.notify_all();
  takeTasks();
  for (unsigned looks = 0; done != count; ++looks) {
    pause();
    if (looks > kLooks)
      std::this_thread::yield();
  }
}

void ThreadPool::takeTasks() {
  uint64_t current = ticket;
  while (indexOf(current) < tasks) {
    if (!ticket.compare_exchange_weak(current, current + 1))
      continue;
    task(data, indexOf(current));
    ++done;
    current = ticket;
  }
}

void ThreadPool::work() {
  uint64_t seen = 0;
  auto hasNews = [&] { return roundOf(ticket) != seen || stopped; };
  while (!stopped) {
    for (unsigned looks = 0; !hasNews() && looks < kLooks; ++looks)
      pause();
    if (!hasNews()) {
      std::unique_lock<std::mutex> lock(mutex);
      wake.wait(lock, hasNews);
    }
    seen = roundOf(ticket);
    takeTasks();
  }
}
