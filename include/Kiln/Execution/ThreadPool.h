// The threads that a model's tasks run on: a pool of the simplest kind, behind
// the function that models call.

#ifndef KILN_EXECUTION_THREADPOOL_H
#define KILN_EXECUTION_THREADPOOL_H

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace kiln::run {

/// Runs tasks on the calling thread and on others of its own. Those look for
/// work for a while before they sleep, so that the many short calls of one run
/// of a model find them awake.
class ThreadPool {
public:
  using Task = void (*)(void *data, size_t index);

  /// Starts `size` - 1 threads; the one that calls is the other.
  explicit ThreadPool(size_t size);
  ~ThreadPool();

  /// A kiln_parallel_for whose first argument is a ThreadPool.
  static void parallelFor(void *pool, size_t tasks, Task task, void *data);

private:
  void run(size_t tasks, Task task, void *data);
  void work();
  /// Runs tasks of the current round until all have begun.
  void takeTasks();

  std::vector<std::thread> workers;
  // Of the current round; they change only when all of its tasks are done.
  Task task = nullptr;
  void *data = nullptr;
  std::atomic<uint32_t> tasks = 0;
  std::atomic<uint32_t> done = 0;
  /// The number of the current round, and below it in 32 bits that of the task
  /// to begin next: who is late for a round can take none of another one's.
  std::atomic<uint64_t> ticket = 0;
  std::atomic<bool> stopped = false;
  std::mutex mutex;
  std::condition_variable wake;
};

} // namespace kiln::run

#endif // KILN_EXECUTION_THREADPOOL_H
