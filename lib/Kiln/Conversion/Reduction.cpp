// Sums, products and extrema along some axes. Pooling has a file of its own.

#include "Kiln/IR/Kiln.h"
#include "LinalgBuilder.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/DialectConversion.h"
#include <limits>

using namespace mlir;
using namespace kiln;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

static float neutralElement(ReduceSumOp) { return 0.0f; }
static float neutralElement(ReduceProdOp) { return 1.0f; }
static float neutralElement(ReduceMaxOp) { return -kInfinity; }
static float neutralElement(ReduceMinOp) { return kInfinity; }

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
template <typename ReduceOp, typename Combine>
struct ConvertReduction : OpConversionPattern<ReduceOp> {
  using OpConversionPattern<ReduceOp>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ReduceOp op, typename ReduceOp::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    Value input = adaptor.getInput();
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
        b.generic(input, b.filled(sizes, neutralElement(op)),
                  {b.project(rank, loops), b.project(rank, kept)}, parallel,
                  /*reduction=*/rank - parallel,
                  [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                    return Combine::create(b, args[1], args[0]);
                  });
    rewriter.replaceOp(op, b.reshape(result, op.getType().getShape()));
    return success();
  }
};

} // namespace

void kiln::populateReductionPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertReduction<ReduceMaxOp, arith::MaximumFOp>,
               ConvertReduction<ReduceMinOp, arith::MinimumFOp>,
               ConvertReduction<ReduceProdOp, arith::MulFOp>,
               ConvertReduction<ReduceSumOp, arith::AddFOp>>(
      patterns.getContext());
}
