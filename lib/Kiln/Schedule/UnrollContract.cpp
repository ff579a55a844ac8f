// vector.contract as multiply-adds of rows. The innermost loop runs over
// vectors of the result's row; the operand that lacks the row's dimension is
// read element by element, which the machine does as a broadcasting load.

#include "VectorRows.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include <map>

using namespace mlir;
using namespace kiln;

namespace {

/// True if nothing between `read` and `use`, in one block, may write memory,
/// so that the read's loads can be made at the use.
bool canReadAt(vector::TransferReadOp read, Operation *use) {
  if (!read || read->getBlock() != use->getBlock() || !isRowTransfer(read))
    return false;
  for (Operation *op = read->getNextNode(); op != use; op = op->getNextNode()) {
    bool onlyReads = isMemoryEffectFree(op) ||
                     hasSingleEffect<MemoryEffects::Read>(op) ||
                     isa<memref::PrefetchOp>(op);
    if (op->getNumRegions() != 0 || !onlyReads)
      return false;
  }
  return true;
}

/// The number of iterations of each loop of `op`. Upstream's getShapeForUnroll
/// asks the left-hand side alone about a summed loop, which may be one that
/// only the right-hand side has.
SmallVector<int64_t> loopBounds(vector::ContractionOp op) {
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  SmallVector<int64_t> bounds(maps.front().getNumDims(), 1);
  for (auto [map, operand] : llvm::zip_equal(maps, op->getOperands()))
    if (auto type = dyn_cast<VectorType>(operand.getType()))
      for (auto [dim, size] : llvm::enumerate(type.getShape()))
        bounds[map.getDimPosition(dim)] = size;
  return bounds;
}

/// One operand of a contraction, told by 1-D vectors along one of the loops.
class Operand {
public:
  Operand(OpBuilder &builder, Value original, ValueRange rows, AffineMap map,
          Operation *use)
      : builder(builder), type(cast<VectorType>(original.getType())), map(map),
        rows(rows), read(original.getDefiningOp<vector::TransferReadOp>()) {
    if (!canReadAt(read, use))
      read = {};
  }

  /// The operand along loop `lane`, of `row`'s type, at the point `loops` of
  /// the iteration space; broadcast if it does not depend on that loop.
  Value along(unsigned lane, VectorType row, SmallVector<int64_t> loops) {
    loops[lane] = 0;
    Value &cached = loaded[indexAt(loops)];
    if (!cached)
      cached = load(lane, row, vectorIndex(loops));
    return cached;
  }

  /// True if the operand has different elements along loop `lane`.
  bool isAlong(unsigned lane, SmallVector<int64_t> loops) const {
    loops[lane] = 0;
    SmallVector<int64_t> first = indexAt(loops);
    loops[lane] = 1;
    return indexAt(loops) != first;
  }

  /// The operand's element at `loops`, as an index that orders and compares.
  SmallVector<int64_t> indexAt(ArrayRef<int64_t> loops) const {
    return read ? memoryOffsets(read, vectorIndex(loops)) : vectorIndex(loops);
  }

  /// Loads `count` neighbours along loop `sum` as one vector, if they are
  /// neighbours in memory and broadcast along loop `lane`; false if not.
  bool loadTogether(unsigned sum, int64_t count, unsigned lane) {
    auto dim = map.getResultPosition(getAffineDimExpr(sum, map.getContext()));
    if (!read || !dim || type.getDimSize(*dim) % count != 0 ||
        findContiguousDim(read) != *dim ||
        isAlong(lane, SmallVector<int64_t>(map.getNumDims(), 0)))
      return false;
    togetherDim = *dim;
    together = count;
    return true;
  }

  /// What was loaded for some steps of the sum is not kept for the next.
  void forget() {
    loaded.clear();
    neighbours.clear();
  }

private:
  SmallVector<int64_t> vectorIndex(ArrayRef<int64_t> loops) const {
    SmallVector<int64_t> index;
    for (unsigned i = 0; i < map.getNumResults(); ++i)
      index.push_back(loops[map.getDimPosition(i)]);
    return index;
  }

  Value load(unsigned lane, VectorType row, SmallVector<int64_t> index) {
    std::optional<unsigned> laneDim =
        map.getResultPosition(getAffineDimExpr(lane, map.getContext()));
    if (together > 1)
      return broadcastLane(row, index);
    if (read && laneDim)
      return loadRow(builder, read, index, *laneDim);
    Location loc = rows.front().getLoc();
    if (read)
      return vector::BroadcastOp::create(builder, loc, row,
                                         loadElement(builder, read, index));
    if (laneDim && *laneDim + 1 == index.size()) {
      index.pop_back();
      return rows[rowMajorPosition(index, leadingShape(type))];
    }
    if (!laneDim)
      return vector::BroadcastOp::create(builder, loc, row, element(index));
    SmallVector<Value> elements;
    for (; index[*laneDim] < row.getNumElements(); ++index[*laneDim])
      elements.push_back(element(index));
    return vector::FromElementsOp::create(builder, loc, row, elements);
  }

  /// One element of those that are loaded as one vector. As a shuffle: LLVM
  /// makes loads of numbers of a vector that is taken apart.
  Value broadcastLane(VectorType row, SmallVector<int64_t> index) {
    int64_t lane = index[togetherDim] % together;
    index[togetherDim] -= lane;
    Value &vector = neighbours[index];
    if (!vector)
      vector = loadNeighbours(builder, read, index, together);
    SmallVector<int64_t> lanes(row.getNumElements(), lane);
    return vector::ShuffleOp::create(builder, vector.getLoc(), vector, vector,
                                     lanes);
  }

  /// One element of an operand that is given by its rows.
  Value element(SmallVector<int64_t> index) {
    int64_t lane = index.pop_back_val();
    Value row = rows[rowMajorPosition(index, leadingShape(type))];
    return vector::ExtractOp::create(builder, row.getLoc(), row, lane);
  }

  OpBuilder &builder;
  VectorType type;
  AffineMap map;
  ValueRange rows;
  vector::TransferReadOp read;
  std::map<SmallVector<int64_t>, Value> loaded;
  /// Loads of `together` elements along dimension `togetherDim`.
  unsigned togetherDim = 0;
  int64_t together = 1;
  std::map<SmallVector<int64_t>, Value> neighbours;
};

/// a * b + sum, where a null `sum` is nothing.
Value multiplyAdd(OpBuilder &builder, Location loc, Value a, Value b,
                  Value sum) {
  if (isa<FloatType>(getElementTypeOrSelf(a))) {
    if (sum)
      return vector::FMAOp::create(builder, loc, a, b, sum);
    return arith::MulFOp::create(builder, loc, a, b);
  }
  Value product = arith::MulIOp::create(builder, loc, a, b);
  return sum ? arith::AddIOp::create(builder, loc, product, sum).getResult()
             : product;
}

struct UnrollContract : OpConversionPattern<vector::ContractionOp> {
  UnrollContract(const TypeConverter &converter, MLIRContext *context,
                 int64_t together)
      : OpConversionPattern(converter, context), together(together) {}

  LogicalResult
  matchAndRewrite(vector::ContractionOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getKind() != vector::CombiningKind::ADD || op.isMasked())
      return rewriter.notifyMatchFailure(op, "expected an unmasked sum");
    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    for (AffineMap map : maps)
      if (!map.isProjectedPermutation())
        return rewriter.notifyMatchFailure(op, "expected plain loop indices");
    Operand lhs(rewriter, op.getLhs(), adaptor.getLhs(), maps[0], op);
    Operand rhs(rewriter, op.getRhs(), adaptor.getRhs(), maps[1], op);
    if (!isa<VectorType>(op.getAccType()))
      return unrollDot(op, lhs, rhs, adaptor.getAcc().front(), rewriter);

    auto accType = cast<VectorType>(op.getAccType());
    unsigned rowLoop = maps[2].getDimPosition(accType.getRank() - 1);
    SmallVector<Value> result(adaptor.getAcc());
    SmallVector<int64_t> bounds = loopBounds(op);
    SmallVector<unsigned> sums;
    for (auto [loop, type] : llvm::enumerate(op.getIteratorTypesArray()))
      if (type == vector::IteratorType::reduction)
        sums.push_back(loop);
    SmallVector<int64_t> sumBounds;
    for (unsigned loop : sums)
      sumBounds.push_back(bounds[loop]);
    VectorType row = rowType(accType);
    SmallVector<int64_t> loops(bounds.size(), 0);
    auto setRow = [&](int64_t r, MutableArrayRef<int64_t> loops) {
      SmallVector<int64_t> index = rowMajorIndex(r, leadingShape(accType));
      for (auto [dim, value] : llvm::enumerate(index))
        loops[maps[2].getDimPosition(dim)] = value;
    };
    Operand &broadcast = lhs.isAlong(rowLoop, loops) ? rhs : lhs;
    SmallVector<int64_t> order =
        orderRows(rowCount(accType), broadcast, loops, setRow);
    auto addProduct = [&](int64_t r, int64_t step) {
      setRow(r, loops);
      for (auto [loop, index] : llvm::zip(sums, rowMajorIndex(step, sumBounds)))
        loops[loop] = index;
      result[r] =
          multiplyAdd(rewriter, op.getLoc(), lhs.along(rowLoop, row, loops),
                      rhs.along(rowLoop, row, loops), result[r]);
    };
    bool takesLanes = together > 1 && !sums.empty() &&
                      broadcast.loadTogether(sums.back(), together, rowLoop);
    int64_t steps = takesLanes ? together : 1;
    for (int64_t first = 0; first < ShapedType::getNumElements(sumBounds);
         first += steps) {
      lhs.forget();
      rhs.forget();
      for (ArrayRef<int64_t> rows = order; !rows.empty();) {
        // The rows that use the same elements take each step after another.
        size_t count = 1;
        while (takesLanes && count < rows.size() &&
               usesSame(broadcast, rows[0], rows[count], loops, setRow))
          ++count;
        for (int64_t step = first; step < first + steps; ++step)
          for (int64_t r : rows.take_front(count))
            addProduct(r, step);
        rows = rows.drop_front(count);
      }
    }
    rewriter.replaceOpWithMultiple(op, {result});
    return success();
  }

private:
  using SetRow = llvm::function_ref<void(int64_t, MutableArrayRef<int64_t>)>;

  /// True if the rows `a` and `b` of the result use the same element of the
  /// operand `broadcast`.
  static bool usesSame(const Operand &broadcast, int64_t a, int64_t b,
                       SmallVector<int64_t> loops, SetRow setRow) {
    setRow(a, loops);
    SmallVector<int64_t> element = broadcast.indexAt(loops);
    setRow(b, loops);
    return broadcast.indexAt(loops) == element;
  }

  /// The rows of the result, those that use the same element of the
  /// `broadcast` operand next to each other: one register holds it then.
  static SmallVector<int64_t> orderRows(int64_t count, const Operand &broadcast,
                                        SmallVector<int64_t> loops,
                                        SetRow setRow) {
    SmallVector<std::pair<SmallVector<int64_t>, int64_t>> keyed;
    for (int64_t r = 0; r < count; ++r) {
      setRow(r, loops);
      keyed.emplace_back(broadcast.indexAt(loops), r);
    }
    llvm::sort(keyed);
    return llvm::map_to_vector(keyed, [](auto &entry) { return entry.second; });
  }

  /// A sum to one number, as vectors along the last loop.
  static LogicalResult unrollDot(vector::ContractionOp op, Operand &lhs,
                                 Operand &rhs, Value acc,
                                 ConversionPatternRewriter &rewriter) {
    SmallVector<int64_t> bounds = loopBounds(op);
    unsigned lane = bounds.size() - 1;
    auto row = VectorType::get(bounds[lane], acc.getType());
    bounds[lane] = 1;
    Location loc = op.getLoc();
    Value sum;
    for (int64_t step = 0; step < ShapedType::getNumElements(bounds); ++step) {
      SmallVector<int64_t> loops = rowMajorIndex(step, bounds);
      Value a = lhs.along(lane, row, loops), b = rhs.along(lane, row, loops);
      sum = multiplyAdd(rewriter, loc, a, b, sum);
    }
    rewriter.replaceOpWithNewOp<vector::ReductionOp>(
        op, vector::CombiningKind::ADD, sum, acc,
        arith::FastMathFlags::reassoc);
    return success();
  }

  int64_t together;
};

} // namespace

void kiln::populateUnrollContractPatterns(const TypeConverter &converter,
                                          int64_t together,
                                          RewritePatternSet &patterns) {
  patterns.add<UnrollContract>(converter, patterns.getContext(), together);
}
