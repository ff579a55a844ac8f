// The order of operations within a block: each row's chain of arithmetic in
// one piece, next to what needs it, so that few rows are live at once.

#include "Kiln/Schedule/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

namespace kiln {
#define GEN_PASS_DEF_SINKELEMENTWISE
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// True if `value` was read from memory in `block`.
bool isLoadedIn(Value value, Block *block) {
  Operation *def = value.getDefiningOp();
  return def && def->getBlock() == block && hasEffect<MemoryEffects::Read>(def);
}

/// True if `op` may go to where its result is needed. One that takes in a
/// loaded value stays: the value's register is free after it, and the load can
/// become its memory operand.
bool sinks(Operation &op) {
  Block *block = op.getBlock();
  return isPure(&op) && op.getNumRegions() == 0 &&
         !op.hasTrait<OpTrait::IsTerminator>() &&
         !op.hasTrait<OpTrait::ConstantLike>() &&
         llvm::all_of(op.getUsers(),
                      [&](Operation *user) {
                        return block->findAncestorOpInBlock(*user);
                      }) &&
         llvm::none_of(op.getOperands(), [&](Value operand) {
           return isLoadedIn(operand, block);
         });
}

void sinkIn(Block &block) {
  SmallVector<Operation *> fixed;
  llvm::SmallPtrSet<Operation *, 32> waiting;
  for (Operation &op : block)
    if (sinks(op))
      waiting.insert(&op);
    else
      fixed.push_back(&op);
  auto place = [&](auto &&place, Value value, Operation *before) -> void {
    Operation *op = value.getDefiningOp();
    if (!op || !waiting.erase(op))
      return;
    for (Value operand : op->getOperands())
      place(place, operand, before);
    op->moveBefore(before);
  };
  for (Operation *op : fixed) {
    llvm::SetVector<Value> needed(op->operand_begin(), op->operand_end());
    getUsedValuesDefinedAbove(op->getRegions(), needed);
    for (Value value : needed)
      place(place, value, op);
  }
  // Nothing needs these. Their operands may have gone below them.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (waiting.contains(&op))
      op.erase();
}

struct SinkElementwisePass
    : public kiln::impl::SinkElementwiseBase<SinkElementwisePass> {
  void runOnOperation() override {
    getOperation().walk([](Block *block) { sinkIn(*block); });
  }
};

} // namespace
