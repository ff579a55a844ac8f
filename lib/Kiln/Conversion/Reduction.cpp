// Sums, products and extrema along some axes. Pooling has a file of its own.

#include "Kiln/IR/ElementTypes.h"
#include "Kiln/IR/Kiln.h"
#include "Patterns.h"
#include "Scalar.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace kiln;

// For each op, what a reduction starts from, and how two elements of `type`
// become one.

static Value makeNeutral(ImplicitLocOpBuilder &b, ReduceSumOp, Type type) {
  return makeNumber(b, storageType(type), 0);
}
static Value makeNeutral(ImplicitLocOpBuilder &b, ReduceProdOp, Type type) {
  return makeNumber(b, storageType(type), 1);
}
static Value makeNeutral(ImplicitLocOpBuilder &b, ReduceMaxOp, Type type) {
  return makeLowest(b, type);
}
static Value makeNeutral(ImplicitLocOpBuilder &b, ReduceMinOp, Type type) {
  return makeHighest(b, type);
}

static Value combine(ImplicitLocOpBuilder &b, ReduceSumOp, Type type, Value x,
                     Value y) {
  if (isa<FloatType>(type))
    return arith::AddFOp::create(b, x, y);
  return arith::AddIOp::create(b, x, y);
}
static Value combine(ImplicitLocOpBuilder &b, ReduceProdOp, Type type, Value x,
                     Value y) {
  if (isa<FloatType>(type))
    return arith::MulFOp::create(b, x, y);
  return arith::MulIOp::create(b, x, y);
}
static Value combine(ImplicitLocOpBuilder &b, ReduceMaxOp, Type type, Value x,
                     Value y) {
  return makeMax(b, type, x, y);
}
static Value combine(ImplicitLocOpBuilder &b, ReduceMinOp, Type type, Value x,
                     Value y) {
  return makeMin(b, type, x, y);
}

namespace {

/// Loops over the dimensions that stay in parallel; then those of the axes.
/// The unit dimensions of the result are put back by a reshape.
///
///   %r = kiln.reduce_sum %x {axes = array<i64: 1>}
/// becomes
///   %s = linalg.generic {
///     (i, k, j) -> (i, j, k)
///     (i, k, j) -> (i, k)
///   } ins(%x) { %s + %x }
///   %r = tensor.expand_shape %s
template <typename ReduceOp>
struct ConvertReduction : OpConversionPattern<ReduceOp> {
  using OpConversionPattern<ReduceOp>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ReduceOp op, typename ReduceOp::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    Value input = adaptor.getInput();
    Type type = op.getType().getElementType();
    SmallVector<int64_t> axes(op.getAxes());
    if (axes.empty()) {
      rewriter.replaceOp(op, input);
      return success();
    }
    // Vectorization wants a result with a dimension.
    if (axes.size() == shapeOf(input).size()) {
      input = b.reshape(input, {1, op.getInput().getType().getNumElements()});
      axes = {1};
    }
    ArrayRef<int64_t> shape = shapeOf(input);
    unsigned rank = shape.size(), parallel = rank - axes.size();
    SmallVector<unsigned> loops, kept;
    SmallVector<int64_t> sizes;
    unsigned nextReduced = parallel;
    for (unsigned dim = 0; dim < rank; ++dim) {
      if (llvm::is_contained(axes, int64_t(dim))) {
        loops.push_back(nextReduced++);
        continue;
      }
      loops.push_back(kept.size());
      kept.push_back(kept.size());
      sizes.push_back(shape[dim]);
    }
    Value result =
        b.generic(input, b.filled(sizes, makeNeutral(b, op, type)),
                  {b.project(rank, loops), b.project(rank, kept)}, parallel,
                  /*reduction=*/rank - parallel,
                  [&](ImplicitLocOpBuilder &b, ValueRange args) {
                    return combine(b, op, type, args[1], args[0]);
                  });
    rewriter.replaceOp(op, b.reshape(result, op.getType().getShape()));
    return success();
  }
};

} // namespace

void kiln::populateReductionPatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<ConvertReduction<ReduceMaxOp>, ConvertReduction<ReduceMinOp>,
               ConvertReduction<ReduceProdOp>, ConvertReduction<ReduceSumOp>>(
      converter, patterns.getContext());
}
