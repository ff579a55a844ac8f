// Folds and canonicalizations of convolution and pooling: a pool over single
// elements is nothing, and a pad before the op becomes part of the op's own
// padding, so that no padded copy is ever asked for.

#include "Kiln/IR/Kiln.h"
#include "Kiln/IR/Window.h"
#include "mlir/IR/PatternMatch.h"
#include <limits>

using namespace mlir;
using namespace kiln;

//===----------------------------------------------------------------------===//
// Pools of single elements and of whole planes
//===----------------------------------------------------------------------===//

static bool areAll(ArrayRef<int64_t> values, int64_t expected) {
  return llvm::all_of(values, [&](int64_t v) { return v == expected; });
}

/// A window of one element without padding (C8 sees to that) gives that
/// element, and with stride 1 each.
template <typename PoolT> static OpFoldResult foldSingleElements(PoolT op) {
  if (areAll(op.getKernel(), 1) && areAll(op.getStrides(), 1))
    return op.getInput();
  return {};
}

OpFoldResult MaxPool2DOp::fold(FoldAdaptor) {
  return foldSingleElements(*this);
}

OpFoldResult AvgPool2DOp::fold(FoldAdaptor) {
  return foldSingleElements(*this);
}

OpFoldResult GlobalAvgPoolOp::fold(FoldAdaptor) {
  return areAll(getInput().getType().getShape().drop_front(2), 1)
             ? OpFoldResult(getInput())
             : OpFoldResult();
}

namespace {

/// avgpool2d(x : NxCxHxW) {kernel = [H, W]} -> global_avgpool(x)
struct AvgPoolOfWholePlane : OpRewritePattern<AvgPool2DOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AvgPool2DOp op,
                                PatternRewriter &rewriter) const override {
    ArrayRef<int64_t> plane = op.getInput().getType().getShape().drop_front(2);
    if (op.getKernel() != plane || !areAll(op.getPads(), 0) ||
        !areAll(op.getDilations(), 1))
      return rewriter.notifyMatchFailure(op, "kernel is not the whole plane");
    rewriter.replaceOpWithNewOp<GlobalAvgPoolOp>(op, op.getType(),
                                                 op.getInput());
    return success();
  }
};

} // namespace

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

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
    if (!pad || !pad.isPaddedBy(0.0f))
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
    if (!pad || !pad.isPaddedBy(-std::numeric_limits<float>::infinity()))
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
    if (!pad || !pad.isPaddedBy(0.0f))
      return rewriter.notifyMatchFailure(op, "input is not padded by zeros");
    if (!areAll(op.getPads(), 0) && !op.getCountIncludePad())
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
  patterns.add<AvgPoolOfWholePlane, MergePadIntoAvgPool>(context);
}
