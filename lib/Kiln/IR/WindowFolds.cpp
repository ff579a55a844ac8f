// Canonicalizations of convolution and pooling: a pad before the op becomes
// part of the op's own padding, so that no padded copy is ever asked for.

#include "Kiln/IR/Kiln.h"
#include "Kiln/IR/Window.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace kiln;

/// The pads (top, left, bottom, right) that stand for `pad` followed by `pads`.
/// Fails when `pad` pads batch or channels, or the sum is too large.
static FailureOr<SmallVector<int64_t>> mergePads(PadOp pad,
                                                 ArrayRef<int64_t> pads) {
  ArrayRef<int64_t> low = pad.getLow(), high = pad.getHigh();
  if (low[0] != 0 || low[1] != 0 || high[0] != 0 || high[1] != 0)
    return failure();
  SmallVector<int64_t> merged = {pads[0] + low[2], pads[1] + low[3],
                                 pads[2] + high[2], pads[3] + high[3]};
  for (int64_t size : merged)
    if (size > kMaxWindowValue)
      return failure();
  return merged;
}

/// Whether pooling `input` with `pads` instead of `op`'s own is valid and has
/// as many windows as `op` has.
template <typename PoolT>
static bool keepsWindows(PoolT op, RankedTensorType input,
                         ArrayRef<int64_t> pads) {
  for (unsigned i = 0; i < 2; ++i) {
    int64_t kernel = op.getKernel()[i], dilation = op.getDilations()[i];
    std::optional<int64_t> extent = windowExtent(kernel, dilation);
    if (!extent || pads[i] >= *extent || pads[i + 2] >= *extent)
      return false;
    if (windowOutputSize(input.getDimSize(i + 2), kernel, op.getStrides()[i],
                         pads[i], pads[i + 2], dilation,
                         op.getCeilMode()) != op.getType().getDimSize(i + 2))
      return false;
  }
  return true;
}

namespace {

/// conv2d(pad(x, 0), w) {pads = p} -> conv2d(x, w) {pads = p + pad}
struct MergePadIntoConv : OpRewritePattern<Conv2DOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(Conv2DOp op,
                                PatternRewriter &rewriter) const override {
    auto pad = op.getInput().getDefiningOp<PadOp>();
    if (!pad || !pad.getValue().isPosZero())
      return rewriter.notifyMatchFailure(op, "input is not padded by zeros");
    FailureOr<SmallVector<int64_t>> pads = mergePads(pad, op.getPads());
    if (failed(pads))
      return rewriter.notifyMatchFailure(op, "padding does not merge");
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(pad.getInput());
      op.setPads(*pads);
    });
    return success();
  }
};

/// maxpool2d(pad(x, -inf)) {pads = p} -> maxpool2d(x) {pads = p + pad}
struct MergePadIntoMaxPool : OpRewritePattern<MaxPool2DOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MaxPool2DOp op,
                                PatternRewriter &rewriter) const override {
    auto pad = op.getInput().getDefiningOp<PadOp>();
    if (!pad || !pad.getValue().isNegInfinity())
      return rewriter.notifyMatchFailure(op, "input is not padded by -inf");
    FailureOr<SmallVector<int64_t>> pads = mergePads(pad, op.getPads());
    if (failed(pads) || !keepsWindows(op, pad.getInput().getType(), *pads))
      return rewriter.notifyMatchFailure(op, "padding does not merge");
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(pad.getInput());
      op.setPads(*pads);
    });
    return success();
  }
};

/// avgpool2d(pad(x, 0)) -> avgpool2d(x) {pads = pad, count_include_pad}, where
/// the pool has no padding of its own, or counts it.
struct MergePadIntoAvgPool : OpRewritePattern<AvgPool2DOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AvgPool2DOp op,
                                PatternRewriter &rewriter) const override {
    auto pad = op.getInput().getDefiningOp<PadOp>();
    if (!pad || !pad.getValue().isPosZero())
      return rewriter.notifyMatchFailure(op, "input is not padded by zeros");
    bool hasPads = llvm::any_of(op.getPads(), [](int64_t p) { return p != 0; });
    if (hasPads && !op.getCountIncludePad())
      return rewriter.notifyMatchFailure(op, "own padding is not counted");
    FailureOr<SmallVector<int64_t>> pads = mergePads(pad, op.getPads());
    if (failed(pads) || !keepsWindows(op, pad.getInput().getType(), *pads))
      return rewriter.notifyMatchFailure(op, "padding does not merge");
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(pad.getInput());
      op.setPads(*pads);
      op.setCountIncludePad(true);
    });
    return success();
  }
};

} // namespace

void Conv2DOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *context) {
  patterns.add<MergePadIntoConv>(context);
}

void MaxPool2DOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                              MLIRContext *context) {
  patterns.add<MergePadIntoMaxPool>(context);
}

void AvgPool2DOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                              MLIRContext *context) {
  patterns.add<MergePadIntoAvgPool>(context);
}
