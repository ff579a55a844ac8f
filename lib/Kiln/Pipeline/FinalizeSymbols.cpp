// Symbols and argument attributes of the finished LLVM-dialect module.

#include "Kiln/IR/ModelFunction.h"
#include "Kiln/Pipeline/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace kiln {
#define GEN_PASS_DEF_FINALIZESYMBOLS
#include "Kiln/Pipeline/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {
struct FinalizeSymbolsPass
    : public kiln::impl::FinalizeSymbolsBase<FinalizeSymbolsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto function = lookupModelFunction<LLVM::LLVMFuncOp>(module);
    if (!function)
      return signalPassFailure();
    Builder builder(&getContext());
    std::string name = function.getSymName().str();
    function.setSymName(name + ".main");
    for (auto each : module.getOps<LLVM::LLVMFuncOp>()) {
      if (each.isExternal())
        continue;
      each.setLinkage(LLVM::Linkage::Internal);
      // A kernel stays a symbol of its own: profiles name it, and the code
      // generator works on small functions.
      each.setNoInline(each != function);
      for (unsigned i = 0; i < each.getNumArguments(); ++i) {
        if (isa<LLVM::LLVMPointerType>(each.getArgumentTypes()[i]))
          each.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(),
                          builder.getUnitAttr());
        each.removeArgAttr(i, "bufferization.writable");
        each.removeArgAttr(i, KilnDialect::kScratchAttr);
      }
    }
    auto weights = module.lookupSymbol<LLVM::GlobalOp>(name + ".weights");
    if (!weights)
      return;
    weights.setLinkage(LLVM::Linkage::Internal);
    weights.getInitializerRegion().getBlocks().clear();
    OpBuilder body(&getContext());
    body.createBlock(&weights.getInitializerRegion());
    Value zero =
        LLVM::ZeroOp::create(body, weights.getLoc(), weights.getType());
    LLVM::ReturnOp::create(body, weights.getLoc(), zero);
  }
};
} // namespace
