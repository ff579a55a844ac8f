// A constant product and sum for each channel, and what becomes of a
// convolution's constants when it is folded into them. Which ops are such a
// product and sum is for the passes to say.

#ifndef KILN_LIB_TRANSFORMS_CHANNELAFFINE_H
#define KILN_LIB_TRANSFORMS_CHANNELAFFINE_H

#include "Kiln/IR/Constants.h"
#include "mlir/IR/PatternMatch.h"

namespace kiln {

class Conv2DOp;

/// The function x * factor[c] + offset[c] on channel c.
struct ChannelAffine {
  std::vector<double> factor;
  std::vector<double> offset;

  explicit ChannelAffine(int64_t channels)
      : factor(channels, 1.0), offset(channels, 0.0) {}

  int64_t size() const { return factor.size(); }
  /// True if every factor and offset is finite once rounded to f32.
  bool isFinite() const;
};

/// The constant `value`, of the shape `C, 1, …` for a tensor of shape `shape`,
/// one element for each channel (dimension 1). Nothing if it is no constant or
/// varies within a channel, or if it would broadcast the tensor.
std::optional<std::vector<double>>
matchPerChannel(mlir::Value value, llvm::ArrayRef<int64_t> shape);

/// A constant f32 vector with the elements of `values`, rounded.
mlir::ElementsAttr makeVector(mlir::MLIRContext *context,
                              llvm::StringRef nameHint,
                              llvm::ArrayRef<double> values);

/// Replaces `op`, whose value is `affine` of `conv`'s result, by a convolution
/// with other constants. Fails, and says why, unless `conv` has one use and
/// constants for filter and bias, and the new constants are finite.
llvm::LogicalResult foldIntoConv(mlir::PatternRewriter &rewriter,
                                 mlir::Operation *op, Conv2DOp conv,
                                 const ChannelAffine &affine);

} // namespace kiln

#endif // KILN_LIB_TRANSFORMS_CHANNELAFFINE_H
