// The sliding window that convolutions and pools share: its attributes, read
// and checked once. One spatial dimension is brought to two.

#ifndef KILN_LIB_IMPORT_OPS_WINDOW_H
#define KILN_LIB_IMPORT_OPS_WINDOW_H

#include "Node.h"

namespace kiln {

/// A window over height and width, or depth, height and width. One over a
/// single spatial dimension becomes one of height 1.
struct Window {
  llvm::SmallVector<int64_t> kernel, strides, dilations;
  /// Top, left, bottom, right; with depth: front, top, left, back, bottom,
  /// right.
  llvm::SmallVector<int64_t> pads;
  /// True when pads follow from auto_pad, which leaves ceil_mode no meaning.
  bool autoPad = false;
};

/// `shape` (N, C, then spatial dimensions) with a height of 1 inserted
/// if there is one spatial dimension only.
Shape toPlanar(llvm::ArrayRef<int64_t> shape);

/// Reads strides, pads, auto_pad and dilations for a window of the size
/// `kernel`, one number per spatial dimension of input 0. Refuses the node and
/// returns nothing when they do not fit.
std::optional<Window> readWindow(Node &node, llvm::ArrayRef<int64_t> kernel,
                                 bool hasDilations = true);

/// The part of a window over depth, height and width that is over the last two,
/// and the one over depth, as a window over height whose width is 1.
Window getPlanes(const Window &window);
Window getDepth(const Window &window);

/// Output `i` is `planar`, brought back to the number of dimensions of input 0.
llvm::LogicalResult setWindowResult(Node &node, mlir::Value planar,
                                    unsigned i = 0);

} // namespace kiln

#endif // KILN_LIB_IMPORT_OPS_WINDOW_H
