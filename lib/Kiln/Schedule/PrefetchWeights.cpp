// Software prefetch of the weights that the next round of a kernel's outer
// loop will read, spread over the tiles of this round.

#include "Kiln/Schedule/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace kiln {
#define GEN_PASS_DEF_PREFETCHWEIGHTS
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// The addresses of more prefetches in one tile need registers that the tile's
/// own loads then lack.
constexpr int64_t kMaxRowsPerTile = 8;

/// The loops around a read that is made again and again: `outer` moves it,
/// `repeats` (inside `outer`) do not.
struct Reuse {
  scf::ForOp outer;
  SmallVector<scf::ForOp> repeats;
};

bool dependsOn(Value value, Value source) {
  if (value == source)
    return true;
  Operation *def = value.getDefiningOp();
  return def && llvm::any_of(def->getOperands(), [&](Value operand) {
           return dependsOn(operand, source);
         });
}

std::optional<Reuse> findReuse(vector::TransferReadOp read) {
  SmallVector<scf::ForOp> loops;
  for (auto loop = read->getParentOfType<scf::ForOp>(); loop;
       loop = loop->getParentOfType<scf::ForOp>())
    loops.push_back(loop);
  Reuse reuse;
  for (scf::ForOp loop : llvm::reverse(loops)) {
    bool moves = llvm::any_of(read.getIndices(), [&](Value index) {
      return dependsOn(index, loop.getInductionVar());
    });
    if (moves && reuse.repeats.empty())
      reuse.outer = loop;
    else if (!moves && reuse.outer)
      reuse.repeats.push_back(loop);
  }
  if (!reuse.outer || reuse.repeats.empty())
    return std::nullopt;
  return reuse;
}

std::optional<int64_t> tripCount(scf::ForOp loop) {
  auto lower = getConstantIntValue(loop.getLowerBound());
  auto upper = getConstantIntValue(loop.getUpperBound());
  auto step = getConstantIntValue(loop.getStep());
  if (!lower || !upper || !step || *step <= 0)
    return std::nullopt;
  return llvm::divideCeil(*upper - *lower, *step);
}

/// Elements that `read` takes in each dimension of its buffer.
SmallVector<int64_t> extents(vector::TransferReadOp read) {
  AffineMap map = read.getPermutationMap();
  SmallVector<int64_t> sizes(map.getNumDims(), 1);
  for (auto [expr, size] :
       llvm::zip_equal(map.getResults(), read.getVectorType().getShape()))
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      sizes[dim.getPosition()] = size;
  return sizes;
}

class Prefetcher {
public:
  Prefetcher(vector::TransferReadOp read, Reuse reuse)
      : read(read), reuse(std::move(reuse)), builder(read), loc(read.getLoc()) {
  }

  void run() {
    auto position =
        llvm::find(read.getIndices(), reuse.outer.getInductionVar());
    if (position == read.getIndices().end())
      return;
    SmallVector<int64_t> sizes = extents(read);
    // One row of the last dimension is about a cache line.
    sizes.back() = 1;
    int64_t rows = ShapedType::getNumElements(sizes);
    int64_t tiles = 1;
    for (scf::ForOp loop : reuse.repeats) {
      std::optional<int64_t> count = tripCount(loop);
      if (!count)
        return;
      tiles *= *count;
    }
    if (tiles < 2)
      return;
    int64_t rowsPerTile = llvm::divideCeil(rows, tiles);
    if (rowsPerTile > kMaxRowsPerTile)
      return;

    builder.setInsertionPointToStart(reuse.repeats.back().getBody());
    Value first = mulConstant(tileIndex(), rowsPerTile);
    SmallVector<SmallVector<Value>> offsets;
    for (int64_t row = 0; row < rowsPerTile; ++row)
      offsets.push_back(rowOffsets(addConstant(first, row), rows, sizes));
    builder.setInsertionPoint(read);
    unsigned outerDim = std::distance(read.getIndices().begin(), position);
    for (ArrayRef<Value> offset : offsets)
      prefetch(offset, outerDim);
  }

private:
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value addConstant(Value value, int64_t amount) {
    return builder.createOrFold<arith::AddIOp>(loc, value, constant(amount));
  }
  Value mulConstant(Value value, int64_t factor) {
    return builder.createOrFold<arith::MulIOp>(loc, value, constant(factor));
  }

  /// Which tile of this round runs, counted through all repeating loops.
  Value tileIndex() {
    Value index = constant(0);
    for (scf::ForOp loop : reuse.repeats) {
      Value iteration = builder.createOrFold<arith::SubIOp>(
          loc, loop.getInductionVar(), loop.getLowerBound());
      iteration =
          builder.createOrFold<arith::DivUIOp>(loc, iteration, loop.getStep());
      index = builder.createOrFold<arith::AddIOp>(
          loc, mulConstant(index, *tripCount(loop)), iteration);
    }
    return index;
  }

  /// Where row `index` (modulo `rows`) lies in a block of `sizes`.
  SmallVector<Value> rowOffsets(Value index, int64_t rows,
                                ArrayRef<int64_t> sizes) {
    index = builder.createOrFold<arith::RemUIOp>(loc, index, constant(rows));
    SmallVector<Value> offsets(sizes.size());
    for (int64_t dim = int64_t(sizes.size()) - 1; dim >= 0; --dim) {
      if (sizes[dim] == 1)
        continue;
      offsets[dim] = builder.createOrFold<arith::RemUIOp>(loc, index,
                                                          constant(sizes[dim]));
      index = builder.createOrFold<arith::DivUIOp>(loc, index,
                                                   constant(sizes[dim]));
    }
    return offsets;
  }

  void prefetch(ArrayRef<Value> offsets, unsigned outerDim) {
    SmallVector<Value> indices(read.getIndices());
    for (auto [index, offset] : llvm::zip_equal(indices, offsets))
      if (offset)
        index = arith::AddIOp::create(builder, loc, index, offset);
    // Past the last round this runs into what lies behind the weights, most
    // often the next kernel's; a prefetch never faults.
    indices[outerDim] = arith::AddIOp::create(builder, loc, indices[outerDim],
                                              reuse.outer.getStep());
    memref::PrefetchOp::create(builder, loc, read.getBase(), indices,
                               /*isWrite=*/false, /*localityHint=*/2,
                               /*isDataCache=*/true);
  }

  vector::TransferReadOp read;
  Reuse reuse;
  OpBuilder builder;
  Location loc;
};

struct PrefetchWeightsPass
    : public kiln::impl::PrefetchWeightsBase<PrefetchWeightsPass> {
  void runOnOperation() override {
    SmallVector<vector::TransferReadOp> reads;
    getOperation().walk([&](vector::ContractionOp op) {
      for (Value operand : {op.getLhs(), op.getRhs()})
        if (auto read = operand.getDefiningOp<vector::TransferReadOp>();
            read && isa<MemRefType>(read.getShapedType()))
          reads.push_back(read);
    });
    for (vector::TransferReadOp read : reads)
      if (std::optional<Reuse> reuse = findReuse(read))
        Prefetcher(read, *reuse).run();
  }
};

} // namespace
