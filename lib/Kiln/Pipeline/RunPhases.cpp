// How the phases of a model come to run on several threads: tasks for a
// function of the caller's, or one parallel region of OpenMP.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Pipeline/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/TargetParser/Triple.h"

namespace kiln {
#define GEN_PASS_DEF_RUNPHASES
#include "Kiln/Pipeline/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// The bodies of the main function and of the functions that it has run.
class PhaseRunner {
public:
  PhaseRunner(ModuleOp module, LLVM::LLVMFuncOp main, InterfaceAttr interface,
              Type size)
      : main(main), interface(interface), size(size), loc(main.getLoc()),
        builder(main.getContext()),
        ptr(LLVM::LLVMPointerType::get(main.getContext())),
        i64(builder.getI64Type()), symbols(module),
        numPointers(interface.getInputs().size() +
                    interface.getOutputs().size() + 1),
        hasScratch(main.getNumArguments() > numPointers) {}

  /// Takes the phases from the body of the main function, which must do
  /// nothing but call them.
  LogicalResult takePhases();
  void runByCallback();
  void runByOpenMP();

private:
  bool isParallel(LLVM::LLVMFuncOp phase) {
    return phase->getAttrOfType<StringAttr>(KilnDialect::kPhaseAttr) ==
           KilnDialect::kParallelPhase;
  }
  Value constant(Type type, int64_t value) {
    return LLVM::ConstantOp::create(builder, loc, type,
                                    builder.getIntegerAttr(type, value));
  }
  Value toIndex(Value value) {
    return value.getType() == i64
               ? value
               : Value(LLVM::ZExtOp::create(builder, loc, i64, value));
  }

  /// Makes the main function take its pointers and then `types`, with an empty
  /// body.
  ValueRange setSignature(ArrayRef<Type> types);
  /// Has thread `thread` of `threads`, both i64, do its share of `phase`.
  void callPhase(LLVM::LLVMFuncOp phase, ValueRange pointers, Value thread,
                 Value threads);
  /// A function (ptr, size) that calls `phase` for what lies at the pointer.
  LLVM::LLVMFuncOp createTask(LLVM::LLVMFuncOp phase, Type contextType);
  Value callOpenMP(StringRef name);

  LLVM::LLVMFuncOp main;
  InterfaceAttr interface;
  /// The target's size_t.
  Type size;
  Location loc;
  OpBuilder builder;
  LLVM::LLVMPointerType ptr;
  Type i64;
  SymbolTable symbols;
  unsigned numPointers;
  bool hasScratch;
  SmallVector<LLVM::LLVMFuncOp> phases;
};

LogicalResult PhaseRunner::takePhases() {
  for (Operation &op : main.getBody().front().without_terminator()) {
    auto call = dyn_cast<LLVM::CallOp>(op);
    auto phase = call && call.getCallee()
                     ? symbols.lookup<LLVM::LLVMFuncOp>(*call.getCallee())
                     : LLVM::LLVMFuncOp();
    // What is left of the arguments' and the indices' conversion.
    if (!call && isPure(&op))
      continue;
    if (!phase || !phase->hasAttr(KilnDialect::kPhaseAttr) ||
        phase.getNumArguments() != main.getNumArguments() + 2)
      return op.emitOpError("is no call of a phase");
    phases.push_back(phase);
  }
  return success();
}

ValueRange PhaseRunner::setSignature(ArrayRef<Type> types) {
  SmallVector<DictionaryAttr> attributes;
  main.getAllArgAttrs(attributes);
  SmallVector<Type> all(numPointers, ptr);
  llvm::append_range(all, types);
  attributes.resize(numPointers);
  attributes.resize(all.size(), builder.getDictionaryAttr({}));
  Block &body = main.getBody().front();
  body.clear();
  body.eraseArguments(0, body.getNumArguments());
  for (Type type : all)
    body.addArgument(type, loc);
  main.setFunctionType(LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(builder.getContext()), all));
  main.setAllArgAttrs(attributes);
  builder.setInsertionPointToStart(&body);
  return body.getArguments();
}

void PhaseRunner::callPhase(LLVM::LLVMFuncOp phase, ValueRange pointers,
                            Value thread, Value threads) {
  SmallVector<Value> operands(pointers);
  if (hasScratch) {
    // Past what all threads share, one piece for each.
    Value bytes = LLVM::MulOp::create(
        builder, loc, thread, constant(i64, interface.getThreadWorkspace()));
    Value offset = LLVM::AddOp::create(builder, loc, bytes,
                                       constant(i64, interface.getWorkspace()));
    operands.push_back(LLVM::GEPOp::create(builder, loc, ptr,
                                           builder.getI8Type(), pointers.back(),
                                           LLVM::GEPArg(offset)));
  }
  operands.append({thread, threads});
  LLVM::CallOp::create(builder, loc, phase, operands);
}

//===----------------------------------------------------------------------===//
// The caller's threads
//===----------------------------------------------------------------------===//

LLVM::LLVMFuncOp PhaseRunner::createTask(LLVM::LLVMFuncOp phase,
                                         Type contextType) {
  OpBuilder::InsertionGuard guard(builder);
  auto type = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(builder.getContext()), {ptr, size});
  builder.setInsertionPoint(main);
  auto task =
      LLVM::LLVMFuncOp::create(builder, loc, (phase.getName() + ".task").str(),
                               type, LLVM::Linkage::Internal);
  Block *body = task.addEntryBlock(builder);
  builder.setInsertionPointToStart(body);
  SmallVector<Value> values;
  for (auto [index, element] :
       llvm::enumerate(cast<LLVM::LLVMStructType>(contextType).getBody())) {
    Value place = LLVM::GEPOp::create(
        builder, loc, ptr, contextType, body->getArgument(0),
        ArrayRef<LLVM::GEPArg>{0, int32_t(index)});
    values.push_back(LLVM::LoadOp::create(builder, loc, element, place));
  }
  callPhase(phase, ArrayRef(values).drop_back(), toIndex(body->getArgument(1)),
            values.back());
  LLVM::ReturnOp::create(builder, loc, ValueRange{});
  return task;
}

void PhaseRunner::runByCallback() {
  ValueRange arguments = setSignature({i64, ptr, ptr});
  ValueRange pointers = arguments.take_front(numPointers);
  Value threads = arguments[numPointers],
        parallelFor = arguments[numPointers + 1],
        pool = arguments[numPointers + 2];
  // What a task needs: the pointers and the number of threads.
  SmallVector<Type> elements(numPointers, ptr);
  elements.push_back(i64);
  auto contextType =
      LLVM::LLVMStructType::getLiteral(builder.getContext(), elements);
  Value zero = constant(i64, 0), one = constant(i64, 1);
  Value context = LLVM::AllocaOp::create(builder, loc, ptr, contextType, one);
  Value isAlone =
      LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::eq, threads, one);
  Region &region = main.getBody();
  Block *entry = &region.front(), *alone = builder.createBlock(&region),
        *together = builder.createBlock(&region);
  builder.setInsertionPointToEnd(entry);
  LLVM::CondBrOp::create(builder, loc, isAlone, alone, together);

  builder.setInsertionPointToEnd(alone);
  for (LLVM::LLVMFuncOp phase : phases)
    callPhase(phase, pointers, zero, one);
  LLVM::ReturnOp::create(builder, loc, ValueRange{});

  builder.setInsertionPointToEnd(together);
  for (auto [index, value] :
       llvm::enumerate(arguments.take_front(numPointers + 1))) {
    Value place =
        LLVM::GEPOp::create(builder, loc, ptr, contextType, context,
                            ArrayRef<LLVM::GEPArg>{0, int32_t(index)});
    LLVM::StoreOp::create(builder, loc, value, place);
  }
  Value tasks = threads;
  if (size != i64)
    tasks = LLVM::TruncOp::create(builder, loc, size, threads);
  auto type = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(builder.getContext()), {ptr, size, ptr, ptr});
  for (LLVM::LLVMFuncOp phase : phases) {
    if (!isParallel(phase)) {
      callPhase(phase, pointers, zero, one);
      continue;
    }
    Value task =
        LLVM::AddressOfOp::create(builder, loc, createTask(phase, contextType));
    LLVM::CallOp::create(builder, loc, type,
                         ValueRange{parallelFor, pool, tasks, task, context});
  }
  LLVM::ReturnOp::create(builder, loc, ValueRange{});
}

//===----------------------------------------------------------------------===//
// OpenMP
//===----------------------------------------------------------------------===//

/// What OpenMP's function `name` answers, as an i64.
Value PhaseRunner::callOpenMP(StringRef name) {
  Type i32 = builder.getI32Type();
  auto function = symbols.lookup<LLVM::LLVMFuncOp>(name);
  if (!function) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(main);
    function = LLVM::LLVMFuncOp::create(builder, loc, name,
                                        LLVM::LLVMFunctionType::get(i32, {}));
    symbols.insert(function);
  }
  return toIndex(
      LLVM::CallOp::create(builder, loc, function, ValueRange{}).getResult());
}

void PhaseRunner::runByOpenMP() {
  ValueRange arguments = setSignature({i64});
  ValueRange pointers = arguments.take_front(numPointers);
  // OpenMP counts threads in an int.
  Value most = constant(i64, std::numeric_limits<int32_t>::max());
  Value asked = LLVM::TruncOp::create(
      builder, loc, builder.getI32Type(),
      LLVM::UMinOp::create(builder, loc, arguments[numPointers], most));
  omp::ParallelOperands clauses;
  clauses.numThreads = asked;
  auto parallel = omp::ParallelOp::create(builder, loc, clauses);
  LLVM::ReturnOp::create(builder, loc, ValueRange{});

  Region &region = parallel.getRegion();
  builder.createBlock(&region);
  Value zero = constant(i64, 0), one = constant(i64, 1);
  Value thread = callOpenMP("omp_get_thread_num"),
        threads = callOpenMP("omp_get_num_threads");
  Value isFirst =
      LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::eq, thread, zero);
  for (auto [index, phase] : llvm::enumerate(phases)) {
    if (index > 0)
      omp::BarrierOp::create(builder, loc);
    if (isParallel(phase)) {
      callPhase(phase, pointers, thread, threads);
      continue;
    }
    Block *before = builder.getInsertionBlock(),
          *serial = builder.createBlock(&region),
          *after = builder.createBlock(&region);
    builder.setInsertionPointToEnd(before);
    LLVM::CondBrOp::create(builder, loc, isFirst, serial, after);
    builder.setInsertionPointToEnd(serial);
    callPhase(phase, pointers, zero, one);
    LLVM::BrOp::create(builder, loc, after);
    builder.setInsertionPointToEnd(after);
  }
  omp::TerminatorOp::create(builder, loc);
}

//===----------------------------------------------------------------------===//

struct RunPhasesPass : public kiln::impl::RunPhasesBase<RunPhasesPass> {
  using RunPhasesBase::RunPhasesBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto interface =
        module->getAttrOfType<InterfaceAttr>(KilnDialect::kInterfaceAttr);
    auto target = module->getAttrOfType<TargetAttr>(KilnDialect::kTargetAttr);
    auto main = interface ? module.lookupSymbol<LLVM::LLVMFuncOp>(
                                (interface.getName() + ".main").str())
                          : LLVM::LLVMFuncOp();
    if (!main || main.isExternal() || !target) {
      module.emitError("expected kiln.target, and kiln.interface and the main "
                       "function it names");
      return signalPassFailure();
    }
    bool isWide = !llvm::Triple(target.getTriple()).isArch32Bit();
    PhaseRunner runner(module, main, interface,
                       IntegerType::get(&getContext(), isWide ? 64 : 32));
    if (failed(runner.takePhases()))
      return signalPassFailure();
    if (threads == Threads::OpenMP)
      runner.runByOpenMP();
    else
      runner.runByCallback();
    module->setAttr(KilnDialect::kInterfaceAttr,
                    interface.withThreads(threads));
  }
};

} // namespace
