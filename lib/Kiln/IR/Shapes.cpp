// Element counts and broadcasting, see Shapes.h.

#include "Kiln/IR/Shapes.h"
#include <algorithm>

using llvm::ArrayRef;
using llvm::SmallVector;

std::optional<int64_t> kiln::elementCount(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t size : shape) {
    if (size < 1 || size > kMaxElements / count)
      return std::nullopt;
    count *= size;
  }
  return count;
}

std::optional<SmallVector<int64_t>>
kiln::broadcastShapes(ArrayRef<int64_t> lhs, ArrayRef<int64_t> rhs) {
  ArrayRef<int64_t> longer = lhs.size() >= rhs.size() ? lhs : rhs;
  ArrayRef<int64_t> shorter = lhs.size() >= rhs.size() ? rhs : lhs;
  SmallVector<int64_t> result(longer);
  size_t missing = longer.size() - shorter.size();
  for (size_t i = 0; i < shorter.size(); ++i) {
    int64_t &size = result[missing + i];
    if (size == 1)
      size = shorter[i];
    else if (shorter[i] != 1 && shorter[i] != size)
      return std::nullopt;
  }
  return result;
}

bool kiln::isBroadcastableTo(ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
  std::optional<SmallVector<int64_t>> shape = broadcastShapes(from, to);
  return shape && ArrayRef<int64_t>(*shape) == to;
}
