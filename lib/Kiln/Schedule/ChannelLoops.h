// The loops of structured ops over channels, and how they are split in blocks.

#ifndef KILN_LIB_SCHEDULE_CHANNELLOOPS_H
#define KILN_LIB_SCHEDULE_CHANNELLOOPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace kiln {

/// The loops of a structured op that run over channels.
struct ChannelLoops {
  /// Loop over the channels of the result.
  unsigned result;
  /// Loop that sums over the channels of an input, if there is one.
  std::optional<unsigned> summed;
};

/// The loops of `op`, if it is of f32 and has such a loop; those that read its
/// channels do so one by one.
std::optional<ChannelLoops> matchChannelLoops(mlir::linalg::GenericOp op);

/// Rebuilds `op` on blocked operands: `resultLoop` and, where given,
/// `summedLoop` are each split in two, the inner loops last among the parallel
/// and last among the reduction loops.
mlir::Value buildBlockedGeneric(mlir::RewriterBase &rewriter,
                                mlir::linalg::GenericOp op,
                                llvm::ArrayRef<mlir::Value> inputs,
                                mlir::Value init, unsigned resultLoop,
                                std::optional<unsigned> summedLoop);

} // namespace kiln

#endif // KILN_LIB_SCHEDULE_CHANNELLOOPS_H
