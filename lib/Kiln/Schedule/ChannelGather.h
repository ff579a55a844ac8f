// Channels that move between blocks of the channel-blocked layout: which lane
// of which blocked value each channel comes from, and the vector code that
// brings them together.

#ifndef KILN_SCHEDULE_CHANNELGATHER_H
#define KILN_SCHEDULE_CHANNELGATHER_H

#include "BlockedLayout.h"

namespace kiln {

/// Where one channel of a value comes from: a channel of a blocked value.
struct ChannelSource {
  mlir::Value blocked;
  int64_t channel;
};

/// The source of each channel of `value`, if it is made of blocked values by
/// ops that move whole channels: slices, insertions (concatenations) and
/// shuffles of groups.
std::optional<llvm::SmallVector<ChannelSource>>
traceChannels(BlockedLayout &layout, mlir::Value value);

/// A value of the blocked `type` with the channels `sources`: loops over the
/// other dimensions that read each vector which holds any of them once, and
/// shuffle its lanes to where they belong. Lanes past the last channel hold
/// anything.
mlir::Value gatherChannels(mlir::RewriterBase &rewriter, mlir::Location loc,
                           mlir::RankedTensorType type,
                           llvm::ArrayRef<ChannelSource> sources);

} // namespace kiln

#endif // KILN_SCHEDULE_CHANNELGATHER_H
