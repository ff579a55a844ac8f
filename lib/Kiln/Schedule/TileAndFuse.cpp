// Tiling, fusion and peeling as the schedule says. No choice is made here.

#include "Kiln/Schedule/Passes.h"
#include "Kiln/Schedule/Structured.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/TileUsingInterface.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include <utility>

namespace kiln {
#define GEN_PASS_DEF_TILEANDFUSE
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// Tile sizes in the order of `op`'s loops: `sizes` gives one for each of
/// `loops`; a tile that covers its loop is no tile.
SmallVector<OpFoldResult> loopTiles(OpBuilder &builder, linalg::LinalgOp op,
                                    ArrayRef<unsigned> loops,
                                    ArrayRef<int64_t> sizes) {
  SmallVector<int64_t> tiles(op.getNumLoops(), 0);
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  for (auto [loop, size] : llvm::zip(loops, sizes))
    tiles[loop] = size >= ranges[loop] ? 0 : size;
  return getAsIndexOpFoldResult(builder.getContext(), tiles);
}

/// All loops of `op`, from the outermost to the innermost, `loops` of them in
/// the given order.
SmallVector<int64_t> loopOrder(linalg::LinalgOp op, ArrayRef<unsigned> loops,
                               ArrayRef<int64_t> order) {
  SmallVector<int64_t> sequence;
  for (int64_t dim : order)
    sequence.push_back(loops[dim]);
  for (int64_t loop : llvm::seq<int64_t>(op.getNumLoops()))
    if (!llvm::is_contained(sequence, loop))
      sequence.push_back(loop);
  return sequence;
}

bool allZero(ArrayRef<OpFoldResult> tiles) {
  return llvm::all_of(tiles, isZeroInteger);
}

SmallVector<unsigned> resultLoops(linalg::LinalgOp op) {
  SmallVector<unsigned> loops;
  for (AffineExpr expr :
       op.getMatchingIndexingMap(op.getDpsInitOperand(0)).getResults())
    loops.push_back(cast<AffineDimExpr>(expr).getPosition());
  return loops;
}

/// Tiles the parallel loops of `root`, of the contractions that it continues
/// and of the ops that follow it; returns the tiles of all contractions.
FailureOr<SmallVector<linalg::LinalgOp>> tileParallel(IRRewriter &rewriter,
                                                      linalg::LinalgOp root) {
  ScheduleAttr schedule = getSchedule(root);
  SmallVector<linalg::LinalgOp> consumers = getFusibleConsumers(root);
  linalg::LinalgOp last = consumers.empty() ? root : consumers.back();
  llvm::SmallPtrSet<Operation *, 8> producers;
  SmallVector<linalg::LinalgOp> contractions;
  for (linalg::LinalgOp op = root; op; op = getContinuedContraction(op)) {
    contractions.push_back(op);
    producers.insert(op);
    if (Operation *init = getInitProducer(op))
      producers.insert(init);
  }
  for (linalg::LinalgOp consumer : consumers)
    producers.insert(consumer);

  SmallVector<OpFoldResult> tiles =
      loopTiles(rewriter, last, resultLoops(last), schedule.getParallel());
  if (allZero(tiles))
    return contractions;

  scf::SCFTileAndFuseOptions options;
  options.tilingOptions.setTileSizes(tiles);
  if (!schedule.getOrder().empty())
    options.tilingOptions.setInterchange(
        loopOrder(last, resultLoops(last), schedule.getOrder()));
  options.setFusionControlFn(
      [&](tensor::ExtractSliceOp, OpResult producer,
          bool) -> std::optional<scf::SCFTileAndFuseOptions::ControlFnResult> {
        if (!producers.contains(producer.getOwner()))
          return std::nullopt;
        return scf::SCFTileAndFuseOptions::ControlFnResult{};
      });
  rewriter.setInsertionPoint(last);
  auto tiled = scf::tileConsumerAndFuseProducersUsingSCF(
      rewriter, cast<TilingInterface>(last.getOperation()), options);
  if (failed(tiled))
    return failure();
  rewriter.replaceOp(last, tiled->replacements[last->getResult(0)]);
  // What was fused is computed in the tiles now.
  producers.erase(last);
  for (bool erased = true; std::exchange(erased, false);)
    for (Operation *producer : producers)
      if (producer->use_empty()) {
        producers.erase(producer);
        rewriter.eraseOp(producer);
        erased = true;
        break;
      }
  SmallVector<linalg::LinalgOp> scheduled;
  for (Operation *op : tiled->tiledAndFusedOps)
    if (getSchedule(op))
      scheduled.push_back(cast<linalg::LinalgOp>(op));
  if (scheduled.size() != contractions.size())
    return failure();
  return scheduled;
}

/// True if the loop nest of another root does the work of `op` too.
bool isContinued(linalg::LinalgOp op) {
  if (!op->hasOneUse())
    return false;
  auto user = dyn_cast<linalg::LinalgOp>(*op->user_begin());
  return user && getContinuedContraction(user) == op;
}

LogicalResult tileReduction(IRRewriter &rewriter, linalg::LinalgOp tile) {
  SmallVector<unsigned> loops;
  tile.getReductionDims(loops);
  SmallVector<OpFoldResult> tiles =
      loopTiles(rewriter, tile, loops, getSchedule(tile).getReduction());
  tile->removeAttr(KilnDialect::kScheduleAttr);
  if (allZero(tiles))
    return success();
  scf::SCFTilingOptions options;
  options.setTileSizes(tiles);
  rewriter.setInsertionPoint(tile);
  auto tiled = scf::tileUsingSCF(
      rewriter, cast<TilingInterface>(tile.getOperation()), options);
  if (failed(tiled))
    return failure();
  rewriter.replaceOp(tile, tiled->replacements);
  return success();
}

/// Splits off the last iteration of every loop whose step does not divide its
/// extent, so that all tiles have static shapes.
void peelPartialTiles(IRRewriter &rewriter, func::FuncOp function) {
  SmallVector<scf::ForOp> loops;
  function.walk([&](scf::ForOp loop) { loops.push_back(loop); });
  for (scf::ForOp loop : loops) {
    scf::ForOp partial;
    (void)scf::peelForLoopAndSimplifyBounds(rewriter, loop, partial);
  }
}

struct TileAndFusePass : public kiln::impl::TileAndFuseBase<TileAndFusePass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<linalg::LinalgOp> roots;
    getOperation().walk([&](linalg::LinalgOp op) {
      if (getSchedule(op) && !isContinued(op))
        roots.push_back(op);
    });
    for (linalg::LinalgOp root : roots) {
      Location loc = root.getLoc();
      auto tiles = tileParallel(rewriter, root);
      auto tileSums = [&](linalg::LinalgOp tile) {
        return succeeded(tileReduction(rewriter, tile));
      };
      if (failed(tiles) || !llvm::all_of(*tiles, tileSums)) {
        emitError(loc, "cannot be tiled as its schedule says");
        return signalPassFailure();
      }
    }
    peelPartialTiles(rewriter, getOperation());
  }
};

} // namespace
