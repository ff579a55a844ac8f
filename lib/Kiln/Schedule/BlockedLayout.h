// Values in the channel-blocked layout: their types, how one is made from a
// plain value and back, and how a reshape is told on one. Which ops work on
// them is decided in BlockChannels.

#ifndef KILN_SCHEDULE_BLOCKEDLAYOUT_H
#define KILN_SCHEDULE_BLOCKEDLAYOUT_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/PatternMatch.h"

namespace kiln {

/// The dimension that holds channels in a tensor of `rank` dimensions:
/// [N, C, H, W], [M, N], [N, C, H, PH, W, PW] where places are in phases, and
/// with G before C where channels are in groups.
inline unsigned channelDim(int64_t rank) {
  return rank == 5 || rank == 7 ? 2 : 1;
}

/// The layout [N, C/lanes, ..., lanes]. New ops go where the rewriter stands.
class BlockedLayout {
public:
  BlockedLayout(mlir::RewriterBase &rewriter, int64_t lanes)
      : rewriter(rewriter), lanes(lanes) {}

  /// The blocked form of `type`; lanes past the last channel are added.
  mlir::RankedTensorType getType(mlir::RankedTensorType type) const;

  /// `value` in this layout if it is there already, or null.
  mlir::Value find(mlir::Value value);

  /// `value` with each of `dims` split in tiles, which become the innermost
  /// dimensions; what is missing in the last tile is 0.
  mlir::Value pack(mlir::Value value, llvm::ArrayRef<int64_t> dims,
                   llvm::ArrayRef<int64_t> tiles);

  /// The value of plain `type` that `blocked` stands for.
  mlir::Value unpack(mlir::Value blocked, mlir::RankedTensorType type);

  /// `size` elements from `offset` on in dimension `dim`.
  mlir::Value slice(mlir::Value value, unsigned dim, int64_t offset,
                    int64_t size);

private:
  mlir::Value findReshaped(mlir::Operation *reshape);

  mlir::RewriterBase &rewriter;
  int64_t lanes;
};

} // namespace kiln

#endif // KILN_SCHEDULE_BLOCKEDLAYOUT_H
