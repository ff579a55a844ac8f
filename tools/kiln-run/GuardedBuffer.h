// Memory that ends where a page begins that nobody may touch: a model that
// reads or writes beyond one of its arrays is caught in the act.

#ifndef KILN_RUN_GUARDEDBUFFER_H
#define KILN_RUN_GUARDEDBUFFER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

namespace kiln::run {

class GuardedBuffer {
public:
  /// `size` bytes of zeros, aligned to `alignment`, a power of two. If it does
  /// not divide `size`, the fewer bytes than `alignment` that follow are not
  /// guarded. Who touches what lies beyond ends the program with exit code 1
  /// and an error that calls the buffer by `name`.
  static llvm::Expected<GuardedBuffer> allocate(size_t size, size_t alignment,
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
  /// The whole mapping, its last page the guard.
  llvm::MutableArrayRef<char> pages;
  llvm::MutableArrayRef<char> content;
};

} // namespace kiln::run

#endif // KILN_RUN_GUARDEDBUFFER_H
