// What is true at the end of each stage, checked: the first op that breaks the
// stage's contract is named, instead of failing somewhere below.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Pipeline/CompileOptions.h"
#include "Kiln/Pipeline/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"

namespace kiln {
#define GEN_PASS_DEF_VERIFYSTAGE
#include "Kiln/Pipeline/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

bool touchesTensors(Operation *op) {
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  return llvm::any_of(op->getOperandTypes(), isTensor) ||
         llvm::any_of(op->getResultTypes(), isTensor);
}

/// Why `op` must not be there at the end of `stage`; null if it may.
const char *violation(Operation *op, Stage stage) {
  if (stage >= Stage::Linalg && isa_and_nonnull<KilnDialect>(op->getDialect()))
    return "a kiln op is left";
  if (stage >= Stage::Scheduled &&
      isa<linalg::PackOp, linalg::UnPackOp, tensor::PadOp>(op))
    return "a change of layout is left";
  if (stage >= Stage::Vector && op->hasAttr(KilnDialect::kScheduleAttr))
    return "a schedule has not been carried out";
  if (stage >= Stage::MemRef && touchesTensors(op))
    return "a tensor is left";
  if (stage >= Stage::MemRef &&
      isa<memref::AllocOp, memref::AllocaOp, memref::CopyOp>(op))
    return "an allocation or copy is left";
  if (stage >= Stage::LLVM && !isa<ModuleOp>(op) &&
      !isa_and_nonnull<LLVM::LLVMDialect, omp::OpenMPDialect>(op->getDialect()))
    return "an op outside the LLVM and OpenMP dialects is left";
  return nullptr;
}

struct VerifyStagePass : public kiln::impl::VerifyStageBase<VerifyStagePass> {
  using VerifyStageBase::VerifyStageBase;

  void runOnOperation() override {
    std::optional<Stage> last = parseStage(stage);
    if (!last) {
      getOperation().emitError("unknown stage '") << stage << "'";
      return signalPassFailure();
    }
    getOperation().walk([&](Operation *op) {
      const char *reason = violation(op, *last);
      if (!reason)
        return;
      op->emitOpError("breaks the contract of stage '")
          << stage << "': " << reason;
      signalPassFailure();
    });
    markAllAnalysesPreserved();
  }
};

} // namespace
