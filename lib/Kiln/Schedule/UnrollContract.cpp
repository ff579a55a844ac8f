// vector.contract as multiply-adds of rows. The innermost loop runs over
// vectors of the result's row; the operand that lacks the row's dimension is
// read element by element, which the machine does as a broadcasting load.

#include "VectorRows.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace kiln;

namespace {

/// True if nothing between `read` and `use`, in one block, may write memory,
/// so that the read's loads can be made at the use.
bool canReadAt(vector::TransferReadOp read, Operation *use) {
  if (!read || read->getBlock() != use->getBlock() || !isRowTransfer(read))
    return false;
  for (Operation *op = read->getNextNode(); op != use; op = op->getNextNode())
    if (!op || op->getNumRegions() != 0 || !isMemoryEffectFree(op))
      if (!op || !hasSingleEffect<MemoryEffects::Read>(op))
        return false;
  return true;
}

/// One operand of a contraction, told by rows or by elements.
class Operand {
public:
  Operand(OpBuilder &builder, Value original, ValueRange rows, AffineMap map,
          Operation *use)
      : builder(builder), type(cast<VectorType>(original.getType())), map(map),
        rows(rows), read(original.getDefiningOp<vector::TransferReadOp>()) {
    if (!canReadAt(read, use))
      read = {};
  }

  /// The row at the point `loops` of the iteration space.
  Value row(ArrayRef<int64_t> loops) {
    SmallVector<int64_t> index = indexAt(loops);
    index.pop_back();
    int64_t position = rowMajorPosition(index, leadingShape(type));
    if (!read)
      return rows[position];
    Value &cached = loadedRows[position];
    if (!cached)
      cached = loadRow(builder, read, index);
    return cached;
  }

  /// The element at `loops`, broadcast to `rowType`.
  Value broadcast(ArrayRef<int64_t> loops, VectorType rowType) {
    SmallVector<int64_t> index = indexAt(loops);
    Value &cached = loadedElements[rowMajorPosition(index, type.getShape())];
    if (!cached) {
      Value element;
      if (read) {
        element = loadElement(builder, read, index);
      } else {
        int64_t lane = index.pop_back_val();
        Value row = rows[rowMajorPosition(index, leadingShape(type))];
        element = vector::ExtractOp::create(builder, row.getLoc(), row, lane);
      }
      cached = vector::BroadcastOp::create(builder, element.getLoc(), rowType,
                                           element);
    }
    return cached;
  }

  bool hasRowsAlong(unsigned loop) const {
    return map.getNumResults() && map.getDimPosition(map.getNumResults() - 1) ==
                                      loop;
  }
  bool dependsOn(unsigned loop) const { return map.isFunctionOfDim(loop); }

  /// What was loaded for one step of the sum is not kept for the next.
  void forget() {
    loadedRows.clear();
    loadedElements.clear();
  }

private:
  SmallVector<int64_t> indexAt(ArrayRef<int64_t> loops) {
    SmallVector<int64_t> index;
    for (unsigned i = 0; i < map.getNumResults(); ++i)
      index.push_back(loops[map.getDimPosition(i)]);
    return index;
  }

  OpBuilder &builder;
  VectorType type;
  AffineMap map;
  ValueRange rows;
  vector::TransferReadOp read;
  llvm::DenseMap<int64_t, Value> loadedRows, loadedElements;
};

struct UnrollContract : OpConversionPattern<vector::ContractionOp> {
  using OpConversionPattern::OpConversionPattern;

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
    for (Operand *operand : {&lhs, &rhs})
      if (!operand->hasRowsAlong(rowLoop) && operand->dependsOn(rowLoop))
        return rewriter.notifyMatchFailure(op, "an operand is transposed");

    SmallVector<Value> result(adaptor.getAcc());
    SmallVector<int64_t> bounds = *op.getShapeForUnroll();
    SmallVector<unsigned> sums;
    for (auto [loop, type] : llvm::enumerate(op.getIteratorTypesArray()))
      if (type == vector::IteratorType::reduction)
        sums.push_back(loop);
    SmallVector<int64_t> sumBounds;
    for (unsigned loop : sums)
      sumBounds.push_back(bounds[loop]);
    VectorType row = rowType(accType);
    SmallVector<int64_t> loops(bounds.size(), 0);
    for (int64_t step = 0; step < ShapedType::getNumElements(sumBounds); ++step) {
      for (auto [loop, index] : llvm::zip(sums, rowMajorIndex(step, sumBounds)))
        loops[loop] = index;
      lhs.forget();
      rhs.forget();
      for (int64_t r = 0; r < rowCount(accType); ++r) {
        SmallVector<int64_t> index = rowMajorIndex(r, leadingShape(accType));
        for (auto [dim, value] : llvm::enumerate(index))
          loops[maps[2].getDimPosition(dim)] = value;
        auto factor = [&](Operand &operand) {
          return operand.hasRowsAlong(rowLoop) ? operand.row(loops)
                                               : operand.broadcast(loops, row);
        };
        result[r] = vector::FMAOp::create(rewriter, op.getLoc(), factor(lhs),
                                          factor(rhs), result[r]);
      }
    }
    rewriter.replaceOpWithMultiple(op, {result});
    return success();
  }

private:
  /// A sum to one number: both operands have rows along the same summed loop.
  static LogicalResult unrollDot(vector::ContractionOp op, Operand &lhs,
                                 Operand &rhs, Value acc,
                                 ConversionPatternRewriter &rewriter) {
    SmallVector<int64_t> bounds = *op.getShapeForUnroll();
    auto rowLoop = llvm::find_if(
        llvm::seq<unsigned>(0, bounds.size()), [&](unsigned loop) {
          return lhs.hasRowsAlong(loop) && rhs.hasRowsAlong(loop);
        });
    if (*rowLoop == bounds.size())
      return rewriter.notifyMatchFailure(op, "expected rows along one loop");
    bounds[*rowLoop] = 1;
    Location loc = op.getLoc();
    Value sum;
    for (int64_t step = 0; step < ShapedType::getNumElements(bounds); ++step) {
      SmallVector<int64_t> loops = rowMajorIndex(step, bounds);
      Value a = lhs.row(loops), b = rhs.row(loops);
      sum = sum ? vector::FMAOp::create(rewriter, loc, a, b, sum).getResult()
                : arith::MulFOp::create(rewriter, loc, a, b).getResult();
    }
    rewriter.replaceOpWithNewOp<vector::ReductionOp>(
        op, vector::CombiningKind::ADD, sum, acc,
        arith::FastMathFlags::reassoc);
    return success();
  }
};

} // namespace

void kiln::populateUnrollContractPatterns(const TypeConverter &converter,
                                          RewritePatternSet &patterns) {
  patterns.add<UnrollContract>(converter, patterns.getContext());
}
