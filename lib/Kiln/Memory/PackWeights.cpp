// One blob for all constants of a model.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Memory/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/Support/MathExtras.h"

namespace kiln {
#define GEN_PASS_DEF_PACKWEIGHTS
#include "Kiln/Memory/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

constexpr int64_t kAlignment = 64;

struct PackWeightsPass : public kiln::impl::PackWeightsBase<PackWeightsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto interface =
        module->getAttrOfType<InterfaceAttr>(KilnDialect::kInterfaceAttr);
    if (!interface) {
      module.emitError("expected kiln.interface");
      return signalPassFailure();
    }
    llvm::StringMap<int64_t> offsets;
    int64_t size = placeGlobals(offsets);
    if (size == 0)
      return;

    std::string name = (interface.getName() + ".weights").str();
    auto blobType = MemRefType::get({size}, IntegerType::get(&getContext(), 8));
    OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
    memref::GlobalOp::create(builder, module.getLoc(), name,
                             builder.getStringAttr("private"), blobType,
                             builder.getUnitAttr(), /*constant=*/true,
                             builder.getI64IntegerAttr(kAlignment));
    module.walk([&](memref::GetGlobalOp get) {
      auto offset = offsets.find(get.getName());
      if (offset == offsets.end())
        return;
      builder.setInsertionPoint(get);
      Value blob =
          memref::GetGlobalOp::create(builder, get.getLoc(), blobType, name);
      Value start =
          arith::ConstantIndexOp::create(builder, get.getLoc(), offset->second);
      get.replaceAllUsesWith(memref::ViewOp::create(builder, get.getLoc(),
                                                    get.getType(), blob, start,
                                                    ValueRange{})
                                 .getResult());
      get.erase();
    });
    for (auto global :
         llvm::make_early_inc_range(module.getOps<memref::GlobalOp>()))
      if (offsets.contains(global.getSymName()))
        global.erase();
  }

  /// Gives every constant global its offset, in the order of the module, and
  /// lists the values on the module; returns the size of the blob.
  int64_t placeGlobals(llvm::StringMap<int64_t> &offsets) {
    ModuleOp module = getOperation();
    llvm::DenseMap<Attribute, int64_t> known;
    SmallVector<Attribute> weights;
    int64_t size = 0;
    for (auto global : module.getOps<memref::GlobalOp>()) {
      auto value = dyn_cast_or_null<ElementsAttr>(
          global.getInitialValue().value_or(Attribute()));
      if (!global.getConstant() || !value)
        continue;
      auto [entry, isNew] = known.try_emplace(value, size);
      offsets[global.getSymName()] = entry->second;
      if (!isNew)
        continue;
      weights.push_back(WeightAttr::get(&getContext(), size, value));
      MemRefType type = global.getType();
      int64_t bytes = type.getNumElements() *
                      llvm::divideCeil(type.getElementTypeBitWidth(), 8);
      size += llvm::alignTo(bytes, kAlignment);
    }
    if (size)
      module->setAttr(KilnDialect::kWeightsAttr,
                      ArrayAttr::get(&getContext(), weights));
    return size;
  }
};

} // namespace
