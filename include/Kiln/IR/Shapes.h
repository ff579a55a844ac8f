// Plain functions on shapes that the dialect, the importer and the conversions
// share: element counts that cannot overflow, and broadcasting. Sliding windows
// are in Window.h.

#ifndef KILN_IR_SHAPES_H
#define KILN_IR_SHAPES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <optional>

namespace kiln {

/// Largest number of elements that one tensor may have (8 GiB of f32).
inline constexpr int64_t kMaxElements = int64_t{1} << 31;

/// Number of elements of a tensor of the given shape. Fails when a dimension is
/// less than 1 or the product exceeds kMaxElements; never overflows.
std::optional<int64_t> elementCount(llvm::ArrayRef<int64_t> shape);

/// The shape that `lhs` and `rhs` are broadcast to: shapes are aligned at their
/// last dimension, and a missing dimension or one of size 1 is repeated. Fails
/// when two aligned dimensions differ and neither is 1.
std::optional<llvm::SmallVector<int64_t>>
broadcastShapes(llvm::ArrayRef<int64_t> lhs, llvm::ArrayRef<int64_t> rhs);

/// Whether `from` can be broadcast to exactly the shape `to`.
bool isBroadcastableTo(llvm::ArrayRef<int64_t> from,
                       llvm::ArrayRef<int64_t> to);

} // namespace kiln

#endif // KILN_IR_SHAPES_H
