// Batch normalization whose parameters are not constant. With constant
// parameters it has become part of a convolution, or a product and a sum, in
// an earlier pass.

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

} // namespace

void kiln::populateNormalizationPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertBatchNorm>(patterns.getContext());
}
