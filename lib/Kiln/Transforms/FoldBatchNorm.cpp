// Folding of batch norms, and of constant products and sums for each channel,
// into the convolution before them. The arithmetic is in ChannelAffine.cpp.

#include "ChannelAffine.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include <cmath>

namespace kiln {
#define GEN_PASS_DEF_FOLDBATCHNORM
#include "Kiln/Transforms/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

/// The product and sum that `op` is on each channel, if its parameters are
/// constant.
static std::optional<ChannelAffine> getAffine(BatchNormOp op) {
  std::optional<F32Data> scale = matchF32Data(op.getScale());
  std::optional<F32Data> offset = matchF32Data(op.getOffset());
  std::optional<F32Data> mean = matchF32Data(op.getMean());
  std::optional<F32Data> variance = matchF32Data(op.getVariance());
  if (!scale || !offset || !mean || !variance)
    return std::nullopt;
  double epsilon = op.getEpsilon().convertToFloat();
  ChannelAffine affine(scale->size());
  for (int64_t c = 0; c < affine.size(); ++c) {
    affine.factor[c] = (*scale)[c] / std::sqrt((*variance)[c] + epsilon);
    affine.offset[c] = (*offset)[c] - (*mean)[c] * affine.factor[c];
  }
  return affine;
}

/// What the arithmetic op `OpT` does to each channel of its one operand that
/// is no constant, given the constant `c`.
template <typename OpT>
static void setChannel(ChannelAffine &affine, int64_t i, double c,
                       bool constantFirst) {
  if constexpr (std::is_same_v<OpT, AddOp>) {
    affine.offset[i] = c;
  } else if constexpr (std::is_same_v<OpT, MulOp>) {
    affine.factor[i] = c;
  } else if constexpr (std::is_same_v<OpT, DivOp>) {
    affine.factor[i] = 1.0 / c;
  } else {
    affine.factor[i] = constantFirst ? -1.0 : 1.0;
    affine.offset[i] = constantFirst ? c : -c;
  }
}

namespace {

/// batch_norm(conv2d(x)) becomes conv2d(x) with another filter and bias.
struct FoldBatchNormIntoConv : OpRewritePattern<BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(BatchNormOp op,
                                PatternRewriter &rewriter) const override {
    auto conv = op.getInput().getDefiningOp<Conv2DOp>();
    if (!conv)
      return rewriter.notifyMatchFailure(op, "input is not a convolution");
    std::optional<ChannelAffine> affine = getAffine(op);
    if (!affine || !affine->isFinite())
      return rewriter.notifyMatchFailure(op, "no finite constant parameters");
    return foldIntoConv(rewriter, op, conv, *affine);
  }
};

/// batch_norm(x) becomes x * factor + offset, with constants of shape C, 1, ….
struct ExpandBatchNorm : OpRewritePattern<BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(BatchNormOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<ChannelAffine> affine = getAffine(op);
    if (!affine || !affine->isFinite())
      return rewriter.notifyMatchFailure(op, "no finite constant parameters");
    SmallVector<int64_t> shape(op.getType().getRank() - 1, 1);
    shape[0] = affine->size();
    auto constant = [&](StringRef name, ArrayRef<double> values) -> Value {
      ElementsAttr vector = makeVector(op.getContext(), name, values);
      auto type = RankedTensorType::get(shape, rewriter.getF32Type());
      return arith::ConstantOp::create(
          rewriter, op.getLoc(),
          cast<TypedAttr>(reshapeConstant(vector, type)));
    };
    Value scaled = MulOp::create(rewriter, op.getLoc(), op.getInput(),
                                 constant("factor", affine->factor));
    rewriter.replaceOpWithNewOp<AddOp>(op, scaled,
                                       constant("offset", affine->offset));
    return success();
  }
};

/// conv2d(x) op c, where c is constant and uniform within each channel,
/// becomes conv2d(x) with another filter and bias.
template <typename OpT> struct FoldArithmeticIntoConv : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    Value data = op.getLhs(), constant = op.getRhs();
    bool constantFirst = matchConstant(data) != nullptr;
    if (constantFirst)
      std::swap(data, constant);
    if (constantFirst && std::is_same_v<OpT, DivOp>)
      return rewriter.notifyMatchFailure(op, "divides a constant");
    auto conv = data.getDefiningOp<Conv2DOp>();
    if (!conv)
      return rewriter.notifyMatchFailure(op, "no operand is a convolution");
    ArrayRef<int64_t> shape = conv.getType().getShape();
    auto values = matchPerChannel(constant, shape);
    if (!values || conv.getType() != op.getType())
      return rewriter.notifyMatchFailure(
          op, "other operand is not constant within each channel");

    ChannelAffine affine(shape[1]);
    for (auto [i, value] : llvm::enumerate(*values))
      setChannel<OpT>(affine, i, value, constantFirst);
    if (!affine.isFinite())
      return rewriter.notifyMatchFailure(op, "constant is not finite");
    return foldIntoConv(rewriter, op, conv, affine);
  }
};

struct FoldBatchNorm : kiln::impl::FoldBatchNormBase<FoldBatchNorm> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FoldBatchNormIntoConv>(&getContext(), /*benefit=*/2);
    patterns.add<ExpandBatchNorm, FoldArithmeticIntoConv<AddOp>,
                 FoldArithmeticIntoConv<DivOp>, FoldArithmeticIntoConv<MulOp>,
                 FoldArithmeticIntoConv<SubOp>>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
