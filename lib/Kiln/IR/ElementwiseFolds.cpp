// Folds and canonicalizations of activations and arithmetic. Each keeps every
// bit of every result, NaN and the sign of zero included: x + 0 is not folded,
// because it turns -0 into +0.

#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Kiln.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace kiln;

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

/// At least +0: neither negative, nor -0, nor NaN.
static bool isNonNegative(const APFloat &value) {
  return !value.isNegative() && !value.isNaN();
}

OpFoldResult ReluOp::fold(FoldAdaptor) {
  if (getInput().getDefiningOp<ReluOp>())
    return getInput();
  auto clip = getInput().getDefiningOp<ClipOp>();
  if (clip && isNonNegative(clip.getMin()) && isNonNegative(clip.getMax()))
    return getInput();
  return {};
}

OpFoldResult ClipOp::fold(FoldAdaptor) {
  if (getMin().isNegInfinity() && getMax().isPosInfinity())
    return getInput();
  auto inner = getInput().getDefiningOp<ClipOp>();
  if (inner && inner.getProperties() == getProperties())
    return getInput();
  return {};
}

namespace {

/// relu(clip(x, min, max)) -> clip(x, 0, max) where min < 0 <= max. (Where
/// min >= 0 the relu folds away.)
struct MergeReluIntoClip : OpRewritePattern<ReluOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ReluOp op,
                                PatternRewriter &rewriter) const override {
    auto clip = op.getInput().getDefiningOp<ClipOp>();
    if (!clip || !isNonNegative(clip.getMax()))
      return rewriter.notifyMatchFailure(op, "not of a clip with max >= 0");
    rewriter.replaceOpWithNewOp<ClipOp>(op, op.getType(), clip.getInput(),
                                        rewriter.getF32FloatAttr(0.0f),
                                        clip.getMaxAttr());
    return success();
  }
};

/// clip(relu(x), min, max) -> clip(x, 0, max) where min <= 0.
struct MergeClipOfRelu : OpRewritePattern<ClipOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ClipOp op,
                                PatternRewriter &rewriter) const override {
    auto relu = op.getInput().getDefiningOp<ReluOp>();
    if (!relu || !(op.getMin().isNegative() || op.getMin().isZero()))
      return rewriter.notifyMatchFailure(op, "not of a relu, or min > 0");
    rewriter.replaceOpWithNewOp<ClipOp>(op, op.getType(), relu.getInput(),
                                        rewriter.getF32FloatAttr(0.0f),
                                        op.getMaxAttr());
    return success();
  }
};

/// clip(x, 0, inf) -> relu(x)
struct ClipToRelu : OpRewritePattern<ClipOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ClipOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getMin().isPosZero() || !op.getMax().isPosInfinity())
      return rewriter.notifyMatchFailure(op, "bounds are not 0 and infinity");
    rewriter.replaceOpWithNewOp<ReluOp>(op, op.getType(), op.getInput());
    return success();
  }
};

} // namespace

void ReluOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                         MLIRContext *context) {
  patterns.add<MergeReluIntoClip>(context);
}

void ClipOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                         MLIRContext *context) {
  patterns.add<ClipToRelu, MergeClipOfRelu>(context);
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// The one value that all elements of the constant `attr` have, if it is known.
static std::optional<APFloat> getSplat(Attribute attr) {
  std::optional<F32Data> data = getF32Data(attr);
  if (!data || !data->isSplat())
    return std::nullopt;
  return APFloat((*data)[0]);
}

/// Whether `attr` is a splat of exactly `value`, the sign of zero included.
static bool isSplatOf(Attribute attr, float value) {
  std::optional<APFloat> splat = getSplat(attr);
  return splat && splat->bitwiseIsEqual(APFloat(value));
}

/// `kept` where the other operand, `attr`, is a splat of the neutral element
/// and broadcasting leaves the shape of `kept` alone.
static OpFoldResult foldNeutral(Value kept, Attribute attr, float neutral,
                                Type resultType) {
  if (kept.getType() == resultType && isSplatOf(attr, neutral))
    return kept;
  return {};
}

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  return foldNeutral(getLhs(), adaptor.getRhs(), -0.0f, getType());
}

OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  return foldNeutral(getLhs(), adaptor.getRhs(), 0.0f, getType());
}

OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  return foldNeutral(getLhs(), adaptor.getRhs(), 1.0f, getType());
}

OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  return foldNeutral(getLhs(), adaptor.getRhs(), 1.0f, getType());
}

namespace {

/// div(x, splat c) -> mul(x, splat 1/c) where 1/c is exact: c is a power of
/// two, and neither c nor 1/c is denormal.
struct DivByPowerOfTwo : OpRewritePattern<DivOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DivOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<APFloat> divisor = getSplat(matchConstant(op.getRhs()));
    APFloat inverse(0.0f);
    if (!divisor || !divisor->getExactInverse(&inverse))
      return rewriter.notifyMatchFailure(op, "divisor without exact inverse");
    Value factor = arith::ConstantOp::create(
        rewriter, op.getLoc(),
        DenseElementsAttr::get(op.getRhs().getType(), inverse));
    rewriter.replaceOpWithNewOp<MulOp>(op, op.getType(), op.getLhs(), factor);
    return success();
  }
};

} // namespace

void DivOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                        MLIRContext *context) {
  patterns.add<DivByPowerOfTwo>(context);
}
