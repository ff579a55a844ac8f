// Matrix products: gemm with its scales and bias, and batched matmul.

#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Kiln.h"
#include "LinalgBuilder.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace kiln;

static Value multiplyAdd(ImplicitLocOpBuilder &b, ValueRange args) {
  Value product = arith::MulFOp::create(b, args[0], args[1]);
  return arith::AddFOp::create(b, args[2], product);
}

/// `value` times `factor`: a new constant if `value` is one.
static Value scaleBy(LinalgBuilder &b, Value value, float factor) {
  if (factor == 1.0f)
    return value;
  auto type = cast<RankedTensorType>(value.getType());
  if (std::optional<F32Data> data = matchF32Data(value)) {
    if (data->isSplat())
      return b.constant(makeF32Splat(type, (*data)[0] * factor));
    std::vector<float> scaled = data->copy();
    for (float &element : scaled)
      element *= factor;
    return b.constant(makeF32Constant(type, "scaled", std::move(scaled)));
  }
  Value scalar = b.scalar(factor);
  return b.elementwise(value, b.getMultiDimIdentityMap(type.getRank()),
                       type.getShape(),
                       [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                         return arith::MulFOp::create(b, args[0], scalar);
                       });
}

namespace {

/// Loops m, n in parallel; then k. A transposed operand is read by a
/// transposed map. alpha scales b if that is a constant, else a; beta scales c
/// before it is broadcast to what the sum starts from.
///
///   %r = kiln.gemm %a, %b, %c {trans_b = true}
/// becomes
///   %i = linalg.generic { broadcasts %c }
///   %r = linalg.generic {
///     (m, n, k) -> (m, k)
///     (m, n, k) -> (n, k)
///     (m, n, k) -> (m, n)
///   } ins(%a, %b) outs(%i) { %i + %a * %b }
struct ConvertGemm : OpConversionPattern<GemmOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(GemmOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    float alpha = op.getAlpha().convertToFloat();
    Value lhs = adaptor.getA(), rhs = adaptor.getB();
    if (matchConstant(rhs))
      rhs = scaleBy(b, rhs, alpha);
    else
      lhs = scaleBy(b, lhs, alpha);

    AffineMap lhsMap = b.project(3, {0, 2}), rhsMap = b.project(3, {2, 1});
    if (op.getTransA())
      lhsMap = b.project(3, {2, 0});
    if (op.getTransB())
      rhsMap = b.project(3, {1, 2});
    rewriter.replaceOp(op,
                       b.generic({lhs, rhs}, makeInit(b, op, adaptor.getC()),
                                 {lhsMap, rhsMap, b.project(3, {0, 1})},
                                 /*parallel=*/2, /*reduction=*/1, multiplyAdd));
    return success();
  }

  static Value makeInit(LinalgBuilder &b, GemmOp op, Value c) {
    ArrayRef<int64_t> shape = op.getType().getShape();
    float beta = op.getBeta().convertToFloat();
    if (!c || beta == 0.0f)
      return b.filled(shape, 0.0f);
    SmallVector<unsigned> dims;
    Value source = b.dropBroadcast(c, shape, dims);
    if (dims.size() == shape.size())
      return scaleBy(b, source, beta);
    return b.broadcast(source, shape, dims, beta);
  }
};

/// Loops batch…, m, n in parallel; then k. A batch dimension that is broadcast
/// is dropped from the operand.
///
///   %r = kiln.matmul %a, %b : (tensor<2x3x4xf32>, tensor<4x5xf32>) -> …
/// becomes
///   %i = linalg.fill 0.0
///   %r = linalg.generic {
///     (b, m, n, k) -> (b, m, k)
///     (b, m, n, k) -> (k, n)
///     (b, m, n, k) -> (b, m, n)
///   } ins(%a, %b) outs(%i) { %i + %a * %b }
struct ConvertMatmul : OpConversionPattern<MatmulOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(MatmulOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> result = op.getType().getShape();
    ArrayRef<int64_t> batch = result.drop_back(2);
    unsigned m = batch.size(), n = m + 1, k = n + 1;
    SmallVector<unsigned> lhsDims, rhsDims;
    Value lhs = dropBatch(b, adaptor.getLhs(), batch, lhsDims);
    Value rhs = dropBatch(b, adaptor.getRhs(), batch, rhsDims);
    lhsDims.append({m, k});
    rhsDims.append({k, n});
    rewriter.replaceOp(
        op, b.generic({lhs, rhs}, b.filled(result, 0.0f),
                      {b.project(k + 1, lhsDims), b.project(k + 1, rhsDims),
                       b.getMultiDimIdentityMap(k + 1).dropResult(k)},
                      /*parallel=*/k, /*reduction=*/1, multiplyAdd));
    return success();
  }

  /// Drops the dimensions of `operand`, a stack of matrices, that are
  /// broadcast along `batch`. `dims` receives the batch loops that are left.
  static Value dropBatch(LinalgBuilder &b, Value operand,
                         ArrayRef<int64_t> batch,
                         SmallVectorImpl<unsigned> &dims) {
    ArrayRef<int64_t> shape = shapeOf(operand);
    ArrayRef<int64_t> own = shape.drop_back(2);
    unsigned offset = batch.size() - own.size();
    SmallVector<int64_t> kept;
    for (auto [i, size] : llvm::enumerate(own)) {
      if (size != batch[offset + i])
        continue;
      kept.push_back(size);
      dims.push_back(offset + i);
    }
    llvm::append_range(kept, shape.take_back(2));
    return b.reshape(operand, kept);
  }
};

} // namespace

void kiln::populateMatmulPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertGemm, ConvertMatmul>(patterns.getContext());
}
