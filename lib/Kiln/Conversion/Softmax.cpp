// Softmax along one axis.

#include "Kiln/IR/Kiln.h"
#include "LinalgBuilder.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Transforms/DialectConversion.h"
#include <limits>

using namespace mlir;
using namespace kiln;

namespace {

/// The loops over the input, with those along the axis as the reduction.
///
///   %r = kiln.softmax %x {axis = 1}
/// becomes
///   %m = linalg.generic { max of x along the axis }
///   %e = linalg.generic { exp(x - m) }
///   %s = linalg.generic { sum of e along the axis }
///   %r = linalg.generic { e / s }
struct ConvertSoftmax : OpConversionPattern<SoftmaxOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(SoftmaxOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = op.getType().getShape();
    unsigned rank = shape.size(), axis = op.getAxis();
    AffineMap all = b.getMultiDimIdentityMap(rank);
    AffineMap rest = all.dropResult(axis);

    Value max = reduce<arith::MaximumFOp>(
        b, adaptor.getInput(), axis, -std::numeric_limits<float>::infinity());
    Value exp =
        b.elementwise({adaptor.getInput(), max}, {all, rest}, shape,
                      [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                        Value shifted =
                            arith::SubFOp::create(b, args[0], args[1]);
                        return math::ExpOp::create(b, shifted);
                      });
    Value sum = reduce<arith::AddFOp>(b, exp, axis, 0.0f);
    rewriter.replaceOp(
        op,
        b.elementwise({exp, sum}, {all, rest}, shape,
                      [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                        return arith::DivFOp::create(b, args[0], args[1]);
                      }));
    return success();
  }

  /// Reduces `input` along `axis`, which is the last loop.
  template <typename Combine>
  static Value reduce(LinalgBuilder &b, Value input, unsigned axis,
                      float neutral) {
    SmallVector<int64_t> shape(shapeOf(input));
    unsigned rank = shape.size();
    shape.erase(shape.begin() + axis);
    SmallVector<unsigned> dims =
        llvm::to_vector(llvm::seq<unsigned>(0, rank - 1));
    AffineMap resultMap = b.project(rank, dims);
    dims.insert(dims.begin() + axis, rank - 1);
    return b.generic(input, b.filled(shape, neutral),
                     {b.project(rank, dims), resultMap},
                     /*parallel=*/rank - 1, /*reduction=*/1,
                     [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                       return Combine::create(b, args[1], args[0]);
                     });
  }
};

} // namespace

void kiln::populateSoftmaxPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertSoftmax>(patterns.getContext());
}
