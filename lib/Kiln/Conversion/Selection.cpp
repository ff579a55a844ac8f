// Elements from computed places: gather as a linalg.generic that reads where
// its indices say, top_k as insertion into a sorted list.

#include "Kiln/IR/Kiln.h"
#include "Patterns.h"
#include "Scalar.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace kiln;

/// The place that `index` names among `size`: from the end if negative, the
/// nearest if outside.
static Value makePlace(ImplicitLocOpBuilder &b, Value index, int64_t size) {
  Value place = arith::IndexCastOp::create(b, b.getIndexType(), index);
  Value zero = arith::ConstantIndexOp::create(b, 0);
  Value count = arith::ConstantIndexOp::create(b, size);
  Value isNegative =
      arith::CmpIOp::create(b, arith::CmpIPredicate::slt, place, zero);
  Value fromEnd = arith::AddIOp::create(b, place, count);
  place = arith::SelectOp::create(b, isNegative, fromEnd, place);
  place = arith::MaxSIOp::create(b, place, zero);
  return arith::MinSIOp::create(b, place,
                                arith::ConstantIndexOp::create(b, size - 1));
}

namespace {

/// %r = kiln.gather %x, %i {axis = 1}
/// becomes
/// %r = linalg.generic {
///   (o, i, r) -> (i)
///   (o, i, r) -> (o, i, r)
/// } ins(%i) { tensor.extract %x[o, place(%i), r] }
struct ConvertGather : OpConversionPattern<GatherOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(GatherOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    Value input = adaptor.getInput();
    ArrayRef<int64_t> from = shapeOf(input), shape = op.getType().getShape();
    unsigned axis = op.getAxis(), count = shapeOf(adaptor.getIndices()).size();
    SmallVector<unsigned> dims;
    for (unsigned i = 0; i < count; ++i)
      dims.push_back(axis + i);
    auto buildBody = [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
      SmallVector<Value> place;
      for (unsigned dim = 0; dim < from.size(); ++dim)
        place.push_back(dim == axis
                            ? makePlace(b, args[0], from[axis])
                            : Value(linalg::IndexOp::create(
                                  b, dim < axis ? dim : dim + count - 1)));
      return tensor::ExtractOp::create(b, input, place);
    };
    rewriter.replaceOp(op, b.elementwise(adaptor.getIndices(),
                                         b.project(shape.size(), dims), shape,
                                         buildBody, elementTypeOf(input)));
    return success();
  }
};

/// For each line along the axis: the list of the best places so far is kept in
/// order, and each further place is carried through it, changing with those
/// that it is better than.
struct ConvertTopK : OpConversionPattern<TopKOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(TopKOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = op.getType().getShape();
    Value list = b.empty(shape, b.getI64Type());
    SmallVector<Value> line;
    rewriter.replaceOp(op, overLines(b, op, adaptor.getInput(), list, line));
    return success();
  }

private:
  using Step = llvm::function_ref<SmallVector<Value>(ImplicitLocOpBuilder &,
                                                     Value, ValueRange)>;

  /// A loop from 0, or `low`, to `high` that carries `values`.
  static SmallVector<Value> loop(ImplicitLocOpBuilder &b, int64_t low,
                                 Value high, ValueRange values, Step step) {
    Value start = arith::ConstantIndexOp::create(b, low);
    Value one = arith::ConstantIndexOp::create(b, 1);
    auto loop = scf::ForOp::create(
        b, start, high, one, values,
        [&](OpBuilder &builder, Location loc, Value index, ValueRange carried) {
          ImplicitLocOpBuilder nested(loc, builder);
          scf::YieldOp::create(nested, step(nested, index, carried));
        });
    return SmallVector<Value>(loop.getResults());
  }

  static Value overLines(ImplicitLocOpBuilder &b, TopKOp op, Value input,
                         Value list, SmallVector<Value> line) {
    ArrayRef<int64_t> shape = op.getType().getShape();
    if (line.size() == shape.size())
      return sortLine(b, op, input, list, line);
    int64_t dim = line.size();
    if (dim == int64_t(op.getAxis())) {
      line.push_back({});
      return overLines(b, op, input, list, line);
    }
    Value size = arith::ConstantIndexOp::create(b, shape[dim]);
    return loop(b, 0, size, list,
                [&](ImplicitLocOpBuilder &b, Value index, ValueRange carried) {
                  SmallVector<Value> next(line);
                  next.push_back(index);
                  return SmallVector<Value>{
                      overLines(b, op, input, carried[0], next)};
                })[0];
  }

  static Value sortLine(ImplicitLocOpBuilder &b, TopKOp op, Value input,
                        Value list, ArrayRef<Value> line) {
    int64_t size = shapeOf(input)[op.getAxis()], k = op.getK();
    Value count = arith::ConstantIndexOp::create(b, k);
    // The first k places fill the list.
    list = loop(b, 0, count, list,
                [&](ImplicitLocOpBuilder &b, Value place, ValueRange carried) {
                  SmallVector<Value> rest =
                      insert(b, op, input, carried[0], line, place, place);
                  return SmallVector<Value>{
                      write(b, op, rest[0], line, place, rest[1])};
                })[0];
    if (k == size)
      return list;
    Value end = arith::ConstantIndexOp::create(b, size);
    return loop(b, k, end, list,
                [&](ImplicitLocOpBuilder &b, Value place, ValueRange carried) {
                  return SmallVector<Value>{
                      insert(b, op, input, carried[0], line, place, count)[0]};
                })[0];
  }

  static SmallVector<Value> placeOn(TopKOp op, ArrayRef<Value> line,
                                    Value place) {
    SmallVector<Value> index(line);
    index[op.getAxis()] = place;
    return index;
  }

  static Value write(ImplicitLocOpBuilder &b, TopKOp op, Value list,
                     ArrayRef<Value> line, Value position, Value place) {
    Value entry = arith::IndexCastOp::create(b, b.getI64Type(), place);
    return tensor::InsertOp::create(b, entry, list,
                                    placeOn(op, line, position));
  }

  /// Carries `place` through the first `count` entries of the list; returns the
  /// list and the place that fell out at its end.
  static SmallVector<Value> insert(ImplicitLocOpBuilder &b, TopKOp op,
                                   Value input, Value list,
                                   ArrayRef<Value> line, Value place,
                                   Value count) {
    Type type = op.getInput().getType().getElementType();
    auto step = [&](ImplicitLocOpBuilder &b, Value position,
                    ValueRange carried) {
      Value entry =
          tensor::ExtractOp::create(b, carried[0], placeOn(op, line, position));
      Value other = arith::IndexCastOp::create(b, b.getIndexType(), entry);
      Value mine = carried[1];
      Value x = tensor::ExtractOp::create(b, input, placeOn(op, line, mine));
      Value y = tensor::ExtractOp::create(b, input, placeOn(op, line, other));
      if (!op.getLargest())
        std::swap(x, y);
      Value better = makeLess(b, type, y, x), worse = makeLess(b, type, x, y);
      Value earlier =
          arith::CmpIOp::create(b, arith::CmpIPredicate::ult, mine, other);
      better = arith::OrIOp::create(
          b, better,
          arith::AndIOp::create(
              b, earlier,
              arith::XOrIOp::create(b, worse,
                                    makeNumber(b, b.getI1Type(), 1))));
      Value winner = arith::SelectOp::create(b, better, mine, other);
      Value loser = arith::SelectOp::create(b, better, other, mine);
      return SmallVector<Value>{
          write(b, op, carried[0], line, position, winner), loser};
    };
    return loop(b, 0, count, {list, place}, step);
  }
};

} // namespace

void kiln::populateSelectionPatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<ConvertGather, ConvertTopK>(converter, patterns.getContext());
}
