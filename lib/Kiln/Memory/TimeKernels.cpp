// Timers around the steps of the model's function, and the counters at the end
// of the workspace that they add to. Which steps there are is not decided here.

#include "Kiln/IR/ModelFunction.h"
#include "Kiln/Memory/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/TargetParser/Triple.h"

namespace kiln {
#define GEN_PASS_DEF_TIMEKERNELS
#include "Kiln/Memory/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

/// The intrinsic that reads a counter which programs may read, and which goes
/// at one pace; empty if none is known for `triple`.
static StringRef chooseTimer(const llvm::Triple &triple) {
  if (triple.isX86())
    return "llvm.readcyclecounter";
  if (triple.isAArch64() || triple.isRISCV())
    return "llvm.readsteadycounter";
  return "";
}

LogicalResult
kiln::checkTimer(const llvm::Triple &triple,
                 llvm::function_ref<InFlightDiagnostic()> emitError) {
  if (!chooseTimer(triple).empty())
    return success();
  return emitError() << "can't measure time on the target '" << triple.str()
                     << "'; expected x86, AArch64 or RISC-V";
}

namespace {

constexpr int64_t kAlignment = 64;

/// Adds timers to one function that takes the model's arguments.
class FunctionTimer {
public:
  FunctionTimer(func::FuncOp function, StringRef timer, unsigned workspace)
      : function(function), timer(timer), workspace(workspace) {
    auto phase = function->getAttrOfType<StringAttr>(KilnDialect::kPhaseAttr);
    isShared = phase && phase == KilnDialect::kParallelPhase;
  }

  /// Makes the workspace one of `size` bytes, with two numbers for each of
  /// `numKernels` at `offset`.
  void run(int64_t size, int64_t offset, int64_t numKernels) {
    setWorkspaceSize(size);
    llvm::MapVector<std::pair<Block *, int64_t>,
                    std::pair<Operation *, Operation *>>
        steps;
    function.walk([&](Operation *op) {
      auto index = op->getAttrOfType<IntegerAttr>(KilnDialect::kKernelAttr);
      if (!index)
        return;
      op->removeAttr(KilnDialect::kKernelAttr);
      auto [entry, isNew] =
          steps.try_emplace({op->getBlock(), index.getInt()}, op, op);
      entry->second.second = op;
    });
    if (steps.empty())
      return;
    createCounters(offset, numKernels);
    for (auto [key, ops] : steps)
      time(ops.first, ops.second, key.second);
  }

private:
  void setWorkspaceSize(int64_t size) {
    BlockArgument argument = function.getArgument(workspace);
    auto type = MemRefType::get(
        {size}, cast<MemRefType>(argument.getType()).getElementType());
    argument.setType(type);
    SmallVector<Type> types(function.getArgumentTypes());
    types[workspace] = type;
    function.setFunctionType(FunctionType::get(
        function.getContext(), types, function.getFunctionType().getResults()));
  }

  void createCounters(int64_t offset, int64_t numKernels) {
    OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
    auto type = MemRefType::get({numKernels, 2}, builder.getI64Type());
    Location loc = function.getLoc();
    Value place = arith::ConstantIndexOp::create(builder, loc, offset);
    counters = memref::ViewOp::create(
        builder, loc, type, function.getArgument(workspace), place, {});
  }

  Value readTimer(OpBuilder &builder, Location loc) {
    return LLVM::CallIntrinsicOp::create(builder, loc, builder.getI64Type(),
                                         builder.getStringAttr(timer),
                                         ValueRange{})
        .getResult(0);
  }

  void time(Operation *first, Operation *last, int64_t index) {
    Location loc = last->getLoc();
    OpBuilder builder(first);
    Value before = readTimer(builder, loc);
    builder.setInsertionPointAfter(last);
    Value after = readTimer(builder, loc);
    Value ticks = arith::SubIOp::create(builder, loc, after, before);
    // What only the first thread does is in a branch already.
    if (isShared && first->getBlock() == &function.getBody().front())
      builder.setInsertionPointToStart(ifFirst(builder, loc));
    Value one = arith::ConstantIntOp::create(builder, loc, 1, 64);
    add(builder, loc, index, 0, one);
    add(builder, loc, index, 1, ticks);
  }

  Block *ifFirst(OpBuilder &builder, Location loc) {
    Value thread = function.getArgument(function.getNumArguments() - 2);
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value isFirst = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::eq, thread, zero);
    return scf::IfOp::create(builder, loc, isFirst, /*withElseRegion=*/false)
        .thenBlock();
  }

  void add(OpBuilder &builder, Location loc, int64_t kernel, int64_t which,
           Value value) {
    Value place[] = {arith::ConstantIndexOp::create(builder, loc, kernel),
                     arith::ConstantIndexOp::create(builder, loc, which)};
    Value old = memref::LoadOp::create(builder, loc, counters, place);
    Value sum = arith::AddIOp::create(builder, loc, old, value);
    memref::StoreOp::create(builder, loc, sum, counters, place);
  }

  func::FuncOp function;
  StringRef timer;
  unsigned workspace;
  /// Several threads run the function at once.
  bool isShared;
  Value counters;
};

struct TimeKernelsPass : public kiln::impl::TimeKernelsBase<TimeKernelsPass> {
  void runOnOperation() override {
    auto main = lookupModelFunction<func::FuncOp>(getOperation());
    if (!main || failed(time(main)))
      signalPassFailure();
  }

private:
  LogicalResult time(func::FuncOp main) {
    ModuleOp module = getOperation();
    auto target = module->getAttrOfType<TargetAttr>(KilnDialect::kTargetAttr);
    auto kernels = module->getAttrOfType<ArrayAttr>(KilnDialect::kKernelsAttr);
    if (!target || !kernels)
      return module.emitError("expected kiln.target and kiln.kernels");
    llvm::Triple triple(target.getTriple());
    if (failed(checkTimer(triple, [&] { return module.emitError(); })))
      return failure();
    StringRef timer = chooseTimer(triple);
    auto interface =
        module->getAttrOfType<InterfaceAttr>(KilnDialect::kInterfaceAttr);
    unsigned workspace =
        interface.getInputs().size() + interface.getOutputs().size();
    auto type = workspace < main.getNumArguments()
                    ? dyn_cast<MemRefType>(main.getArgumentTypes()[workspace])
                    : MemRefType();
    if (!type || type.getRank() != 1 || !type.getElementType().isInteger(8) ||
        type.getNumElements() != interface.getWorkspace())
      return main.emitError("expected a workspace of ")
             << interface.getWorkspace() << " bytes as argument " << workspace;

    int64_t offset = llvm::alignTo(interface.getWorkspace(), kAlignment);
    int64_t size = llvm::alignTo(offset + 16 * kernels.size(), kAlignment);
    for (auto function : module.getOps<func::FuncOp>())
      if (function == main || function->hasAttr(KilnDialect::kPhaseAttr))
        FunctionTimer(function, timer, workspace)
            .run(size, offset, kernels.size());
    module->setAttr(
        KilnDialect::kInterfaceAttr,
        interface.withWorkspace(size, interface.getThreadWorkspace()));
    auto profile = ProfileAttr::get(&getContext(), offset, kernels);
    module->setAttr(KilnDialect::kProfileAttr,
                    ArrayAttr::get(&getContext(), profile));
    module->removeAttr(KilnDialect::kKernelsAttr);
    module->removeAttr(KilnDialect::kLayersAttr);
    return success();
  }
};

} // namespace
