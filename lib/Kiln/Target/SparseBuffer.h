// A memory buffer for output that is mostly zero: it takes address space for
// all of it, but memory only for the rest.

#ifndef KILN_LIB_TARGET_SPARSEBUFFER_H
#define KILN_LIB_TARGET_SPARSEBUFFER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <memory>

namespace kiln {

class SparseBuffer : public llvm::raw_pwrite_stream {
public:
  /// `capacity` is the expected size in bytes; more may be written.
  explicit SparseBuffer(uint64_t capacity);
  ~SparseBuffer() override { flush(); }

  /// All that was written so far.
  llvm::StringRef getContents() {
    flush();
    return llvm::StringRef(data.get(), size);
  }

private:
  void write_impl(const char *bytes, size_t count) override;
  void pwrite_impl(const char *bytes, size_t count, uint64_t offset) override;
  uint64_t current_pos() const override { return size; }
  void reserve(uint64_t newCapacity);
  /// Copies to `offset`, which is all zero yet, what is not zero.
  void copy(const char *bytes, size_t count, uint64_t offset);

  struct Free {
    void operator()(char *pointer) const { std::free(pointer); }
  };
  std::unique_ptr<char, Free> data;
  uint64_t size = 0;
  uint64_t capacity = 0;
};

} // namespace kiln

#endif // KILN_LIB_TARGET_SPARSEBUFFER_H
