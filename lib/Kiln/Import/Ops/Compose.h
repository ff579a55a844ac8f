// Small compositions of kiln ops that handlers of several families build on.
// Each gives null when an operand is null or the node has been refused.

#ifndef KILN_LIB_IMPORT_OPS_COMPOSE_H
#define KILN_LIB_IMPORT_OPS_COMPOSE_H

#include "Node.h"

namespace kiln {

/// The shape of `value`, a tensor.
Shape dimsOf(mlir::Value value);

/// `size` places of `x` along `axis`, from `start` on, each `step` (at least
/// 1) after the one before; `x` itself if that is all of it.
mlir::Value makeSlice(Node &node, mlir::Value x, int64_t axis, int64_t start,
                      int64_t size, int64_t step = 1);

/// `parts` one after the other along `axis`.
mlir::Value makeConcat(Node &node, llvm::ArrayRef<mlir::Value> parts,
                       int64_t axis);

/// `x` with zeros before and after it along `axis`.
mlir::Value makeZeroPadded(Node &node, mlir::Value x, int64_t axis,
                           int64_t before, int64_t after);

/// The places of `x` along `axis` in opposite order.
mlir::Value makeReversed(Node &node, mlir::Value x, int64_t axis);

/// `x` broadcast to `shape`, to which it must broadcast.
mlir::Value makeExpanded(Node &node, mlir::Value x,
                         llvm::ArrayRef<int64_t> shape);

/// `x` with its dimensions permuted.
mlir::Value makeTransposed(Node &node, mlir::Value x,
                           llvm::ArrayRef<int64_t> permutation);

/// `x` reduced by an `OpT` along `axes`, which stay as dimensions of 1.
template <typename OpT>
mlir::Value makeReduced(Node &node, mlir::Value x,
                        llvm::ArrayRef<int64_t> axes) {
  return node.create<OpT>(x, {node.intsAttr("axes", axes)});
}

/// The mean along `axes`, which stay as dimensions of 1.
mlir::Value makeMean(Node &node, mlir::Value x, llvm::ArrayRef<int64_t> axes);

/// min(max(x, min), max)
mlir::Value makeClip(Node &node, mlir::Value x, float min, float max);

/// -1, 0 or 1 as `x` is below, at or above 0; zeros keep their sign.
mlir::Value makeSign(Node &node, mlir::Value x);

} // namespace kiln

#endif // KILN_LIB_IMPORT_OPS_COMPOSE_H
