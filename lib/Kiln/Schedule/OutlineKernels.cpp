// Every loop nest of the model becomes a function of its own, and equal nests
// one function. What a nest computes is not changed here.

#include "Kiln/IR/Identifier.h"
#include "Kiln/IR/LayerNames.h"
#include "Kiln/IR/ModelFunction.h"
#include "Kiln/Schedule/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/BitVector.h"
#include <limits>

namespace kiln {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// A view of a part of a buffer that a kernel takes as an argument, at `offset`
/// elements from its begin. Kernels that differ in offsets alone are one.
struct Part {
  Value view;
  Value buffer;
  int64_t offset;
};

/// True if `view` may get another offset: its type is told by no op but those
/// that read and write it, and by views that can follow.
bool mayMove(Value view) {
  return llvm::all_of(view.getUsers(), [&](Operation *user) {
    if (auto part = dyn_cast<memref::SubViewOp>(user))
      return mayMove(part);
    return isa<memref::LoadOp, vector::LoadOp, vector::TransferReadOp>(user) ||
           (isa<memref::StoreOp, vector::StoreOp, vector::TransferWriteOp>(
                user) &&
            !llvm::is_contained(user->getOperands().take_front(), view));
  });
}

/// True for ops that each nest that needs them can have for itself: constants
/// and what is read of them, index arithmetic, and views of a buffer. So no two
/// arguments of a kernel are the same memory under two types. A `memref.view`
/// is where a buffer begins.
bool isCopied(Operation *op) {
  if (isa<memref::ViewOp, memref::GetGlobalOp>(op) || op->getNumRegions())
    return false;
  if (isPure(op))
    return true;
  auto read = dyn_cast<vector::TransferReadOp>(op);
  if (!read)
    return false;
  Value buffer = read.getBase();
  while (auto view = buffer.getDefiningOp<ViewLikeOpInterface>())
    buffer = view.getViewSource();
  return buffer.getDefiningOp<memref::GetGlobalOp>() != nullptr;
}

/// What a loop nest reads from outside: ops that are copied into the kernel,
/// in order, and values that the kernel takes as arguments.
struct Captures {
  SetVector<Operation *> copied;
  SetVector<Value> arguments;
  SmallVector<Part> parts;

  explicit Captures(ArrayRef<Operation *> ops) {
    SetVector<Value> used;
    for (Operation *op : ops) {
      getUsedValuesDefinedAbove(op->getRegions(), used);
      used.insert(op->operand_begin(), op->operand_end());
    }
    for (Operation *op : ops)
      for (Value result : op->getResults())
        used.remove(result);
    for (Value value : used)
      visit(value);
    for (Value value : used)
      if (std::optional<Part> part = matchPart(value))
        parts.push_back(*part);
  }

private:
  void visit(Value value) {
    Operation *def = value.getDefiningOp();
    if (!def || !isCopied(def)) {
      arguments.insert(value);
      return;
    }
    for (Value operand : def->getOperands())
      visit(operand);
    copied.insert(def);
  }

  std::optional<Part> matchPart(Value view) const {
    Value buffer = view;
    while (auto part = buffer.getDefiningOp<memref::SubViewOp>())
      buffer = part.getSource();
    if (buffer == view || !arguments.contains(buffer) ||
        !cast<MemRefType>(buffer.getType()).getLayout().isIdentity() ||
        !mayMove(view))
      return std::nullopt;
    SmallVector<int64_t> strides;
    int64_t offset;
    if (failed(cast<MemRefType>(view.getType())
                   .getStridesAndOffset(strides, offset)) ||
        ShapedType::isDynamic(offset) ||
        llvm::any_of(strides, ShapedType::isDynamic))
      return std::nullopt;
    return Part{view, buffer, offset};
  }
};

/// Ops to be outlined: a loop nest, with what it computes before and after it.
struct Nest {
  SmallVector<Operation *> ops;
  Captures captures;

  explicit Nest(ArrayRef<Operation *> ops) : ops(ops), captures(ops) {}
  Location getLoc() const { return ops.back()->getLoc(); }
  Location getLocOfAll() const;
};

/// The nest's location, and the nodes of the model that it computes a part of.
Location Nest::getLocOfAll() const {
  SetVector<Location> nodes;
  for (Operation *op : ops)
    collectNodes(op, nodes);
  return locateAt(getLoc(), nodes.getArrayRef());
}

/// True if `ops` can be a kernel: they have a loop, and no buffer of their own,
/// for such a buffer belongs to the workspace.
bool canOutline(ArrayRef<Operation *> ops) {
  bool hasLoop = false;
  for (Operation *op : ops) {
    hasLoop |= isa<scf::ForOp>(op);
    bool isKnown = isPure(op) || isa<scf::ForOp, VectorTransferOpInterface>(op);
    bool allocates = op->walk([](memref::AllocOp) {
                         return WalkResult::interrupt();
                       }).wasInterrupted();
    if (!isKnown || allocates)
      return false;
  }
  return hasLoop;
}

/// Moves each buffer inside a loop of `block` before that loop, and marks it as
/// one that every thread needs for itself: no iteration has any use for what
/// another one left in it.
void hoistBuffers(Block &block) {
  for (Operation &op : block)
    op.walk([&](memref::AllocOp alloc) {
      if (alloc->getBlock() == &block || !alloc->getOperands().empty())
        return;
      alloc->moveBefore(&op);
      alloc->setAttr(KilnDialect::kScratchAttr,
                     UnitAttr::get(alloc.getContext()));
    });
}

/// Splits the ops of `block` into nests: each begins with a loop or a read and
/// ends as soon as nothing it has computed is needed later. What is only
/// constant, an index, a buffer or a view belongs to none; nor does what has
/// no loops, or is needed past a loop that stands by itself.
SmallVector<Nest> findNests(Block &block) {
  SmallVector<Nest> nests;
  SetVector<Operation *> ops;
  auto inNest = [&](Operation *op) { return op && ops.contains(op); };
  for (Operation &op : block.without_terminator()) {
    bool continues = llvm::any_of(op.getOperands(), [&](Value operand) {
      return inNest(operand.getDefiningOp());
    });
    bool isBuffer =
        isa<memref::AllocOp, memref::ViewOp, memref::GetGlobalOp>(op);
    if (!continues && (isCopied(&op) || isBuffer))
      continue;
    if (!continues && isa<scf::ForOp>(op) && op.getNumResults() == 0)
      ops.clear();
    ops.insert(&op);
    bool isNeeded = llvm::any_of(ops, [&](Operation *each) {
      return llvm::any_of(each->getUsers(), [&](Operation *user) {
        return !inNest(block.findAncestorOpInBlock(*user));
      });
    });
    if (isNeeded)
      continue;
    if (canOutline(ops.getArrayRef()))
      nests.emplace_back(ops.getArrayRef());
    ops.clear();
  }
  return nests;
}

/// A kernel that does what `nest` does, for the buffers in its arguments. The
/// offsets of the parts in `moving` are further arguments.
func::FuncOp buildKernel(const Nest &nest, const llvm::BitVector &moving) {
  Location loc = nest.getLoc();
  MLIRContext *context = loc.getContext();
  OpBuilder builder(context);
  SmallVector<Type> types = llvm::map_to_vector(
      nest.captures.arguments, [](Value value) { return value.getType(); });
  types.append(moving.count(), builder.getIndexType());
  func::FuncOp kernel =
      func::FuncOp::create(loc, "kernel", builder.getFunctionType(types, {}));
  kernel.setPrivate();
  for (auto [index, value] : llvm::enumerate(nest.captures.arguments))
    if (Operation *def = value.getDefiningOp())
      if (def->hasAttr(KilnDialect::kScratchAttr))
        kernel.setArgAttr(index, KilnDialect::kScratchAttr,
                          builder.getUnitAttr());
  builder.setInsertionPointToStart(kernel.addEntryBlock());
  IRMapping mapping;
  auto arguments = nest.captures.arguments.getArrayRef();
  mapping.map(arguments, kernel.getArguments().take_front(arguments.size()));
  for (Operation *op : nest.captures.copied)
    builder.clone(*op, mapping);
  auto offset = kernel.getArguments().drop_front(arguments.size()).begin();
  for (unsigned index : moving.set_bits()) {
    const Part &part = nest.captures.parts[index];
    auto type = cast<MemRefType>(part.view.getType());
    auto [strides, unused] = type.getStridesAndOffset();
    auto moved = MemRefType::get(
        type.getShape(), type.getElementType(),
        StridedLayoutAttr::get(context, ShapedType::kDynamic, strides));
    mapping.map(part.view, memref::ReinterpretCastOp::create(
                               builder, loc, moved, mapping.lookup(part.buffer),
                               OpFoldResult(*offset++),
                               getAsIndexOpFoldResult(context, type.getShape()),
                               getAsIndexOpFoldResult(context, strides))
                               .getResult());
  }
  for (Operation *op : nest.ops)
    builder.clone(*op, mapping);
  func::ReturnOp::create(builder, loc);
  if (moving.none())
    return kernel;
  kernel.walk([](memref::SubViewOp view) {
    view.getResult().setType(
        cast<MemRefType>(memref::SubViewOp::inferRankReducedResultType(
            view.getType().getShape(), view.getSourceType(),
            view.getStaticOffsets(), view.getStaticSizes(),
            view.getStaticStrides())));
  });
  SmallVector<Operation *> ops = llvm::map_to_vector(
      kernel.getBody().front(), [](Operation &op) { return &op; });
  for (Operation *op : llvm::reverse(ops))
    if (isOpTriviallyDead(op))
      op->erase();
  return kernel;
}

/// The text that stands for `kernel`: whole, and the same however the tool
/// around prints.
std::string printKernel(func::FuncOp kernel) {
  std::string text;
  llvm::raw_string_ostream os(text);
  constexpr int64_t kWhole = std::numeric_limits<int64_t>::max();
  kernel->print(os, OpPrintingFlags()
                        .useLocalScope()
                        .enableDebugInfo(false)
                        .elideLargeElementsAttrs(kWhole)
                        .elideLargeResourceString(kWhole));
  return text;
}

/// Whether Kiln itself gives `name`, behind the model's, to a function or to
/// data.
bool isReserved(StringRef name) {
  return llvm::is_contained({"main", "weights", "phase", "task", "cpu",
                             "cpu_level", "highest_cpu", "run_batch"},
                            name);
}

class KernelOutliner {
public:
  KernelOutliner(ModuleOp module, StringRef model)
      : model(model), symbols(module) {}

  /// Adds `nest` to those that become kernels, unless it continues what another
  /// one has in registers.
  void add(Nest nest) {
    if (llvm::any_of(nest.captures.arguments, [](Value value) {
          return isa<VectorType>(value.getType());
        }))
      return;
    llvm::BitVector all(nest.captures.parts.size(), true);
    func::FuncOp kernel = buildKernel(nest, all);
    auto [group, isNew] = groups.try_emplace(printKernel(kernel), nests.size());
    kernel->erase();
    if (isNew)
      nests.emplace_back();
    nests[group->second].push_back(std::move(nest));
  }

  /// Moves the nests to kernels, one for all that are equal but for their
  /// buffers and where in them their parts begin.
  void outline() {
    for (ArrayRef<Nest> equal : nests) {
      const Nest &first = equal.front();
      llvm::BitVector moving(first.captures.parts.size());
      for (const Nest &nest : equal.drop_front())
        for (unsigned i = 0; i < moving.size(); ++i)
          if (nest.captures.parts[i].offset != first.captures.parts[i].offset)
            moving.set(i);
      func::FuncOp kernel = buildKernel(first, moving);
      kernel.setSymName(nameOf(first));
      symbols.insert(kernel);
      for (const Nest &nest : equal)
        call(kernel, nest, moving);
    }
  }

private:
  static void call(func::FuncOp kernel, const Nest &nest,
                   const llvm::BitVector &moving) {
    OpBuilder builder(nest.ops.back());
    SmallVector<Value> operands(nest.captures.arguments.getArrayRef());
    for (unsigned index : moving.set_bits())
      operands.push_back(arith::ConstantIndexOp::create(
          builder, nest.getLoc(), nest.captures.parts[index].offset));
    func::CallOp::create(builder, nest.getLocOfAll(), kernel, operands);
    for (Operation *op : llvm::reverse(nest.ops))
      op->erase();
  }

  /// The node that the nest computes last, as a symbol of the model.
  std::string nameOf(const Nest &nest) {
    std::string node = "kernel";
    for (Operation *each : nest.ops)
      each->walk([&](Operation *op) {
        if (auto named = op->getLoc()->findInstanceOf<NameLoc>())
          node = toCIdentifier(named.getName());
      });
    // What else is named after the model has no '_' there.
    return model + "." + node + (isReserved(node) ? "_" : "");
  }

  std::string model;
  SymbolTable symbols;
  llvm::StringMap<unsigned> groups;
  SmallVector<SmallVector<Nest>> nests;
};

struct OutlineKernelsPass
    : public kiln::impl::OutlineKernelsBase<OutlineKernelsPass> {
  using OutlineKernelsBase::OutlineKernelsBase;

  void runOnOperation() override {
    auto function = lookupModelFunction<func::FuncOp>(getOperation());
    if (!function)
      return signalPassFailure();
    Block &body = function.getBody().front();
    if (threadBuffers)
      hoistBuffers(body);
    KernelOutliner outliner(getOperation(), function.getName());
    for (Nest &nest : findNests(body))
      outliner.add(std::move(nest));
    outliner.outline();
  }
};

} // namespace
