// Elements of a tensor at computed places, for the handlers that need them.

#ifndef KILN_LIB_IMPORT_OPS_GATHER_H
#define KILN_LIB_IMPORT_OPS_GATHER_H

#include "Node.h"

namespace kiln {

/// 0, 1, 2, … along dimension `axis` of a shape of `rank` dimensions, the other
/// ones 1, times `step`; null for more than 2^24 places, which is refused.
mlir::Value makeCount(Node &node, int64_t size, int64_t axis, int64_t rank,
                      mlir::Type element, int64_t step = 1);

/// Input `i`, which must be int32 or int64.
mlir::Value getIndices(Node &node, unsigned i);

/// For each element of `indices` (of the rank of `input`), the element of
/// `input` that has this index along `axis` and else the same place.
mlir::Value makeGatherElements(Node &node, mlir::Value input,
                               mlir::Value indices, int64_t axis);

} // namespace kiln

#endif // KILN_LIB_IMPORT_OPS_GATHER_H
