// Kernels whose outermost loops can be shared among threads take the number of
// a thread and do its share. Which loops those are is proved from the kernel's
// own code, so that no earlier pass has to promise it.

#include "Iterations.h"
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

/// Parts that are enough to be shared evenly.
constexpr int64_t kEnoughParts = 64;

/// Loops with more iterations are not looked at.
constexpr int64_t kMostIterations = 1 << 16;

//===----------------------------------------------------------------------===//
// How much work a kernel is
//===----------------------------------------------------------------------===//

/// Cycles of one op, without the ops in it: two multiply-adds or loads of a
/// register's width each.
double opCycles(Operation *op, double vectorBits) {
  if (isa<arith::ConstantOp>(op) || op->getNumRegions())
    return 0;
  Type type = op->getNumResults()    ? op->getResult(0).getType()
              : op->getNumOperands() ? op->getOperand(0).getType()
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

double countCycles(Operation *root, double vectorBits) {
  return sumOverIterations(
      root, [&](Operation *op) { return opCycles(op, vectorBits); });
}

//===----------------------------------------------------------------------===//
// Which loops can be shared
//===----------------------------------------------------------------------===//

/// A loop that threads share. Each of its parts is an iteration, but for the
/// last one, which is all iterations from there on.
struct SharedLoop {
  scf::ForOp loop;
  int64_t parts;

  int64_t iterations() { return loop.getStaticTripCount()->getSExtValue(); }
  int64_t step() { return *getConstantIntValue(loop.getStep()); }
};

int64_t countParts(ArrayRef<SharedLoop> loops) {
  int64_t parts = 1;
  for (const SharedLoop &shared : loops)
    parts *= shared.parts;
  return parts;
}

/// The most parts that `loop` has such that in dimension `dim`, all `accesses`
/// of each lie past those of the parts before it. A last iteration that was
/// moved back, to end where the buffer does, overlaps with the one before.
int64_t countParts(scf::ForOp loop, ArrayRef<const MemoryAccess *> accesses,
                   unsigned dim) {
  int64_t trips = loop.getStaticTripCount()->getSExtValue();
  int64_t lower = *getConstantIntValue(loop.getLowerBound());
  int64_t step = *getConstantIntValue(loop.getStep());
  IndexRanges ranges;
  // What each iteration touches first, and all up to it last.
  SmallVector<int64_t> first, last;
  for (int64_t i = 0; i < trips; ++i) {
    ranges.fix(loop, lower + i * step);
    first.push_back(std::numeric_limits<int64_t>::max());
    last.push_back(i ? last.back() : std::numeric_limits<int64_t>::min());
    for (const MemoryAccess *access : accesses) {
      std::optional<IndexRange> range = ranges.get(access->indices[dim]);
      if (!range)
        return 1;
      first[i] = std::min(first[i], range->first);
      last[i] = std::max(last[i], range->last + access->sizes[dim] - 1);
    }
  }
  int64_t begin = 1;
  while (begin < trips && first[begin] > last[begin - 1])
    ++begin;
  if (begin >= trips)
    return trips;
  // What is not in order belongs to the last part, which begins earlier then.
  int64_t least = *std::min_element(first.begin() + begin, first.end());
  do
    least = std::min(least, first[--begin]);
  while (begin > 0 && least <= last[begin - 1]);
  return begin + 1;
}

/// The number of parts of `loop` of which none touches what another one writes.
/// Buffers that each thread has for itself do not count: an iteration has no
/// use for what another one left in them.
int64_t countParts(scf::ForOp loop, ArrayRef<MemoryAccess> accesses) {
  std::optional<APInt> trips = loop.getStaticTripCount();
  if (!loop.getInitArgs().empty() || !trips || trips->sgt(kMostIterations) ||
      !getConstantIntValue(loop.getStep()) ||
      !getConstantIntValue(loop.getLowerBound()))
    return 0;
  llvm::MapVector<Value, SmallVector<const MemoryAccess *>> buffers;
  llvm::SmallPtrSet<Value, 8> written;
  for (const MemoryAccess &access : accesses) {
    buffers[access.getBuffer()].push_back(&access);
    if (access.writes)
      written.insert(access.getBuffer());
  }
  int64_t parts = trips->getSExtValue();
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
      return 0;
    if (kernel.getArgAttr(argument.getArgNumber(), KilnDialect::kScratchAttr))
      continue;
    // Indices say the same in all accesses only if they are of one view.
    Value base = touching.front()->base;
    bool oneView = llvm::all_of(touching, [&](const MemoryAccess *access) {
      return access->base == base;
    });
    if (!oneView || !loop.isDefinedOutsideOfLoop(base))
      return 0;
    int64_t ofBuffer = 0;
    for (unsigned dim : llvm::seq<unsigned>(touching.front()->indices.size()))
      ofBuffer = std::max(ofBuffer, countParts(loop, touching, dim));
    parts = std::min(parts, ofBuffer);
  }
  return parts;
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

/// The loops of `kernel` whose parts threads can share, the outermost first.
SmallVector<SharedLoop> findSharedLoops(func::FuncOp kernel) {
  FailureOr<SmallVector<MemoryAccess>> accesses = collectAccesses(kernel);
  SmallVector<SharedLoop> loops;
  if (failed(accesses))
    return loops;
  Block *block = &kernel.getBody().front();
  while (scf::ForOp loop = findOnlyLoop(*block)) {
    SharedLoop shared{loop, countParts(loop, *accesses)};
    // One part that is several iterations stays whole; one iteration does not
    // tell.
    if (shared.parts == 0 || (shared.parts == 1 && shared.iterations() > 1))
      break;
    loops.push_back(shared);
    if (countParts(loops) >= kEnoughParts)
      break;
    block = loop.getBody();
  }
  if (countParts(loops) < 2)
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

/// Has `loops` do the parts from `first` up to and without `end` only, where
/// the parts of all of them are counted through.
void restrictLoops(MutableArrayRef<SharedLoop> loops, Value first, Value end) {
  int64_t inner = countParts(loops);
  for (SharedLoop &shared : loops) {
    scf::ForOp loop = shared.loop;
    int64_t iterations = shared.iterations(), step = shared.step();
    bool hasLongPart = shared.parts < iterations;
    inner /= shared.parts;
    OpBuilder builder(loop);
    IndexBuilder index{builder, loop.getLoc()};
    Value lower = loop.getLowerBound();
    auto boundAt = [&](Value iteration) {
      Value distance =
          index.make<arith::MulIOp>(iteration, index.constant(step));
      return index.make<arith::AddIOp>(lower, distance);
    };
    Value endPart = index.ceilDiv(end, inner);
    if (hasLongPart) {
      Value isLast = arith::CmpIOp::create(builder, loop.getLoc(),
                                           arith::CmpIPredicate::eq, endPart,
                                           index.constant(shared.parts));
      endPart = arith::SelectOp::create(builder, loop.getLoc(), isLast,
                                        index.constant(iterations), endPart);
    }
    loop.setLowerBound(boundAt(index.floorDiv(first, inner)));
    loop.setUpperBound(boundAt(endPart));
    if (inner == 1)
      return;
    builder.setInsertionPointToStart(loop.getBody());
    Value distance = index.make<arith::SubIOp>(loop.getInductionVar(), lower);
    Value part = index.floorDiv(distance, step);
    if (hasLongPart)
      part = index.make<arith::MinSIOp>(part, index.constant(shared.parts - 1));
    Value done = index.make<arith::MulIOp>(part, index.constant(inner));
    first = index.make<arith::MaxSIOp>(index.make<arith::SubIOp>(first, done),
                                       index.constant(0));
    end = index.make<arith::MinSIOp>(index.make<arith::SubIOp>(end, done),
                                     index.constant(inner));
  }
}

void split(func::FuncOp kernel, MutableArrayRef<SharedLoop> loops) {
  OpBuilder builder = OpBuilder::atBlockBegin(&kernel.getBody().front());
  IndexBuilder index{builder, kernel.getLoc()};
  unsigned position = kernel.getNumArguments();
  for (unsigned i = 0; i < 2; ++i)
    (void)kernel.insertArgument(position + i, builder.getIndexType(), {},
                                kernel.getLoc());
  Value thread = kernel.getArgument(position),
        threads = kernel.getArgument(position + 1);
  kernel->setAttr(KilnDialect::kSplitAttr, builder.getUnitAttr());
  auto boundOf = [&](Value thread) {
    Value product =
        index.make<arith::MulIOp>(thread, index.constant(countParts(loops)));
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
    SmallVector<SharedLoop> loops = findSharedLoops(kernel);
    if (loops.empty()) {
      remark::missed(kernel.getLoc(), options)
          << remark::add("'{0}' stays on one thread: its iterations are not "
                         "known to be independent; some {1:f0} cycles of work",
                         kernel.getSymName(), cycles);
      return false;
    }
    remark::passed(kernel.getLoc(), options) << remark::add(
        "'{0}' is split: {1} parts of its {2} outermost loops, "
        "some {3:f0} cycles of work",
        kernel.getSymName(), countParts(loops), loops.size(), cycles);
    split(kernel, loops);
    return true;
  }
};

} // namespace
