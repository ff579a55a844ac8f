// Memory between pages that nobody may touch: a model that reads or writes
// beyond one of its arrays is caught in the act.

#ifndef KILN_RUN_GUARDEDBUFFER_H
#define KILN_RUN_GUARDEDBUFFER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

namespace kiln::run {

/// Which end of an array touches a guard; before the other there is less than a
/// page that is not guarded.
enum class GuardedEnd { Start, End };

class GuardedBuffer {
public:
  /// `size` bytes of zeros, aligned to `alignment`, a power of two. If it does
  /// not divide `size`, the fewer bytes than `alignment` that follow are not
  /// guarded at the end either. Who touches what lies beyond ends the program
  /// with exit code 1 and an error that calls the buffer by `name`.
  static llvm::Expected<GuardedBuffer> allocate(size_t size, size_t alignment,
                                                GuardedEnd end,
                                                const llvm::Twine &name);

  GuardedBuffer() = default;
  GuardedBuffer(GuardedBuffer &&other) { *this = std::move(other); }
  GuardedBuffer &operator=(GuardedBuffer &&other) {
    std::swap(pages, other.pages);
    std::swap(content, other.content);
    return *this;
  }
  ~GuardedBuffer();

  char *data() const { return content.data(); }
  llvm::MutableArrayRef<char> bytes() const { return content; }

private:
  /// The whole mapping, its first and last page the guards.
  llvm::MutableArrayRef<char> pages;
  llvm::MutableArrayRef<char> content;
};

} // namespace kiln::run

#endif // KILN_RUN_GUARDEDBUFFER_H
