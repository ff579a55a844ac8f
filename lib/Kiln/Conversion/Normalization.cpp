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

/// The squares are summed over windows of the channels, which have a border of
/// zeros. The dimensions after the channels are one: its rows are long enough
/// to be vectors.
///
///   %r = kiln.lrn %x {size = 3, …}
/// becomes
///   %f = tensor.collapse_shape %x
///   %p = tensor.pad %x low[0, 1, …] high[0, 1, …] { 0.0 }
///   %q = tensor.collapse_shape %p
///   %s = linalg.generic { (n, c, i, k) -> (n, c + k, i) } { s + q * q }
///   %l = linalg.generic { f / (bias + alpha / 3 * s)^beta }
///   %r = tensor.expand_shape %l
struct ConvertLRN : OpConversionPattern<LRNOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(LRNOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = op.getType().getShape();
    SmallVector<int64_t> flat = flatten(shape);
    Value input = b.reshape(adaptor.getInput(), flat);
    Value sums = sumSquares(b, op, adaptor.getInput());
    AffineMap all = b.getMultiDimIdentityMap(flat.size());
    Value bias = b.scalar(op.getBias().convertToFloat());
    Value factor = b.scalar(op.getAlpha().convertToFloat() / op.getSize());
    float beta = op.getBeta().convertToFloat();
    Value result = b.elementwise(
        {input, sums}, {all, all}, flat,
        [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
          Value scaled = arith::MulFOp::create(b, args[1], factor);
          Value base = arith::AddFOp::create(b, scaled, bias);
          return arith::DivFOp::create(b, args[0], buildPower(b, base, beta));
        });
    rewriter.replaceOp(op, b.reshape(result, shape));
    return success();
  }

  static SmallVector<int64_t> flatten(ArrayRef<int64_t> shape) {
    return {shape[0], shape[1],
            ShapedType::getNumElements(shape.drop_front(2))};
  }

  static Value sumSquares(LinalgBuilder &b, LRNOp op, Value input) {
    ArrayRef<int64_t> shape = shapeOf(input);
    // Channels further away than the farthest one are never met.
    int64_t before = std::min<int64_t>((op.getSize() - 1) / 2, shape[1] - 1);
    int64_t after = std::min<int64_t>(op.getSize() / 2, shape[1] - 1);
    SmallVector<int64_t> low(shape.size(), 0), high(shape.size(), 0);
    low[1] = before;
    high[1] = after;
    Value padded = b.pad(input, low, high, 0.0f);
    padded = b.reshape(padded, flatten(shapeOf(padded)));
    Value window = b.empty({before + 1 + after});
    return b.generic({padded, window}, b.filled(flatten(shape), 0.0f),
                     {b.map(4, {b.dim(0), b.dim(1) + b.dim(3), b.dim(2)}),
                      b.project(4, {3}), b.project(4, {0, 1, 2})},
                     /*parallel=*/3, /*reduction=*/1,
                     [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                       Value square =
                           arith::MulFOp::create(b, args[0], args[0]);
                       return arith::AddFOp::create(b, args[2], square);
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
