// Ops that move elements and compute nothing: reshape, flatten, transpose,
// concat, pad and slice.

#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Kiln.h"
#include "LinalgBuilder.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace kiln;

/// The elements of `source`, of shape `shape`, with its dimensions permuted:
/// result dimension i is source dimension permutation[i].
static std::vector<float> permute(const F32Data &source,
                                  ArrayRef<int64_t> shape,
                                  ArrayRef<int64_t> permutation) {
  unsigned rank = shape.size();
  SmallVector<int64_t> strides(rank, 1), sizes(rank), steps(rank);
  for (unsigned i = rank; i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  for (unsigned i = 0; i < rank; ++i) {
    sizes[i] = shape[permutation[i]];
    steps[i] = strides[permutation[i]];
  }
  std::vector<float> result(source.size());
  SmallVector<int64_t> index(rank, 0);
  int64_t from = 0;
  for (float &element : result) {
    element = source[from];
    // Count up `index`, the last dimension fastest.
    for (unsigned i = rank; i-- > 0;) {
      from += steps[i];
      if (++index[i] < sizes[i])
        break;
      from -= steps[i] * sizes[i];
      index[i] = 0;
    }
  }
  return result;
}

/// True if `permutation` moves dimensions of size 1 only.
static bool keepsElementOrder(ArrayRef<int64_t> shape,
                              ArrayRef<int64_t> permutation) {
  int64_t last = -1;
  for (int64_t dim : permutation) {
    if (shape[dim] == 1)
      continue;
    if (dim < last)
      return false;
    last = dim;
  }
  return true;
}

namespace {

/// reshape and flatten: collapsed, expanded, or collapsed to one dimension and
/// expanded again.
template <typename ShapeOp>
struct ConvertReshape : OpConversionPattern<ShapeOp> {
  using OpConversionPattern<ShapeOp>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ShapeOp op, typename ShapeOp::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    rewriter.replaceOp(op,
                       b.reshape(adaptor.getInput(), op.getType().getShape()));
    return success();
  }
};

/// A new constant, a reshape if only unit dimensions move, else a copy:
///
///   %r = kiln.transpose %x {permutation = array<i64: 1, 0>}
/// becomes
///   %r = linalg.generic {
///     (i, j) -> (j, i)
///     (i, j) -> (i, j)
///   } ins(%x) { %x }
struct ConvertTranspose : OpConversionPattern<TransposeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(TransposeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    Value input = adaptor.getInput();
    ArrayRef<int64_t> permutation = op.getPermutation();
    ArrayRef<int64_t> shape = op.getType().getShape();
    if (keepsElementOrder(shapeOf(input), permutation)) {
      rewriter.replaceOp(op, b.reshape(input, shape));
      return success();
    }
    if (ElementsAttr folded = foldConstant(op, input)) {
      rewriter.replaceOp(op, b.constant(folded));
      return success();
    }
    AffineMap map = inversePermutation(
        AffineMap::getPermutationMap(permutation, getContext()));
    rewriter.replaceOp(
        op, b.elementwise(
                input, map, shape,
                [](ImplicitLocOpBuilder &, ValueRange args) { return args[0]; },
                elementTypeOf(input)));
    return success();
  }

  static ElementsAttr foldConstant(TransposeOp op, Value input) {
    std::optional<F32Data> data = matchF32Data(input);
    auto type = cast<RankedTensorType>(op.getType());
    if (!data)
      return {};
    if (data->isSplat())
      return makeF32Splat(type, (*data)[0]);
    return makeF32Constant(type, "transposed",
                           permute(*data, shapeOf(input), op.getPermutation()));
  }
};

/// Each input is inserted into one result tensor, which bufferization makes
/// the place that its producer writes to.
struct ConvertConcat : OpConversionPattern<ConcatOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ConcatOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = op.getType().getShape();
    int64_t axis = op.getAxis();
    Value result = b.empty(shape, elementTypeOf(adaptor.getInputs().front()));
    SmallVector<OpFoldResult> offsets(shape.size(), b.getIndexAttr(0));
    SmallVector<OpFoldResult> strides(shape.size(), b.getIndexAttr(1));
    int64_t offset = 0;
    for (Value input : adaptor.getInputs()) {
      ArrayRef<int64_t> sizes = shapeOf(input);
      offsets[axis] = b.getIndexAttr(offset);
      offset += sizes[axis];
      result = tensor::InsertSliceOp::create(
          b, input, result, offsets,
          getAsIndexOpFoldResult(getContext(), sizes), strides);
    }
    rewriter.replaceOp(op, result);
    return success();
  }
};

struct ConvertPad : OpConversionPattern<PadOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(PadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    TypedAttr value = op.getPaddingValue();
    Type storage = elementTypeOf(adaptor.getInput());
    if (auto integer = dyn_cast<IntegerAttr>(value))
      value = b.getIntegerAttr(storage, integer.getValue().zextOrTrunc(
                                            storage.getIntOrFloatBitWidth()));
    rewriter.replaceOp(op, b.pad(adaptor.getInput(), op.getLow(), op.getHigh(),
                                 arith::ConstantOp::create(b, value)));
    return success();
  }
};

struct ConvertSlice : OpConversionPattern<SliceOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(SliceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto attrs = [&](ArrayRef<int64_t> values) {
      return getAsIndexOpFoldResult(getContext(), values);
    };
    rewriter.replaceOpWithNewOp<tensor::ExtractSliceOp>(
        op, adaptor.getInput(), attrs(op.getStarts()), attrs(op.getSizes()),
        attrs(op.getSteps()));
    return success();
  }
};

} // namespace

void kiln::populateMovementPatterns(const TypeConverter &converter,
                                    RewritePatternSet &patterns) {
  patterns.add<ConvertConcat, ConvertPad, ConvertReshape<FlattenOp>,
               ConvertReshape<ReshapeOp>, ConvertSlice, ConvertTranspose>(
      converter, patterns.getContext());
}
