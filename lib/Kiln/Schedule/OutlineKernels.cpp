// Every loop nest of the model becomes a function of its own, and equal nests
// one function. What a nest computes is not changed here.

#include "Kiln/IR/Identifier.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/Schedule/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"
#include <limits>

namespace kiln {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// What a loop nest reads from outside: ops that are copied into the kernel,
/// in order, and values that the kernel takes as arguments.
struct Captures {
  SetVector<Operation *> copied;
  SetVector<Value> arguments;

  explicit Captures(scf::ForOp loop) {
    SetVector<Value> used;
    getUsedValuesDefinedAbove(loop.getRegion(), used);
    used.insert(loop->operand_begin(), loop->operand_end());
    for (Value value : used)
      visit(value);
  }

private:
  /// Constants and index arithmetic are copied; so are views of a buffer, so
  /// that no two arguments are the same memory under two types. A
  /// `memref.view` is where a buffer begins and stays with the caller.
  void visit(Value value) {
    Operation *def = value.getDefiningOp();
    bool isBuffer = isa_and_nonnull<memref::ViewOp, memref::GetGlobalOp>(def);
    if (!def || isBuffer || def->getNumRegions() || !isPure(def)) {
      arguments.insert(value);
      return;
    }
    for (Value operand : def->getOperands())
      visit(operand);
    copied.insert(def);
  }
};

class KernelOutliner {
public:
  KernelOutliner(ModuleOp module, StringRef model)
      : model(model), symbols(module) {}

  /// Moves `loop` to a kernel, or to an equal one that exists, and calls it;
  /// leaves it where it is if it continues what another nest has in registers.
  void outline(scf::ForOp loop) {
    Captures captures(loop);
    // A vector that is live across nests stays in its registers.
    if (llvm::any_of(captures.arguments, [](Value value) {
          return isa<VectorType>(value.getType());
        }))
      return;
    func::FuncOp kernel = build(loop, captures);
    std::string text;
    llvm::raw_string_ostream os(text);
    // The text stands for the kernel: whole, and the same however the tool
    // around prints.
    constexpr int64_t kWhole = std::numeric_limits<int64_t>::max();
    kernel->print(os, OpPrintingFlags()
                          .useLocalScope()
                          .enableDebugInfo(false)
                          .elideLargeElementsAttrs(kWhole)
                          .elideLargeResourceString(kWhole));
    auto [entry, isNew] = kernels.try_emplace(text, kernel);
    if (isNew) {
      kernel.setSymName(nameOf(loop));
      symbols.insert(kernel);
    } else {
      kernel->erase();
    }
    OpBuilder builder(loop);
    func::CallOp::create(builder, loop.getLoc(), entry->second,
                         captures.arguments.getArrayRef());
    loop->erase();
  }

private:
  static func::FuncOp build(scf::ForOp loop, const Captures &captures) {
    OpBuilder builder(loop.getContext());
    SmallVector<Type> types = llvm::map_to_vector(
        captures.arguments, [](Value value) { return value.getType(); });
    func::FuncOp kernel = func::FuncOp::create(
        loop.getLoc(), "kernel", builder.getFunctionType(types, {}));
    kernel.setPrivate();
    builder.setInsertionPointToStart(kernel.addEntryBlock());
    IRMapping mapping;
    mapping.map(captures.arguments.getArrayRef(), kernel.getArguments());
    for (Operation *op : captures.copied)
      builder.clone(*op, mapping);
    builder.clone(*loop, mapping);
    func::ReturnOp::create(builder, loop.getLoc());
    return kernel;
  }

  /// The node that the nest computes last, as a symbol of the model.
  std::string nameOf(scf::ForOp loop) {
    std::string node = "kernel";
    loop.walk([&](Operation *op) {
      if (auto named = op->getLoc()->findInstanceOf<NameLoc>())
        node = toCIdentifier(named.getName());
    });
    return model + "." + node;
  }

  std::string model;
  SymbolTable symbols;
  llvm::StringMap<func::FuncOp> kernels;
};

struct OutlineKernelsPass
    : public kiln::impl::OutlineKernelsBase<OutlineKernelsPass> {
  void runOnOperation() override {
    auto interface = getOperation()->getAttrOfType<InterfaceAttr>(
        KilnDialect::kInterfaceAttr);
    auto function = interface ? getOperation().lookupSymbol<func::FuncOp>(
                                    interface.getName())
                              : func::FuncOp();
    if (!function) {
      getOperation().emitError("expected kiln.interface and the function it "
                               "names");
      return signalPassFailure();
    }
    KernelOutliner outliner(getOperation(), interface.getName());
    for (scf::ForOp loop : llvm::make_early_inc_range(
             function.getBody().front().getOps<scf::ForOp>()))
      if (loop->getNumResults() == 0)
        outliner.outline(loop);
  }
};

} // namespace
