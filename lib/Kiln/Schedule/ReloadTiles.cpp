// A tile that one loop nest has stored and a later one needs is read from
// memory again, so that each nest stands by itself.

#include "Kiln/Schedule/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

namespace kiln {
#define GEN_PASS_DEF_RELOADTILES
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;

namespace {

/// Has what comes after the next loop read the vector of `write` from the
/// tensor that it was written to.
void reloadAfterLoop(vector::TransferWriteOp write) {
  Value tile = write.getValueToStore();
  if (!isa<RankedTensorType>(write.getBase().getType()) || write.getMask() ||
      write.hasOutOfBoundsDim() || matchPattern(tile, m_Constant()))
    return;
  Block *block = write->getBlock();
  auto loop = std::find_if(write->getIterator(), block->end(),
                           llvm::IsaPred<scf::ForOp>);
  if (loop == block->end())
    return;
  SmallVector<OpOperand *> later;
  Operation *first = nullptr;
  for (OpOperand &use : tile.getUses()) {
    Operation *user = block->findAncestorOpInBlock(*use.getOwner());
    if (!user || !loop->isBeforeInBlock(user))
      continue;
    later.push_back(&use);
    if (!first || user->isBeforeInBlock(first))
      first = user;
  }
  if (!first)
    return;
  OpBuilder builder(first);
  SmallVector<bool> inBounds(write.getVectorType().getRank(), true);
  Value reloaded = vector::TransferReadOp::create(
      builder, write.getLoc(), write.getVectorType(), write.getResult(),
      write.getIndices(), /*padding=*/std::nullopt, write.getPermutationMap(),
      ArrayRef<bool>(inBounds));
  for (OpOperand *use : later)
    use->set(reloaded);
}

struct ReloadTilesPass : public kiln::impl::ReloadTilesBase<ReloadTilesPass> {
  void runOnOperation() override {
    for (Block &block : getOperation().getBody())
      for (auto write :
           llvm::make_early_inc_range(block.getOps<vector::TransferWriteOp>()))
        reloadAfterLoop(write);
  }
};

} // namespace
