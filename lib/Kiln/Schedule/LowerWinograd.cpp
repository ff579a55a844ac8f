// Convolutions by Winograd's algorithm: the loops around its transforms and the
// contraction between them. Which convolutions, the schedule says; the
// contraction is tiled with all others.

#include "Kiln/IR/Constants.h"
#include "Kiln/Schedule/CostModel.h"
#include "Kiln/Schedule/Passes.h"
#include "Kiln/Schedule/Structured.h"
#include "WinogradMatrices.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace kiln {
#define GEN_PASS_DEF_LOWERWINOGRAD
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// One convolution [N, C/b, H + kh - 1, W + kw - 1, b] -> [N, K/b, H, W, b], of
/// tiles of m x m outputs, or m x 1, 1 x m if kw or kh is 1. A chunk of whole
/// rows of tiles is computed at a time, so that what is between the
/// transforms stays in the cache:
///
///   for n, chunk:
///     V[x, c, t, :] = B^T d B       for c and every tile t of the chunk
///     M[x, k, t, :] = sum over c of V[x, c, t, :] U[x, k, c, :, :]
///     result        = A^T M A       for k, t, with the ops that follow
///
/// where x runs over the products of a tile. The last tile of a row or column
/// begins early if need be, so that it ends with the image.
class Lowering {
public:
  Lowering(IRRewriter &rewriter, linalg::LinalgOp conv,
           const WinogradConv &shape)
      : rewriter(rewriter), loc(conv.getLoc()), conv(conv), shape(shape),
        vertical(matricesFor(shape.kernelHeight)),
        horizontal(matricesFor(shape.kernelWidth)),
        row(VectorType::get(shape.lanes, rewriter.getF32Type())),
        consumers(getFusibleConsumers(conv)) {
    int64_t rows = getSchedule(conv).getParallel()[2];
    rows = rows == 0 ? shape.height : rows;
    tileRows = llvm::divideCeil(rows, vertical.getOutputs());
    tileColumns = llvm::divideCeil(shape.width, horizontal.getOutputs());
  }

  void run() {
    linalg::LinalgOp last = consumers.empty() ? conv : consumers.back();
    rewriter.setInsertionPoint(last);
    Value filters = transformFilters();
    Value result = tensor::EmptyOp::create(
        rewriter, loc, conv->getResult(0).getType(), ValueRange{});
    int64_t chunks =
        llvm::divideCeil(shape.height, vertical.getOutputs() * tileRows);
    result = loopNest(
        {shape.batch, chunks}, result, [&](ValueRange loops, Value result) {
          Value contracted = contract(transformInput(loops), filters);
          return transformOutput(loops, contracted, result);
        });
    rewriter.replaceOp(last, result);
    while (!consumers.empty()) {
      consumers.pop_back();
      rewriter.eraseOp(consumers.empty() ? conv : consumers.back());
    }
  }

private:
  WinogradMatrices matricesFor(int64_t taps) {
    return {winogradOutputs(getSchedule(conv).getWinograd(), taps), taps};
  }
  int64_t products() const {
    return vertical.getPoints() * horizontal.getPoints();
  }
  int64_t tiles() const { return tileRows * tileColumns; }

  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(rewriter, loc, value);
  }

  /// Loops over `sizes` that carry `init`; returns what they end with.
  Value loopNest(ArrayRef<int64_t> sizes, Value init,
                 llvm::function_ref<Value(ValueRange, Value)> body) {
    SmallVector<Value> lower(sizes.size(), index(0)),
        step(sizes.size(), index(1));
    SmallVector<Value> upper =
        llvm::map_to_vector(sizes, [&](int64_t size) { return index(size); });
    scf::LoopNest nest = scf::buildLoopNest(
        rewriter, loc, lower, upper, step, init,
        [&](OpBuilder &, Location, ValueRange loops, ValueRange carried) {
          return scf::ValueVector{body(loops, carried.front())};
        });
    return nest.results.front();
  }

  /// Where tile `tile` of `outputs` pixels begins in an image of `size`.
  Value tileBegin(AffineExpr tile, int64_t outputs, ValueRange operands,
                  int64_t size) {
    SmallVector<OpFoldResult> values(operands.begin(), operands.end());
    SmallVector<AffineExpr> begins{tile * outputs};
    if (size % outputs != 0)
      begins.push_back(rewriter.getAffineConstantExpr(size - outputs));
    AffineMap map =
        AffineMap::get(operands.size(), 0, begins, rewriter.getContext());
    OpFoldResult begin =
        affine::makeComposedFoldedAffineMin(rewriter, loc, map, values);
    return getValueOrCreateConstantIndexOp(rewriter, loc, begin);
  }

  /// The first row and column of the tile in row `loops[0]` and column
  /// `loops[1]` of chunk `chunk`.
  std::pair<Value, Value> tileBegins(Value chunk, ValueRange loops) {
    AffineExpr c = rewriter.getAffineDimExpr(0),
               r = rewriter.getAffineDimExpr(1);
    return {tileBegin(c * tileRows + r, vertical.getOutputs(),
                      {chunk, loops[0]}, shape.height),
            tileBegin(c, horizontal.getOutputs(), {loops[1]}, shape.width)};
  }

  /// The number within its chunk of the tile in row `loops[0]` and column
  /// `loops[1]`.
  Value tileNumber(ValueRange loops) {
    AffineExpr r = rewriter.getAffineDimExpr(0),
               c = rewriter.getAffineDimExpr(1);
    SmallVector<OpFoldResult> values{loops[0], loops[1]};
    return getValueOrCreateConstantIndexOp(
        rewriter, loc,
        affine::makeComposedFoldedAffineApply(rewriter, loc,
                                              r * tileColumns + c, values));
  }

  /// G g G^T of the filter `g`, by rows.
  std::vector<double> transformFilter(const std::vector<double> &g) {
    int64_t columns = horizontal.getTaps();
    std::vector<double> half, result;
    for (int64_t row = 0; row < vertical.getTaps(); ++row)
      llvm::append_range(
          half, horizontal.transformFilter(&g[row * columns], /*stride=*/1));
    std::vector<double> transposed;
    for (int64_t column = 0; column < horizontal.getPoints(); ++column)
      llvm::append_range(
          transposed,
          vertical.transformFilter(&half[column], horizontal.getPoints()));
    for (int64_t row = 0; row < vertical.getPoints(); ++row)
      for (int64_t column = 0; column < horizontal.getPoints(); ++column)
        result.push_back(transposed[column * vertical.getPoints() + row]);
    return result;
  }

  /// U[x, k, c, :, :] = G g G^T, computed here in double precision.
  Value transformFilters() {
    F32Data filters = *matchF32Data(conv.getDpsInputs()[1]);
    int64_t lanes = shape.lanes, block = lanes * lanes;
    int64_t pairs = shape.outputBlocks * shape.inputBlocks;
    std::vector<double> filter(vertical.getTaps() * horizontal.getTaps());
    std::vector<float> transformed(products() * pairs * block);
    for (int64_t pair = 0; pair < pairs; ++pair)
      for (int64_t lane = 0; lane < block; ++lane) {
        for (auto [tap, value] : llvm::enumerate(filter))
          value = filters[(pair * filter.size() + tap) * block + lane];
        for (auto [x, value] : llvm::enumerate(transformFilter(filter)))
          transformed[(x * pairs + pair) * block + lane] = value;
      }
    auto type = RankedTensorType::get(
        {products(), shape.outputBlocks, shape.inputBlocks, lanes, lanes},
        rewriter.getF32Type());
    ElementsAttr original = matchConstant(conv.getDpsInputs()[1]);
    ElementsAttr attr = makeF32Constant(type, getConstantName(original),
                                        std::move(transformed));
    return arith::ConstantOp::create(rewriter, loc, type, attr);
  }

  using Transform = llvm::function_ref<SmallVector<Value>(
      const WinogradMatrices &, ArrayRef<Value>)>;

  /// Both passes of a transform over the products of a tile, columns first.
  SmallVector<Value> transformTile(ArrayRef<Value> tile, Transform transform) {
    int64_t columns = horizontal.getPoints();
    SmallVector<SmallVector<Value>> half;
    for (int64_t column = 0; column < columns; ++column) {
      SmallVector<Value> values;
      for (int64_t row = 0; row < vertical.getPoints(); ++row)
        values.push_back(tile[row * columns + column]);
      half.push_back(transform(vertical, values));
    }
    SmallVector<Value> result;
    for (size_t row = 0; row < half.front().size(); ++row) {
      auto values = llvm::map_to_vector(
          half, [&](ArrayRef<Value> column) { return column[row]; });
      llvm::append_range(result, transform(horizontal, values));
    }
    return result;
  }

  Value transformInput(ValueRange chunk) {
    Value input = conv.getDpsInputs()[0], zero = index(0);
    Value empty = tensor::EmptyOp::create(
        rewriter, loc,
        ArrayRef{products(), shape.inputBlocks, tiles(), shape.lanes},
        rewriter.getF32Type());
    int64_t columns = horizontal.getPoints();
    auto patchType = VectorType::get(
        {vertical.getPoints(), columns, shape.lanes}, rewriter.getF32Type());
    return loopNest(
        {shape.inputBlocks, tileRows, tileColumns}, empty,
        [&](ValueRange loops, Value result) {
          auto [top, left] = tileBegins(chunk[1], loops.drop_front());
          Value patch = vector::TransferReadOp::create(
              rewriter, loc, patchType, input,
              ValueRange{chunk[0], loops[0], top, left, zero}, std::nullopt,
              ArrayRef{true, true, true});
          SmallVector<Value> rows;
          for (int64_t i = 0; i < products(); ++i)
            rows.push_back(vector::ExtractOp::create(
                rewriter, loc, patch,
                ArrayRef<int64_t>{i / columns, i % columns}));
          Value tile = tileNumber(loops.drop_front());
          rows = transformTile(rows, [&](const WinogradMatrices &matrices,
                                         ArrayRef<Value> values) {
            return matrices.transformInput(rewriter, loc, values);
          });
          for (auto [x, value] : llvm::enumerate(rows))
            result =
                vector::TransferWriteOp::create(
                    rewriter, loc, value, result,
                    ValueRange{index(x), loops[0], tile, zero}, ArrayRef{true})
                    .getResult();
          return result;
        });
  }

  Value contract(Value input, Value filters) {
    auto type = RankedTensorType::get(
        {products(), shape.outputBlocks, tiles(), shape.lanes},
        rewriter.getF32Type());
    Value zero = arith::ConstantOp::create(rewriter, loc,
                                           rewriter.getF32FloatAttr(0.0f));
    Value empty = tensor::EmptyOp::create(rewriter, loc, type, ValueRange{});
    Value init =
        linalg::FillOp::create(rewriter, loc, zero, empty).getResult(0);
    AffineExpr x, k, t, l, c, m;
    bindDims(rewriter.getContext(), x, k, t, l, c, m);
    auto maps = AffineMap::inferFromExprList(
        ArrayRef<SmallVector<AffineExpr, 4>>{
            {x, c, t, m}, {x, k, c, m, l}, {x, k, t, l}},
        rewriter.getContext());
    SmallVector<utils::IteratorType> iterators(4,
                                               utils::IteratorType::parallel);
    iterators.append(2, utils::IteratorType::reduction);
    auto product = linalg::GenericOp::create(
        rewriter, loc, type, ValueRange{input, filters}, init, maps, iterators,
        [](OpBuilder &builder, Location loc, ValueRange args) {
          Value product = arith::MulFOp::create(builder, loc, args[0], args[1]);
          Value sum = arith::AddFOp::create(builder, loc, args[2], product);
          linalg::YieldOp::create(builder, loc, sum);
        });
    RegisterTile tile =
        selectRegisterTile(getTarget(conv), shape.outputBlocks, 1, tiles());
    product->setAttr(KilnDialect::kScheduleAttr,
                     ScheduleAttr::get(rewriter.getContext(),
                                       {1, tile.blocks, tile.pixels, 0},
                                       /*order=*/{}, {1, shape.lanes},
                                       /*winograd=*/0));
    return product.getResult(0);
  }

  Value transformOutput(ValueRange chunk, Value contracted, Value result) {
    Value zero = index(0);
    return loopNest(
        {shape.outputBlocks, tileRows, tileColumns}, result,
        [&](ValueRange loops, Value result) {
          Value tile = tileNumber(loops.drop_front());
          SmallVector<Value> rows;
          for (int64_t x = 0; x < products(); ++x)
            rows.push_back(vector::TransferReadOp::create(
                rewriter, loc, row, contracted,
                ValueRange{index(x), loops[0], tile, zero}, std::nullopt,
                ArrayRef{true}));
          rows = transformTile(rows, [&](const WinogradMatrices &matrices,
                                         ArrayRef<Value> values) {
            return matrices.transformOutput(rewriter, loc, values);
          });
          auto [top, left] = tileBegins(chunk[1], loops.drop_front());
          OpFoldResult one = rewriter.getIndexAttr(1),
                       height = rewriter.getIndexAttr(vertical.getOutputs()),
                       width = rewriter.getIndexAttr(horizontal.getOutputs());
          SmallVector<OpFoldResult> offsets{chunk[0], loops[0], top, left,
                                            rewriter.getIndexAttr(0)};
          SmallVector<OpFoldResult> sizes{one, one, height, width,
                                          rewriter.getIndexAttr(shape.lanes)};
          SmallVector<OpFoldResult> strides(sizes.size(), one);
          Value done =
              applyConsumers(addToInit(rows, offsets, sizes), offsets, sizes);
          return tensor::InsertSliceOp::create(rewriter, loc, done, result,
                                               offsets, sizes, strides)
              .getResult();
        });
  }

  /// The tile of `op`'s result at `offsets`.
  linalg::LinalgOp tileOf(Operation *op, ArrayRef<OpFoldResult> offsets,
                          ArrayRef<OpFoldResult> sizes) {
    FailureOr<TilingResult> tiled =
        cast<TilingInterface>(op).getTiledImplementation(rewriter, offsets,
                                                         sizes);
    return cast<linalg::LinalgOp>(tiled->tiledOps.front());
  }

  /// The convolution's result at `offsets`: `rows` plus its initial value.
  Value addToInit(ArrayRef<Value> rows, ArrayRef<OpFoldResult> offsets,
                  ArrayRef<OpFoldResult> sizes) {
    Value init;
    if (Operation *producer = getInitProducer(conv)) {
      init = tileOf(producer, offsets, sizes)->getResult(0);
    } else {
      SmallVector<OpFoldResult> strides(sizes.size(), rewriter.getIndexAttr(1));
      init = tensor::ExtractSliceOp::create(
          rewriter, loc, conv.getDpsInits()[0], offsets, sizes, strides);
    }
    int64_t columns = horizontal.getOutputs();
    auto type =
        VectorType::get({1, 1, vertical.getOutputs(), columns, shape.lanes},
                        rewriter.getF32Type());
    SmallVector<Value> zeros(type.getRank(), index(0));
    SmallVector<bool> inBounds(type.getRank(), true);
    Value sum = vector::TransferReadOp::create(rewriter, loc, type, init, zeros,
                                               std::nullopt, inBounds);
    for (auto [i, value] : llvm::enumerate(rows)) {
      SmallVector<int64_t> position{0, 0, int64_t(i) / columns,
                                    int64_t(i) % columns};
      Value start = vector::ExtractOp::create(rewriter, loc, sum, position);
      Value added = arith::AddFOp::create(rewriter, loc, value, start);
      sum = vector::InsertOp::create(rewriter, loc, added, sum, position);
    }
    Value empty = tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                          rewriter.getF32Type());
    return vector::TransferWriteOp::create(rewriter, loc, sum, empty, zeros,
                                           inBounds)
        .getResult();
  }

  /// What the ops after the convolution make of its tile `value`.
  Value applyConsumers(Value value, ArrayRef<OpFoldResult> offsets,
                       ArrayRef<OpFoldResult> sizes) {
    Value whole = conv->getResult(0);
    for (linalg::LinalgOp consumer : consumers) {
      linalg::LinalgOp tile = tileOf(consumer, offsets, sizes);
      for (OpOperand &operand : consumer->getOpOperands()) {
        if (operand.get() != whole)
          continue;
        Value slice = tile->getOperand(operand.getOperandNumber());
        tile->setOperand(operand.getOperandNumber(), value);
        // There is none of an image that is one tile.
        auto extract = slice.getDefiningOp<tensor::ExtractSliceOp>();
        if (extract && extract->use_empty())
          rewriter.eraseOp(extract);
      }
      value = tile->getResult(0);
      whole = consumer->getResult(0);
    }
    return value;
  }

  IRRewriter &rewriter;
  Location loc;
  linalg::LinalgOp conv;
  WinogradConv shape;
  WinogradMatrices vertical, horizontal;
  VectorType row;
  SmallVector<linalg::LinalgOp> consumers;
  int64_t tileRows, tileColumns;
};

struct LowerWinogradPass
    : public kiln::impl::LowerWinogradBase<LowerWinogradPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<linalg::LinalgOp> convs;
    getOperation().walk([&](linalg::LinalgOp op) {
      if (ScheduleAttr schedule = getSchedule(op);
          schedule && schedule.getWinograd() != 0)
        convs.push_back(op);
    });
    for (linalg::LinalgOp conv : convs) {
      std::optional<WinogradConv> shape = matchWinogradConv(conv);
      if (!shape || !fits(getSchedule(conv), *shape)) {
        conv->emitError("cannot be computed by Winograd's algorithm as its "
                        "schedule says");
        return signalPassFailure();
      }
      Lowering(rewriter, conv, *shape).run();
    }
  }

  /// Chunks are whole rows of tiles, all alike.
  static bool fits(ScheduleAttr schedule, const WinogradConv &shape) {
    int64_t outputs = schedule.getWinograd();
    int64_t height = winogradOutputs(outputs, shape.kernelHeight);
    ArrayRef<int64_t> parallel = schedule.getParallel();
    if (parallel.size() != 5 || shape.height < height ||
        shape.width < winogradOutputs(outputs, shape.kernelWidth) ||
        winogradPoints(outputs,
                       std::max(shape.kernelHeight, shape.kernelWidth)) >
            kMaxWinogradPoints)
      return false;
    int64_t rows = parallel[2];
    return rows == 0 ||
           (rows % height == 0 &&
            llvm::divideCeil(shape.height, height) % (rows / height) == 0);
  }
};

} // namespace
