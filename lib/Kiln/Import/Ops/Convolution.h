// Convolution of computed tensors, and what Conv and ConvTranspose have in
// common when they are read.

#ifndef KILN_LIB_IMPORT_OPS_CONVOLUTION_H
#define KILN_LIB_IMPORT_OPS_CONVOLUTION_H

#include "Window.h"

namespace kiln {

/// The window of a Conv or ConvTranspose node, whose filter is input 1; nothing
/// when the node was refused.
std::optional<Window> readFilterWindow(Node &node);

/// `x` convolved with `filter`, both planar or with depth, as `window` says;
/// `bias` may be null. Null when the node was refused.
mlir::Value makeConv(Node &node, mlir::Value x, mlir::Value filter,
                     mlir::Value bias, const Window &window, int64_t groups);

} // namespace kiln

#endif // KILN_LIB_IMPORT_OPS_CONVOLUTION_H
