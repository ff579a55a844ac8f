// Batch normalization whose parameters are not constant (with constant
// parameters it has become part of a convolution, or a product and a sum, in
// an earlier pass) and local response normalization.

#include "Kiln/IR/Kiln.h"
#include "LinalgBuilder.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace kiln;

namespace {

/// One generic over the channels for the factor, one over everything:
///
///   %r = kiln.batch_norm %x, %scale, %offset, %mean, %variance
/// becomes
///   %f = linalg.generic { scale / sqrt(variance + epsilon) }
///   %r = linalg.generic { (x - mean) * f + offset }
struct ConvertBatchNorm : OpConversionPattern<BatchNormOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(BatchNormOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = op.getType().getShape();
    AffineMap all = b.getMultiDimIdentityMap(shape.size());
    AffineMap channel = b.project(shape.size(), {1});
    rewriter.replaceOp(
        op, b.elementwise(
                {adaptor.getInput(), adaptor.getMean(),
                 buildFactor(b, op, adaptor), adaptor.getOffset()},
                {all, channel, channel, channel}, shape,
                [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                  Value centered = arith::SubFOp::create(b, args[0], args[1]);
                  Value scaled = arith::MulFOp::create(b, centered, args[2]);
                  return arith::AddFOp::create(b, scaled, args[3]);
                }));
    return success();
  }

  static Value buildFactor(LinalgBuilder &b, BatchNormOp op,
                           OpAdaptor adaptor) {
    Value epsilon = b.scalar(op.getEpsilon().convertToFloat());
    AffineMap channel = b.getMultiDimIdentityMap(1);
    return b.elementwise(
        {adaptor.getScale(), adaptor.getVariance()}, {channel, channel},
        shapeOf(adaptor.getScale()),
        [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
          Value sum = arith::AddFOp::create(b, args[1], epsilon);
          return arith::DivFOp::create(b, args[0],
                                       math::SqrtOp::create(b, sum));
        });
  }
};

/// The squares, with a border of zeros along the channels, are summed over
/// windows of channels:
///
///   %r = kiln.lrn %x {size = 3, …}
/// becomes
///   %q = linalg.generic { x * x }
///   %p = tensor.pad %q low[0, 1, …] high[0, 1, …] { 0.0 }
///   %s = linalg.generic { (n, c, …, k) -> (n, c + k, …) } { s + p }
///   %r = linalg.generic { x / (bias + alpha / 3 * s)^beta }
struct ConvertLRN : OpConversionPattern<LRNOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(LRNOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = op.getType().getShape();
    AffineMap all = b.getMultiDimIdentityMap(shape.size());
    Value sums = sumSquares(b, op, adaptor.getInput());
    Value bias = b.scalar(op.getBias().convertToFloat());
    Value factor = b.scalar(op.getAlpha().convertToFloat() / op.getSize());
    float beta = op.getBeta().convertToFloat();
    rewriter.replaceOp(
        op,
        b.elementwise({adaptor.getInput(), sums}, {all, all}, shape,
                      [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                        Value scaled =
                            arith::MulFOp::create(b, args[1], factor);
                        Value base = arith::AddFOp::create(b, scaled, bias);
                        return arith::DivFOp::create(b, args[0],
                                                     buildPower(b, base, beta));
                      }));
    return success();
  }

  static Value sumSquares(LinalgBuilder &b, LRNOp op, Value input) {
    SmallVector<int64_t> shape(shapeOf(input));
    unsigned rank = shape.size();
    AffineMap all = b.getMultiDimIdentityMap(rank);
    Value squares =
        b.elementwise(input, all, shape,
                      [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                        return arith::MulFOp::create(b, args[0], args[0]);
                      });
    // Channels further away than the farthest one are never met.
    int64_t before = std::min<int64_t>((op.getSize() - 1) / 2, shape[1] - 1);
    int64_t after = std::min<int64_t>(op.getSize() / 2, shape[1] - 1);
    SmallVector<int64_t> low(rank, 0), high(rank, 0);
    low[1] = before;
    high[1] = after;
    Value padded = b.pad(squares, low, high, 0.0f);
    SmallVector<AffineExpr> places(all.getResults());
    places[1] = b.dim(1) + b.dim(rank);
    SmallVector<unsigned> dims = llvm::to_vector(llvm::seq<unsigned>(0, rank));
    Value window = b.empty({before + 1 + after});
    return b.generic({padded, window}, b.filled(shape, 0.0f),
                     {b.map(rank + 1, places), b.project(rank + 1, {rank}),
                      b.project(rank + 1, dims)},
                     /*parallel=*/rank, /*reduction=*/1,
                     [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                       return arith::AddFOp::create(b, args[2], args[0]);
                     });
  }

  /// `base` to the power of `exponent`, from roots where they suffice.
  static Value buildPower(ImplicitLocOpBuilder &b, Value base, float exponent) {
    if (exponent == 1.0f)
      return base;
    if (exponent == 0.5f || exponent == 0.75f) {
      Value root = math::SqrtOp::create(b, base);
      if (exponent == 0.5f)
        return root;
      return arith::MulFOp::create(b, root, math::SqrtOp::create(b, root));
    }
    Value constant = arith::ConstantOp::create(b, b.getF32FloatAttr(exponent));
    return math::PowFOp::create(b, base, constant);
  }
};

} // namespace

void kiln::populateNormalizationPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertBatchNorm, ConvertLRN>(patterns.getContext());
}
