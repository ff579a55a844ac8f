// The model's function as a sequence of phases: what several threads may do at
// once, up to where one would have to wait for another.

#include "Kiln/IR/ModelFunction.h"
#include "Kiln/Schedule/Passes.h"
#include "MemoryAccesses.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

namespace kiln {
#define GEN_PASS_DEF_FORMPHASES
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// Bytes from `first` up to and without `end` of an argument of the model's
/// function, the workspace among them, that are read or written.
struct Touched {
  Value argument;
  int64_t first, end;
  bool writes;

  bool conflictsWith(const Touched &other) const {
    return (writes || other.writes) && argument == other.argument &&
           first < other.end && other.first < end;
  }
};

/// An op of the model's function that has an effect.
struct Step {
  Operation *op;
  bool isSplit;
  SmallVector<Touched> touched;
  /// Some of what it touches is not known.
  bool touchesAll = false;

  bool conflictsWith(const Step &other) const {
    if (touchesAll || other.touchesAll)
      return true;
    return llvm::any_of(touched, [&](const Touched &mine) {
      return llvm::any_of(other.touched, [&](const Touched &theirs) {
        return mine.conflictsWith(theirs);
      });
    });
  }
};

/// Steps in order. Of those that are split, and between these and the others,
/// none conflicts with another.
struct Phase {
  SmallVector<const Step *> steps;
  bool isParallel = false;
};

/// What `view` stands for in the arguments of the model's function; nothing if
/// that is constant memory.
std::optional<Touched> locate(Value view, bool writes) {
  Touched touched{view, 0, std::numeric_limits<int64_t>::max(), writes};
  while (auto op = touched.argument.getDefiningOp<ViewLikeOpInterface>()) {
    if (auto place = dyn_cast<memref::ViewOp>(op.getOperation())) {
      std::optional<int64_t> shift = getConstantIntValue(place.getByteShift());
      MemRefType type = place.getType();
      if (shift && type.hasStaticShape()) {
        touched.first = *shift;
        // A number takes whole bytes, even a bool.
        touched.end =
            *shift +
            type.getNumElements() *
                int64_t(llvm::divideCeil(type.getElementTypeBitWidth(), 8));
      }
    }
    touched.argument = op.getViewSource();
  }
  if (touched.argument.getDefiningOp<memref::GetGlobalOp>())
    return std::nullopt;
  return touched;
}

class PhaseBuilder {
public:
  PhaseBuilder(ModuleOp module, func::FuncOp function)
      : function(function), body(function.getBody().front()), symbols(module) {}

  void run() {
    collectSteps();
    SmallVector<Phase> phases = group();
    SmallVector<func::FuncOp> functions;
    for (const Phase &phase : phases)
      functions.push_back(outline(phase));
    callInstead(functions);
  }

private:
  //===--------------------------------------------------------------------===//
  // What conflicts
  //===--------------------------------------------------------------------===//

  void collectSteps() {
    for (Operation &op : body.without_terminator()) {
      if (isPure(&op))
        continue;
      Step step{&op, /*isSplit=*/false, {}};
      auto call = dyn_cast<func::CallOp>(op);
      auto kernel = call ? symbols.lookup<func::FuncOp>(call.getCallee())
                         : func::FuncOp();
      step.isSplit = kernel && kernel->hasAttr(KilnDialect::kSplitAttr);
      FailureOr<SmallVector<MemoryAccess>> accesses =
          collectAccesses(kernel ? kernel : &op);
      step.touchesAll = failed(accesses);
      if (succeeded(accesses))
        addTouched(step, call, *accesses);
      steps.push_back(std::move(step));
    }
  }

  void addTouched(Step &step, func::CallOp call,
                  ArrayRef<MemoryAccess> accesses) {
    llvm::MapVector<Value, bool> buffers;
    for (const MemoryAccess &access : accesses)
      buffers[access.getBuffer()] |= access.writes;
    for (auto [buffer, writes] : buffers) {
      if (call) {
        auto argument = dyn_cast<BlockArgument>(buffer);
        // Else it is constant memory.
        if (!argument)
          continue;
        buffer = call.getOperand(argument.getArgNumber());
      }
      std::optional<Touched> touched = locate(buffer, writes);
      if (touched && !isScratch(touched->argument))
        step.touched.push_back(*touched);
    }
  }

  bool isScratch(Value value) {
    auto argument = dyn_cast<BlockArgument>(value);
    return argument && function.getArgAttr(argument.getArgNumber(),
                                           KilnDialect::kScratchAttr);
  }

  /// The last step that uses a result of step `index`, be it through ops
  /// without an effect, or `index`.
  size_t lastUser(size_t index) {
    size_t last = index;
    SetVector<Operation *> reached;
    reached.insert(steps[index].op);
    for (size_t i = 0; i < reached.size(); ++i)
      for (Operation *user : reached[i]->getUsers()) {
        Operation *op = body.findAncestorOpInBlock(*user);
        if (isPure(op)) {
          reached.insert(op);
          continue;
        }
        const Step *step = llvm::find_if(
            steps, [&](const Step &each) { return each.op == op; });
        last = std::max(last, size_t(step - steps.begin()));
      }
    return last;
  }

  SmallVector<Phase> group() {
    SmallVector<Phase> phases;
    for (size_t index = 0; index < steps.size(); ++index) {
      // Values do not go from one phase to another.
      size_t last = lastUser(index);
      for (size_t i = index; i <= last; ++i)
        last = std::max(last, lastUser(i));
      if (last > index) {
        Phase &joined = phases.emplace_back();
        for (; index <= last; ++index)
          joined.steps.push_back(&steps[index]);
        --index;
        phases.emplace_back();
        continue;
      }
      const Step &step = steps[index];
      bool joins = !phases.empty() &&
                   llvm::none_of(phases.back().steps, [&](const Step *other) {
                     return (step.isSplit || other->isSplit) &&
                            step.conflictsWith(*other);
                   });
      if (!joins)
        phases.emplace_back();
      phases.back().steps.push_back(&step);
      phases.back().isParallel |= step.isSplit;
    }
    llvm::erase_if(phases,
                   [](const Phase &phase) { return phase.steps.empty(); });
    return phases;
  }

  //===--------------------------------------------------------------------===//
  // Phases as functions
  //===--------------------------------------------------------------------===//

  /// Copies the pure ops that `op` needs to where `builder` is.
  void copyNeeded(OpBuilder &builder, Operation *op, IRMapping &mapping) {
    SetVector<Value> used(op->operand_begin(), op->operand_end());
    getUsedValuesDefinedAbove(op->getRegions(), used);
    for (Value value : used) {
      Operation *def = value.getDefiningOp();
      if (mapping.contains(value) || !def || op->isAncestor(def))
        continue;
      copyNeeded(builder, def, mapping);
      builder.clone(*def, mapping);
    }
  }

  func::FuncOp outline(const Phase &phase) {
    Location loc = phase.steps.back()->op->getLoc();
    MLIRContext *context = loc.getContext();
    OpBuilder builder(context);
    SmallVector<Type> types(function.getArgumentTypes());
    types.append(2, builder.getIndexType());
    auto result =
        func::FuncOp::create(loc, (function.getName() + ".phase").str(),
                             builder.getFunctionType(types, {}));
    result.setPrivate();
    result->setAttr(KilnDialect::kPhaseAttr,
                    builder.getStringAttr(phase.isParallel
                                              ? KilnDialect::kParallelPhase
                                              : KilnDialect::kSerialPhase));
    Block *entry = result.addEntryBlock();
    builder.setInsertionPointToStart(entry);
    func::ReturnOp::create(builder, loc);
    builder.setInsertionPoint(entry->getTerminator());
    symbols.insert(result);

    IRMapping mapping;
    mapping.map(body.getArguments(), entry->getArguments().drop_back(2));
    Value thread = entry->getArguments().drop_back().back(),
          threads = entry->getArguments().back();
    scf::IfOp onFirst;
    for (const Step *step : phase.steps) {
      copyNeeded(builder, step->op, mapping);
      if (!phase.isParallel) {
        builder.clone(*step->op, mapping);
        continue;
      }
      if (step->isSplit) {
        Operation *call = builder.clone(*step->op, mapping);
        unsigned last = call->getNumOperands() - 1;
        call->setOperand(last - 1, thread);
        call->setOperand(last, threads);
        continue;
      }
      if (!onFirst)
        onFirst = ifFirst(builder, loc, thread);
      onFirst.getThenBodyBuilder().clone(*step->op, mapping);
    }
    // It conflicts with none of the others; what it needs is known now.
    if (onFirst)
      onFirst->moveBefore(entry->getTerminator());
    return result;
  }

  scf::IfOp ifFirst(OpBuilder &builder, Location loc, Value thread) {
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value isFirst = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::eq, thread, zero);
    return scf::IfOp::create(builder, loc, isFirst, /*withElseRegion=*/false);
  }

  void callInstead(ArrayRef<func::FuncOp> phases) {
    Operation *exit = body.getTerminator();
    OpBuilder builder(exit);
    Value thread, threads;
    if (!phases.empty()) {
      thread = arith::ConstantIndexOp::create(builder, exit->getLoc(), 0);
      threads = arith::ConstantIndexOp::create(builder, exit->getLoc(), 1);
    }
    Operation *first = thread ? thread.getDefiningOp() : exit;
    while (&body.front() != first) {
      Operation *last = first->getPrevNode();
      last->erase();
    }
    SmallVector<Value> operands(body.getArguments());
    operands.append({thread, threads});
    for (func::FuncOp phase : phases)
      func::CallOp::create(builder, phase.getLoc(), phase, operands);
  }

  func::FuncOp function;
  Block &body;
  SymbolTable symbols;
  SmallVector<Step> steps;
};

struct FormPhasesPass : public kiln::impl::FormPhasesBase<FormPhasesPass> {
  void runOnOperation() override {
    auto function = lookupModelFunction<func::FuncOp>(getOperation());
    if (!function)
      return signalPassFailure();
    PhaseBuilder(getOperation(), function).run();
  }
};

} // namespace
