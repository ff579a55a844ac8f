// Pooling: windows over height and width, and the mean over both.

#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Kiln.h"
#include "LinalgBuilder.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/DialectConversion.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <limits>

using namespace mlir;
using namespace kiln;

namespace {

/// One spatial axis of a pooling op.
struct Axis {
  int64_t size, kernel, stride, dilation, before, after, result;

  /// Elements that the last window reaches beyond the padded input, which
  /// happens when the result's size was rounded up.
  int64_t overhang() const {
    int64_t reach = (result - 1) * stride + (kernel - 1) * dilation + 1;
    return std::max<int64_t>(0, reach - (before + size + after));
  }

  /// How many of window `out`'s elements lie in the input, or in the padded
  /// input if `countPads` is set; at least one.
  int64_t count(int64_t out, bool countPads) const {
    int64_t first = countPads ? 0 : before;
    int64_t last = before + size + (countPads ? after : 0);
    int64_t start = out * stride;
    // Of the window's elements start + k * dilation, those at or after `limit`.
    auto from = [&](int64_t limit) {
      int64_t k =
          llvm::divideCeil(std::max<int64_t>(0, limit - start), dilation);
      return kernel - std::min(kernel, k);
    };
    return std::max<int64_t>(1, from(first) - from(last));
  }

  std::vector<int64_t> counts(bool countPads) const {
    std::vector<int64_t> all(result);
    for (int64_t out = 0; out < result; ++out)
      all[out] = count(out, countPads);
    return all;
  }
};

template <typename PoolOp> Axis getAxis(PoolOp op, unsigned axis) {
  return {op.getInput().getType().getShape()[2 + axis],
          op.getKernel()[axis],
          op.getStrides()[axis],
          op.getDilations()[axis],
          op.getPads()[axis],
          op.getPads()[2 + axis],
          op.getType().getShape()[2 + axis]};
}

/// Loops n, c, oh, ow in parallel; then kh, kw. A tensor that is never read
/// gives linalg the window's size.
///
///   %r = kiln.maxpool2d %x {kernel = array<i64: 2, 2>, strides = …}
/// becomes
///   %i = linalg.fill -inf
///   %k = tensor.empty() : tensor<2x2xf32>
///   %r = linalg.generic {
///     (n, c, oh, ow, kh, kw) -> (n, c, oh * 2 + kh, ow * 2 + kw)
///     (n, c, oh, ow, kh, kw) -> (kh, kw)
///     (n, c, oh, ow, kh, kw) -> (n, c, oh, ow)
///   } ins(%x, %k) outs(%i) { maximumf(%x, %i) }
template <typename Combine, typename PoolOp>
Value buildWindows(LinalgBuilder &b, PoolOp op, Value input, float neutral) {
  Axis h = getAxis(op, 0), w = getAxis(op, 1);
  Value padded =
      b.pad(input, {0, 0, h.before, w.before},
            {0, 0, h.after + h.overhang(), w.after + w.overhang()}, neutral);
  auto window = [&](const Axis &axis, unsigned out, unsigned k) {
    return b.dim(out) * axis.stride + b.dim(k) * axis.dilation;
  };
  AffineMap inputMap =
      b.map(6, {b.dim(0), b.dim(1), window(h, 2, 4), window(w, 3, 5)});
  Value init = b.filled(op.getType().getShape(), neutral);
  return b.generic({padded, b.empty(op.getKernel())}, init,
                   {inputMap, b.project(6, {4, 5}), b.project(6, {0, 1, 2, 3})},
                   /*parallel=*/4, /*reduction=*/2,
                   [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                     return Combine::create(b, args[2], args[0]);
                   });
}

struct ConvertMaxPool2D : OpConversionPattern<MaxPool2DOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(MaxPool2DOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    rewriter.replaceOp(op, buildWindows<arith::MaximumFOp>(
                               b, op, adaptor.getInput(),
                               -std::numeric_limits<float>::infinity()));
    return success();
  }
};

/// Divides every element of `sums` by `divisor`.
static Value divideBy(LinalgBuilder &b, Value sums, float divisor) {
  Value constant = b.scalar(divisor);
  ArrayRef<int64_t> shape = shapeOf(sums);
  return b.elementwise(sums, b.getMultiDimIdentityMap(shape.size()), shape,
                       [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                         return arith::DivFOp::create(b, args[0], constant);
                       });
}

/// The sum over each window, divided by the number of elements it counts: a
/// constant if that is the same for all windows, else a constant tensor of
/// height and width.
struct ConvertAvgPool2D : OpConversionPattern<AvgPool2DOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(AvgPool2DOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    Value sums = buildWindows<arith::AddFOp>(b, op, adaptor.getInput(), 0.0f);
    bool countPads = op.getCountIncludePad();
    auto rows = getAxis(op, 0).counts(countPads);
    auto columns = getAxis(op, 1).counts(countPads);
    bool uniform = llvm::all_equal(rows) && llvm::all_equal(columns);
    rewriter.replaceOp(op, uniform ? divideBy(b, sums, rows[0] * columns[0])
                                   : divideByCounts(b, sums, rows, columns));
    return success();
  }

  static Value divideByCounts(LinalgBuilder &b, Value sums,
                              ArrayRef<int64_t> rows,
                              ArrayRef<int64_t> columns) {
    std::vector<float> counts;
    counts.reserve(rows.size() * columns.size());
    for (int64_t row : rows)
      for (int64_t column : columns)
        counts.push_back(row * column);
    ArrayRef<int64_t> shape = shapeOf(sums);
    Value divisors = b.constant(makeF32Constant(
        b.tensorType({shape[2], shape[3]}), "counts", std::move(counts)));
    return b.elementwise(
        {sums, divisors}, {b.getMultiDimIdentityMap(4), b.project(4, {2, 3})},
        shape, [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
          return arith::DivFOp::create(b, args[0], args[1]);
        });
  }
};

/// Loops n, c in parallel; then h, w. The unit dimensions of the result are
/// put back by a reshape.
struct ConvertGlobalAvgPool : OpConversionPattern<GlobalAvgPoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(GlobalAvgPoolOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = shapeOf(adaptor.getInput());
    unsigned rank = shape.size();
    Value sums =
        b.generic(adaptor.getInput(), b.filled(shape.take_front(2), 0.0f),
                  {b.getMultiDimIdentityMap(rank), b.project(rank, {0, 1})},
                  /*parallel=*/2, /*reduction=*/rank - 2,
                  [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                    return arith::AddFOp::create(b, args[1], args[0]);
                  });
    Value means = divideBy(b, sums, llvm::product_of(shape.drop_front(2)));
    rewriter.replaceOp(op, b.reshape(means, op.getType().getShape()));
    return success();
  }
};

} // namespace

void kiln::populatePoolPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertAvgPool2D, ConvertGlobalAvgPool, ConvertMaxPool2D>(
      patterns.getContext());
}
