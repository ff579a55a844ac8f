// Remarks on loops that compute one element at a time: a schedule that did not
// become vector code, told instead of only felt.

#include "Kiln/Schedule/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Remarks.h"

namespace kiln {
#define GEN_PASS_DEF_FINDSCALARLOOPS
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;

namespace {

/// True if `op` writes a single number to memory.
bool storesScalar(Operation &op) {
  if (auto store = dyn_cast<memref::StoreOp>(op))
    return isa<FloatType, IntegerType>(store.getValueToStore().getType());
  auto store = dyn_cast<vector::StoreOp>(op);
  return store && store.getVectorType().getNumElements() == 1;
}

/// How often the body of `loop` runs, with the loops around it; nothing if
/// that is not known.
std::optional<int64_t> countIterations(scf::ForOp loop) {
  int64_t count = 1;
  for (; loop; loop = loop->getParentOfType<scf::ForOp>()) {
    std::optional<APInt> trips = loop.getStaticTripCount();
    if (!trips)
      return std::nullopt;
    count *= trips->getSExtValue();
  }
  return count;
}

struct FindScalarLoopsPass
    : public kiln::impl::FindScalarLoopsBase<FindScalarLoopsPass> {
  void runOnOperation() override {
    if (!getContext().getRemarkEngine())
      return;
    getOperation().walk([](scf::ForOp loop) {
      auto store = llvm::find_if(*loop.getBody(), storesScalar);
      if (store == loop.getBody()->end())
        return;
      std::optional<int64_t> count = countIterations(loop);
      if (count == 1)
        return;
      remark::missed(
          store->getLoc(),
          remark::RemarkOpts::name("scalar-loop").category("vectorize"))
          << remark::detail::LazyTextBuild{
                 "Remark", [&] {
                   return "computed one element at a time, " +
                          (count ? std::to_string(*count) + " times"
                                 : std::string("in a loop"));
                 }};
    });
  }
};

} // namespace
