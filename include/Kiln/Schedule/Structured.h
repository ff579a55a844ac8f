// Small questions about structured ops that several schedule passes ask.

#ifndef KILN_SCHEDULE_STRUCTURED_H
#define KILN_SCHEDULE_STRUCTURED_H

#include "Kiln/IR/Kiln.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace kiln {

/// The target description on the module around `op`, or null.
TargetAttr getTarget(mlir::Operation *op);

/// The schedule written on `op`, or null.
ScheduleAttr getSchedule(mlir::Operation *op);

/// Position in `map` of a result that is exactly loop `dim`, if any.
std::optional<unsigned> findPlainResult(mlir::AffineMap map, unsigned dim);

/// True if every result of `map` either is exactly loop `dim`, at most once,
/// or does not depend on it.
bool usesOnlyPlainly(mlir::AffineMap map, unsigned dim);

/// True if all loops are parallel, the results are indexed by the identity and
/// the op reads no loop index.
bool isElementwise(mlir::linalg::LinalgOp op);

/// True if `op` accumulates products: one result, mulf then addf into it.
bool isMulAddReduction(mlir::linalg::LinalgOp op);

/// The elementwise ops that can run in the loop nest of `root`, in order: each
/// is the one use of the op before it and works on the same elements.
llvm::SmallVector<mlir::linalg::LinalgOp>
getFusibleConsumers(mlir::linalg::LinalgOp root);

/// The op that only fills or broadcasts the initial value of `root`'s result,
/// or null.
mlir::Operation *getInitProducer(mlir::linalg::LinalgOp root);

/// The contraction whose result `root`, another one with the same tiles, goes
/// on adding to, if that is its only use: one loop nest can do both. Null
/// otherwise.
mlir::linalg::LinalgOp getContinuedContraction(mlir::linalg::LinalgOp root);

/// Which dimensions of a blocked contraction's result a register tile spans:
/// [..., K/b, OH, OW, b] has rows of pixels, [..., K/b, OH, PH, OW, PW, b]
/// those of PH x PW filters, and in [M, N/b, b] the rows of the matrix are
/// pixels.
struct TileDims {
  unsigned block, pixel;
  std::optional<unsigned> row, phase;
};

/// Those of a result of rank `rank`, which is at least 3.
TileDims getTileDims(unsigned rank);

/// True if several lanes of a blocked contraction's result are computed from
/// each element of an input; a depthwise convolution computes one.
bool sharesPixels(mlir::linalg::LinalgOp op);

/// The sizes of a convolution on the blocked layout that Winograd's algorithm
/// can compute: kernels of 1, 3, 5 or 7 taps in each dimension but not 1x1,
/// stride 1, no dilation, one group, constant filters, from
/// [batch, inputBlocks, height + kernelHeight - 1, width + kernelWidth - 1,
/// lanes] to [batch, outputBlocks, height, width, lanes].
struct WinogradConv {
  int64_t batch, inputBlocks, outputBlocks, height, width, lanes;
  int64_t kernelHeight, kernelWidth;
};

/// The sizes of `op` if it is such a convolution.
std::optional<WinogradConv> matchWinogradConv(mlir::linalg::LinalgOp op);

} // namespace kiln

#endif // KILN_SCHEDULE_STRUCTURED_H
