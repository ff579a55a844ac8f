// A memory buffer that does not touch the pages of long runs of zeros: fresh
// memory of the system reads as zero and costs nothing until it is written.

#include "SparseBuffer.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>
#include <cstring>

using namespace kiln;

static constexpr uint64_t blockBytes = 4096;

SparseBuffer::SparseBuffer(uint64_t capacity) {
  SetBufferSize(16 * blockBytes);
  reserve(std::max(capacity, blockBytes));
}

static bool isZero(const char *bytes, size_t count) {
  return count == 0 ||
         (bytes[0] == 0 && std::memcmp(bytes, bytes + 1, count - 1) == 0);
}

void SparseBuffer::copy(const char *bytes, size_t count, uint64_t offset) {
  while (count > 0) {
    uint64_t inBlock = blockBytes - offset % blockBytes;
    size_t step = std::min<uint64_t>(count, inBlock);
    if (!isZero(bytes, step))
      std::memcpy(data.get() + offset, bytes, step);
    bytes += step;
    offset += step;
    count -= step;
  }
}

void SparseBuffer::reserve(uint64_t newCapacity) {
  std::unique_ptr<char, Free> old = std::move(data);
  data.reset(static_cast<char *>(std::calloc(newCapacity, 1)));
  if (!data)
    llvm::report_bad_alloc_error("out of memory for the object file");
  capacity = newCapacity;
  if (old)
    copy(old.get(), size, 0);
}

void SparseBuffer::write_impl(const char *bytes, size_t count) {
  if (count > capacity - size)
    reserve(std::max(2 * capacity, size + count));
  copy(bytes, count, size);
  size += count;
}

void SparseBuffer::pwrite_impl(const char *bytes, size_t count,
                               uint64_t offset) {
  flush();
  std::memcpy(data.get() + offset, bytes, count);
}
