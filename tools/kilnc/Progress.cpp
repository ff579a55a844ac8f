// Draws the progress line from a thread of its own, ten times a second.

#include "Progress.h"
#include "mlir/Pass/Pass.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <atomic>
#include <cstdlib>

using namespace kiln::driver;

namespace {
class ProgressInstrumentation : public mlir::PassInstrumentation {
public:
  explicit ProgressInstrumentation(Progress &progress) : progress(progress) {}

  void runBeforePass(mlir::Pass *pass, mlir::Operation *) override {
    ++running;
    // Adaptors that only run other passes have no argument.
    if (!pass->getArgument().empty())
      progress.setStep(pass->getArgument());
  }

  void runAfterPass(mlir::Pass *, mlir::Operation *) override {
    // If no other pass follows at once, this was the last.
    if (--running == 0)
      progress.setStep("code generation");
  }
  void runAfterPassFailed(mlir::Pass *, mlir::Operation *) override {
    --running;
  }

private:
  Progress &progress;
  /// Passes that have begun and not ended, on all threads.
  std::atomic<int> running = 0;
};
} // namespace

Progress::Progress() {
  const char *terminal = std::getenv("TERM");
  if (llvm::sys::Process::StandardErrIsDisplayed() && terminal &&
      llvm::StringRef(terminal) != "dumb")
    thread = std::thread([this] { run(); });
}

Progress::~Progress() {
  if (!thread.joinable())
    return;
  {
    std::lock_guard<std::mutex> lock(mutex);
    isDone = true;
  }
  wake.notify_one();
  thread.join();
  clear();
}

void Progress::setStep(llvm::StringRef name) {
  std::lock_guard<std::mutex> lock(mutex);
  step = name.str();
}

void Progress::clear() {
  std::lock_guard<std::mutex> lock(mutex);
  if (isShown)
    llvm::errs() << "\r\033[K";
  isShown = false;
}

std::unique_ptr<mlir::PassInstrumentation> Progress::createInstrumentation() {
  return std::make_unique<ProgressInstrumentation>(*this);
}

void Progress::draw() {
  auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start);
  llvm::errs() << "\r\033[K" << seconds.count() << " s  " << step;
  isShown = true;
}

void Progress::run() {
  std::unique_lock<std::mutex> lock(mutex);
  auto isFinished = [this] { return isDone; };
  if (wake.wait_for(lock, std::chrono::seconds(1), isFinished))
    return;
  do
    draw();
  while (!wake.wait_for(lock, std::chrono::milliseconds(100), isFinished));
}
