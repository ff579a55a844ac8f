// MaxPool's second output.

#ifndef KILN_LIB_IMPORT_OPS_MAXPOOLINDICES_H
#define KILN_LIB_IMPORT_OPS_MAXPOOLINDICES_H

#include "Window.h"

namespace kiln {

/// For each of `maxima`, the pool of `x` (NxCxHxW, f32) by `window`, the index
/// of its place in the flattened input (i64): row by row of a plane, or column
/// by column. Refuses windows that are large or over three dimensions.
mlir::Value makeMaxPoolIndices(Node &node, mlir::Value x, mlir::Value maxima,
                               const Window &window, bool columnMajor);

} // namespace kiln

#endif // KILN_LIB_IMPORT_OPS_MAXPOOLINDICES_H
