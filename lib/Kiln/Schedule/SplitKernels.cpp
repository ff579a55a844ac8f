// Kernels whose outermost loops can be shared among threads take the number of
// a thread and do its share. Which loops those are is proved from the kernel's
// own code, so that no earlier pass has to promise it.

#include "Kiln/IR/ModelFunction.h"
#include "Kiln/Schedule/Passes.h"
#include "MemoryAccesses.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Remarks.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace kiln {
#define GEN_PASS_DEF_SPLITKERNELS
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// Cycles of work below which a kernel is not worth the start and the end of
/// other threads' work: five microseconds or so.
constexpr double kLeastCycles = 16384;

/// Iterations that are enough to be shared evenly.
constexpr int64_t kEnoughIterations = 64;

/// Loops with more iterations are not looked at.
constexpr int64_t kMostIterations = 1 << 16;

//===----------------------------------------------------------------------===//
// How much work a kernel is
//===----------------------------------------------------------------------===//

/// Cycles of one op, without the ops in it: two multiply-adds or loads of a
/// register's width each.
double opCycles(Operation &op, double vectorBits) {
  if (isa<arith::ConstantOp>(op) || op.getNumRegions())
    return 0;
  Type type = op.getNumResults()    ? op.getResult(0).getType()
              : op.getNumOperands() ? op.getOperand(0).getType()
                                    : Type();
  double registers = 1;
  if (auto vector = dyn_cast_or_null<VectorType>(type))
    registers =
        std::max(1.0, vector.getNumElements() *
                          double(vector.getElementTypeBitWidth()) / vectorBits);
  else if (!isa_and_nonnull<FloatType>(type))
    return 0;
  return registers / 2;
}

double countCycles(Operation *op, double vectorBits) {
  double cycles = 0;
  for (Region &region : op->getRegions())
    for (Operation &inner : region.getOps())
      cycles += opCycles(inner, vectorBits) + countCycles(&inner, vectorBits);
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    std::optional<APInt> trips = loop.getStaticTripCount();
    cycles *= trips ? double(trips->getSExtValue()) : 1;
  }
  return cycles;
}

//===----------------------------------------------------------------------===//
// Which loops can be shared
//===----------------------------------------------------------------------===//

/// True if in dimension `dim`, each iteration of `loop` has a range of its own
/// in which all `accesses` lie.
bool hasOwnRanges(scf::ForOp loop, ArrayRef<const MemoryAccess *> accesses,
                  unsigned dim) {
  int64_t trips = loop.getStaticTripCount()->getSExtValue();
  int64_t lower = *getConstantIntValue(loop.getLowerBound());
  int64_t step = *getConstantIntValue(loop.getStep());
  IndexRanges ranges;
  std::optional<int64_t> previousLast;
  for (int64_t i = 0; i < trips; ++i) {
    ranges.fix(loop, lower + i * step);
    std::optional<int64_t> last;
    for (const MemoryAccess *access : accesses) {
      std::optional<IndexRange> range = ranges.get(access->indices[dim]);
      if (!range || (previousLast && range->first <= *previousLast))
        return false;
      int64_t end = range->last + access->sizes[dim] - 1;
      last = std::max(last.value_or(end), end);
    }
    previousLast = last;
  }
  return true;
}

/// True if no iteration of `loop` touches what another one writes. Buffers
/// that each thread has for itself do not count: an iteration has no use for
/// what another one left in them.
bool isParallel(scf::ForOp loop, ArrayRef<MemoryAccess> accesses) {
  std::optional<APInt> trips = loop.getStaticTripCount();
  if (!loop.getInitArgs().empty() || !trips || trips->sgt(kMostIterations) ||
      !getConstantIntValue(loop.getStep()) ||
      !getConstantIntValue(loop.getLowerBound()))
    return false;
  llvm::MapVector<Value, SmallVector<const MemoryAccess *>> buffers;
  llvm::SmallPtrSet<Value, 8> written;
  for (const MemoryAccess &access : accesses) {
    buffers[access.getBuffer()].push_back(&access);
    if (access.writes)
      written.insert(access.getBuffer());
  }
  for (auto &entry : buffers) {
    Value buffer = entry.first;
    ArrayRef<const MemoryAccess *> touching = entry.second;
    if (!written.contains(buffer))
      continue;
    auto argument = dyn_cast<BlockArgument>(buffer);
    auto kernel =
        argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp())
                 : func::FuncOp();
    if (!kernel)
      return false;
    if (kernel.getArgAttr(argument.getArgNumber(), KilnDialect::kScratchAttr))
      continue;
    // Indices say the same in all accesses only if they are of one view.
    Value base = touching.front()->base;
    bool oneView = llvm::all_of(touching, [&](const MemoryAccess *access) {
      return access->base == base;
    });
    if (!oneView || !loop.isDefinedOutsideOfLoop(base))
      return false;
    auto dims = llvm::seq<unsigned>(touching.front()->indices.size());
    if (llvm::none_of(dims, [&](unsigned dim) {
          return hasOwnRanges(loop, touching, dim);
        }))
      return false;
  }
  return true;
}

/// The one loop among `ops`, if nothing else there writes.
scf::ForOp findOnlyLoop(Block &block) {
  scf::ForOp loop;
  for (Operation &op : block.without_terminator()) {
    auto each = dyn_cast<scf::ForOp>(op);
    if (each && !loop && each.getNumResults() == 0) {
      loop = each;
      continue;
    }
    bool onlyReads = isPure(&op) || isa<memref::PrefetchOp>(op) ||
                     hasSingleEffect<MemoryEffects::Read>(&op);
    if (!onlyReads)
      return {};
  }
  return loop;
}

/// The loops of `kernel` whose iterations threads can share, the outermost
/// first.
SmallVector<scf::ForOp> findSharedLoops(func::FuncOp kernel) {
  FailureOr<SmallVector<MemoryAccess>> accesses = collectAccesses(kernel);
  SmallVector<scf::ForOp> loops;
  if (failed(accesses))
    return loops;
  int64_t iterations = 1;
  Block *block = &kernel.getBody().front();
  while (scf::ForOp loop = findOnlyLoop(*block)) {
    if (!isParallel(loop, *accesses))
      break;
    loops.push_back(loop);
    iterations *= loop.getStaticTripCount()->getSExtValue();
    if (iterations >= kEnoughIterations)
      break;
    block = loop.getBody();
  }
  if (iterations < 2)
    loops.clear();
  return loops;
}

//===----------------------------------------------------------------------===//
// The shares
//===----------------------------------------------------------------------===//

/// Index arithmetic at the place of `builder`.
struct IndexBuilder {
  OpBuilder &builder;
  Location loc;

  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  template <typename Op> Value make(Value a, Value b) {
    return Op::create(builder, loc, a, b);
  }
  Value floorDiv(Value a, int64_t b) {
    return b == 1 ? a : make<arith::DivUIOp>(a, constant(b));
  }
  Value ceilDiv(Value a, int64_t b) {
    return b == 1 ? a : floorDiv(make<arith::AddIOp>(a, constant(b - 1)), b);
  }
};

/// Has `loops` do the iterations from `first` up to and without `end` only,
/// where the iterations of all of them are counted through.
void restrictLoops(ArrayRef<scf::ForOp> loops, Value first, Value end) {
  int64_t inner = 1;
  for (scf::ForOp loop : loops)
    inner *= loop.getStaticTripCount()->getSExtValue();
  for (scf::ForOp loop : loops) {
    inner /= loop.getStaticTripCount()->getSExtValue();
    OpBuilder builder(loop);
    IndexBuilder index{builder, loop.getLoc()};
    int64_t step = *getConstantIntValue(loop.getStep());
    Value lower = loop.getLowerBound();
    auto boundAt = [&](Value iteration) {
      Value distance =
          index.make<arith::MulIOp>(iteration, index.constant(step));
      return index.make<arith::AddIOp>(lower, distance);
    };
    loop.setLowerBound(boundAt(index.floorDiv(first, inner)));
    loop.setUpperBound(boundAt(index.ceilDiv(end, inner)));
    if (inner == 1)
      return;
    builder.setInsertionPointToStart(loop.getBody());
    Value distance = index.make<arith::SubIOp>(loop.getInductionVar(), lower);
    Value done = index.make<arith::MulIOp>(index.floorDiv(distance, step),
                                           index.constant(inner));
    first = index.make<arith::MaxSIOp>(index.make<arith::SubIOp>(first, done),
                                       index.constant(0));
    end = index.make<arith::MinSIOp>(index.make<arith::SubIOp>(end, done),
                                     index.constant(inner));
  }
}

void split(func::FuncOp kernel, ArrayRef<scf::ForOp> loops) {
  OpBuilder builder = OpBuilder::atBlockBegin(&kernel.getBody().front());
  IndexBuilder index{builder, kernel.getLoc()};
  unsigned position = kernel.getNumArguments();
  for (unsigned i = 0; i < 2; ++i)
    (void)kernel.insertArgument(position + i, builder.getIndexType(), {},
                                kernel.getLoc());
  Value thread = kernel.getArgument(position),
        threads = kernel.getArgument(position + 1);
  kernel->setAttr(KilnDialect::kSplitAttr, builder.getUnitAttr());
  int64_t iterations = 1;
  for (scf::ForOp loop : loops)
    iterations *= loop.getStaticTripCount()->getSExtValue();
  auto boundOf = [&](Value thread) {
    Value product =
        index.make<arith::MulIOp>(thread, index.constant(iterations));
    return index.make<arith::DivUIOp>(product, threads);
  };
  Value next = index.make<arith::AddIOp>(thread, index.constant(1));
  restrictLoops(loops, boundOf(thread), boundOf(next));
}

struct SplitKernelsPass
    : public kiln::impl::SplitKernelsBase<SplitKernelsPass> {
  void runOnOperation() override {
    auto function = lookupModelFunction<func::FuncOp>(getOperation());
    if (!function)
      return signalPassFailure();
    auto target =
        getOperation()->getAttrOfType<TargetAttr>(KilnDialect::kTargetAttr);
    if (!target) {
      getOperation().emitError("expected kiln.target");
      return signalPassFailure();
    }
    llvm::SmallPtrSet<Operation *, 16> kernels;
    for (auto kernel : getOperation().getOps<func::FuncOp>())
      if (kernel != function && kernel.isPrivate() && !kernel.isExternal() &&
          trySplit(kernel, 8.0 * target.getVectorBytes()))
        kernels.insert(kernel);
    SymbolTable symbols(getOperation());
    function.walk([&](func::CallOp call) {
      if (!kernels.contains(symbols.lookup(call.getCallee())))
        return;
      OpBuilder builder(call);
      for (int64_t value : {0, 1}) {
        Value index =
            arith::ConstantIndexOp::create(builder, call.getLoc(), value);
        call->insertOperands(call->getNumOperands(), index);
      }
    });
  }

private:
  bool trySplit(func::FuncOp kernel, double vectorBits) {
    using remark::RemarkOpts;
    RemarkOpts options = RemarkOpts::name("split-kernel").category("threads");
    double cycles = countCycles(kernel, vectorBits);
    if (cycles < kLeastCycles) {
      remark::missed(kernel.getLoc(), options)
          << remark::add("'{0}' stays on one thread: some {1:f0} cycles of "
                         "work",
                         kernel.getSymName(), cycles);
      return false;
    }
    SmallVector<scf::ForOp> loops = findSharedLoops(kernel);
    if (loops.empty()) {
      remark::missed(kernel.getLoc(), options)
          << remark::add("'{0}' stays on one thread: its iterations are not "
                         "known to be independent; some {1:f0} cycles of work",
                         kernel.getSymName(), cycles);
      return false;
    }
    int64_t iterations = 1;
    for (scf::ForOp loop : loops)
      iterations *= loop.getStaticTripCount()->getSExtValue();
    remark::passed(kernel.getLoc(), options)
        << remark::add("'{0}' is split: {1} iterations of its {2} outermost "
                       "loops, some {3:f0} cycles of work",
                       kernel.getSymName(), iterations, loops.size(), cycles);
    split(kernel, loops);
    return true;
  }
};

} // namespace
