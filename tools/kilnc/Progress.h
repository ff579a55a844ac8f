// The line on a terminal that says what a long compilation is doing.

#ifndef KILNC_PROGRESS_H
#define KILNC_PROGRESS_H

#include "mlir/Pass/PassInstrumentation.h"
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace kiln::driver {

/// Shows the current step on stderr once a second has gone by, and takes it
/// away at the end. Does nothing when stderr is no terminal.
class Progress {
public:
  Progress();
  ~Progress();

  void setStep(llvm::StringRef name);
  /// Removes the line; the next step brings it back.
  void clear();
  /// Makes each pass a step.
  std::unique_ptr<mlir::PassInstrumentation> createInstrumentation();

private:
  void run();
  void draw();

  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  std::mutex mutex;
  std::condition_variable wake;
  std::string step;
  bool isShown = false;
  bool isDone = false;
  std::thread thread;
};

} // namespace kiln::driver

#endif // KILNC_PROGRESS_H
