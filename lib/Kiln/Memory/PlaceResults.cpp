// Destinations for the parts of a whole: what is inserted into a tensor, or
// returned, is computed where it is wanted. The whole becomes a buffer and each
// part a view of it before bufferization, which then sees many small sets of
// aliases instead of a large one.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Memory/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

namespace kiln {
#define GEN_PASS_DEF_PLACERESULTS
#include "Kiln/Memory/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// The operand that `op` updates to make its one tensor result, or null: the
/// destination of an insertion, the initial value of a loop or of a structured
/// op.
OpOperand *getUpdated(Operation *op) {
  if (op->getNumResults() != 1 ||
      !isa<RankedTensorType>(op->getResultTypes()[0]))
    return nullptr;
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
    return &insert.getDestMutable();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return &loop.getInitArgsMutable()[0];
  auto structured = dyn_cast<DestinationStyleOpInterface>(op);
  return structured ? &structured.getDpsInitsMutable()[0] : nullptr;
}

/// True if an op updates `value`, which then cannot live in a place that
/// others read.
bool isUpdated(Value value) {
  return llvm::any_of(value.getUses(), [](OpOperand &use) {
    Operation *user = use.getOwner();
    if (auto loop = dyn_cast<scf::ForOp>(user))
      return use.getOperandNumber() >= loop.getNumControlOperands();
    if (auto structured = dyn_cast<DestinationStyleOpInterface>(user))
      return structured.isDpsInit(&use);
    return isa<tensor::InsertSliceOp>(user) && use.getOperandNumber() == 1;
  });
}

bool isStatic(OffsetSizeAndStrideOpInterface slice) {
  return llvm::none_of(slice.getStaticOffsets(), ShapedType::isDynamic) &&
         llvm::none_of(slice.getStaticSizes(), ShapedType::isDynamic) &&
         llvm::none_of(slice.getStaticStrides(), ShapedType::isDynamic);
}

bool isSameSlice(OffsetSizeAndStrideOpInterface a,
                 OffsetSizeAndStrideOpInterface b) {
  return isStatic(a) && isStatic(b) &&
         a.getStaticOffsets() == b.getStaticOffsets() &&
         a.getStaticSizes() == b.getStaticSizes() &&
         a.getStaticStrides() == b.getStaticStrides();
}

/// True if no element is in both slices: in some dimension one ends before the
/// other begins, or equal strides step past each other.
bool areDisjoint(tensor::InsertSliceOp a, tensor::InsertSliceOp b) {
  for (int64_t dim = 0; dim < a.getType().getRank(); ++dim) {
    int64_t stride = a.getStaticStride(dim);
    int64_t from = a.getStaticOffset(dim), to = b.getStaticOffset(dim);
    if (stride == b.getStaticStride(dim) && (from - to) % stride != 0)
      return true;
    auto end = [dim](tensor::InsertSliceOp op) {
      return op.getStaticOffset(dim) +
             (op.getStaticSize(dim) - 1) * op.getStaticStride(dim);
    };
    if (end(a) < to || end(b) < from)
      return true;
  }
  return false;
}

/// How a value comes about: ops that update one tensor after another, the last
/// first, from a tensor whose elements are not given.
struct Updates {
  SmallVector<Operation *> ops;
  Value origin;

  bool insertsParts() const {
    return llvm::any_of(
        ops, [](Operation *op) { return isa<tensor::InsertSliceOp>(op); });
  }
};

/// The slice of `insert` as its source finds it, before it is filled: the
/// value that `insert` writes back where it was read.
tensor::ExtractSliceOp findBorrowed(tensor::InsertSliceOp insert) {
  for (Operation *user : insert.getDest().getUsers())
    if (auto slice = dyn_cast<tensor::ExtractSliceOp>(user))
      if (slice.getType() == insert.getSourceType() &&
          isSameSlice(slice, insert))
        return slice;
  return {};
}

/// The updates behind `value`, if nothing else uses the tensors in between.
/// They may begin at `borrowed`, a slice of what `value` will be inserted in.
std::optional<Updates> findUpdates(Value value,
                                   tensor::ExtractSliceOp borrowed = {}) {
  Updates updates;
  Block *block = value.getParentBlock();
  while (Operation *op = value.getDefiningOp()) {
    bool isOrigin = op == borrowed;
    if (auto alloc = dyn_cast<bufferization::AllocTensorOp>(op))
      isOrigin = !alloc.getCopy() && alloc.getDynamicSizes().empty();
    if (auto empty = dyn_cast<tensor::EmptyOp>(op))
      isOrigin = empty.getDynamicSizes().empty();
    if (isOrigin) {
      updates.origin = value;
      return updates;
    }
    OpOperand *updated = getUpdated(op);
    auto insert = dyn_cast<tensor::InsertSliceOp>(op);
    if (!updated || op->getBlock() != block ||
        !updated->get().getDefiningOp() ||
        (insert &&
         (!isStatic(insert) || insert.getSource() == insert.getDest())))
      return std::nullopt;
    tensor::ExtractSliceOp lent = insert ? findBorrowed(insert) : nullptr;
    for (OpOperand &use : updated->get().getUses())
      if (&use != updated && use.getOwner() != lent)
        return std::nullopt;
    updates.ops.push_back(op);
    value = updated->get();
  }
  return std::nullopt;
}

class Placer {
public:
  explicit Placer(func::FuncOp function)
      : body(function.getBody().front()), builder(function.getContext()),
        views(OpBuilder::atBlockBegin(&body)) {}

  void run() {
    SmallVector<bufferization::MaterializeInDestinationOp> results;
    for (auto op : body.getOps<bufferization::MaterializeInDestinationOp>())
      if (isa<MemRefType>(op.getDest().getType()))
        results.push_back(op);
    for (bufferization::MaterializeInDestinationOp op : results) {
      builder.setInsertionPoint(op);
      put(op.getSource(), op.getDest(), /*mayPlace=*/true);
      dead.push_back(op);
    }
    // The last first: a whole that is a part of another learns its place
    // before its own parts do.
    SmallVector<Operation *> ops;
    for (Operation &op : llvm::reverse(body))
      ops.push_back(&op);
    for (Operation *op : ops) {
      if (!getUpdated(op) || op->use_empty() || isUpdated(op->getResult(0)))
        continue;
      std::optional<Updates> updates = findUpdates(op->getResult(0));
      if (updates && updates->insertsParts())
        makeBuffer(op->getResult(0), *updates);
    }
    for (Operation *op : llvm::reverse(dead))
      if (op->use_empty())
        op->erase();
  }

private:
  /// A buffer for `whole`, or its place in a larger one, which the updates
  /// write each by itself.
  void makeBuffer(Value whole, const Updates &updates) {
    auto type = cast<RankedTensorType>(whole.getType());
    Value buffer = places.lookup(whole);
    if (!buffer)
      buffer = memref::AllocOp::create(
          views, whole.getLoc(),
          MemRefType::get(type.getShape(), type.getElementType()));
    SmallVector<tensor::InsertSliceOp> inserts;
    for (Operation *op : updates.ops)
      if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
        inserts.push_back(insert);
    builder.setInsertionPointAfter(updates.ops.front());
    Value read = toTensor(buffer, type, /*writable=*/false);
    whole.replaceAllUsesWith(read);
    dead.push_back(updates.origin.getDefiningOp());
    Operation *lastWriter = nullptr;
    for (Operation *op : llvm::reverse(updates.ops)) {
      if (auto insert = dyn_cast<tensor::InsertSliceOp>(op)) {
        putPart(insert, buffer, lastWriter, inserts);
        dead.push_back(op);
        continue;
      }
      // Other ops update the buffer as a whole.
      builder.setInsertionPoint(op);
      getUpdated(op)->set(toTensor(buffer, type, /*writable=*/true));
      builder.setInsertionPointAfter(op);
      materialize(op->getResult(0), buffer);
      lastWriter = op;
    }
  }

  void putPart(tensor::InsertSliceOp insert, Value buffer,
               Operation *lastWriter, ArrayRef<tensor::InsertSliceOp> inserts) {
    auto type = cast<MemRefType>(memref::SubViewOp::inferRankReducedResultType(
        insert.getSourceType().getShape(), cast<MemRefType>(buffer.getType()),
        insert.getStaticOffsets(), insert.getStaticSizes(),
        insert.getStaticStrides()));
    Value view = memref::SubViewOp::create(
        views, insert.getLoc(), type, buffer, insert.getMixedOffsets(),
        insert.getMixedSizes(), insert.getMixedStrides());
    builder.setInsertionPoint(insert);
    if (tensor::ExtractSliceOp borrowed = findBorrowed(insert)) {
      // The border of a padded tensor: filled where and when it was before.
      std::optional<Updates> updates =
          findUpdates(insert.getSource(), borrowed);
      bool inPlace = updates && updates->origin == borrowed &&
                     borrowed->hasOneUse() && !isUpdated(insert.getSource());
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPoint(borrowed);
      borrowed.replaceAllUsesWith(
          toTensor(view, borrowed.getType(), /*writable=*/inPlace));
      dead.push_back(borrowed);
      builder.setInsertionPoint(insert);
      materialize(insert.getSource(), view);
      return;
    }
    bool mayPlace = llvm::all_of(inserts, [&](tensor::InsertSliceOp other) {
      return other == insert || areDisjoint(other, insert);
    });
    put(insert.getSource(), view, mayPlace, lastWriter);
  }

  /// Brings `value` to `buffer`: by computing it there if that is possible and
  /// `mayPlace`, and nothing of it happens before `earliest`; else by a copy.
  /// A reshape of what was computed is done to the buffer instead.
  void put(Value value, Value buffer, bool mayPlace,
           Operation *earliest = nullptr) {
    while (mayPlace && place(value, buffer, earliest)) {
      Operation *def = value.getDefiningOp();
      Value reshaped = reshapeBuffer(def, buffer);
      if (!reshaped)
        break;
      value = def->getOperand(0);
      buffer = reshaped;
    }
    materialize(value, buffer);
  }

  /// Notes that `value` is computed in `buffer`; false if it cannot be. True
  /// also for a reshape that can be looked through.
  bool place(Value value, Value buffer, Operation *earliest) {
    Operation *def = value.getDefiningOp();
    if (!def || def->getBlock() != &body || isUpdated(value))
      return false;
    if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(def))
      return true;
    std::optional<Updates> updates = findUpdates(value);
    if (!updates || updates->ops.empty())
      return false;
    if (updates->insertsParts())
      return !earliest && places.try_emplace(value, buffer).second;
    Operation *first = updates->ops.back();
    if (earliest && !earliest->isBeforeInBlock(first))
      return false;
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(first);
    getUpdated(first)->set(
        toTensor(buffer, cast<RankedTensorType>(updates->origin.getType()),
                 /*writable=*/true));
    dead.push_back(updates->origin.getDefiningOp());
    return true;
  }

  /// `buffer` in the shape of what `reshape` reads, or null.
  Value reshapeBuffer(Operation *reshape, Value buffer) {
    auto type = cast<MemRefType>(buffer.getType());
    if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(reshape)) {
      FailureOr<MemRefType> expanded =
          memref::ExpandShapeOp::computeExpandedType(
              type, collapse.getSrcType().getShape(),
              collapse.getReassociationIndices());
      if (failed(expanded))
        return {};
      return memref::ExpandShapeOp::create(views, reshape->getLoc(), *expanded,
                                           buffer,
                                           collapse.getReassociationIndices());
    }
    auto expand = dyn_cast<tensor::ExpandShapeOp>(reshape);
    if (!expand || !memref::CollapseShapeOp::isGuaranteedCollapsible(
                       type, expand.getReassociationIndices()))
      return {};
    return memref::CollapseShapeOp::create(views, reshape->getLoc(), buffer,
                                           expand.getReassociationIndices());
  }

  Value toTensor(Value buffer, RankedTensorType type, bool writable) {
    return bufferization::ToTensorOp::create(
        builder, buffer.getLoc(), type, buffer, /*restrict=*/true, writable);
  }

  /// Becomes a copy of a buffer to itself, which is none, where `value` is
  /// computed in place.
  void materialize(Value value, Value buffer) {
    auto write = bufferization::MaterializeInDestinationOp::create(
        builder, value.getLoc(), /*result=*/Type(), value, buffer);
    write.setRestrict(true);
    write.setWritable(true);
  }

  Block &body;
  OpBuilder builder;
  /// Where buffers and their views are made: first of all.
  OpBuilder views;
  /// The buffers of wholes that are parts of others.
  llvm::DenseMap<Value, Value> places;
  SmallVector<Operation *> dead;
};

struct PlaceResultsPass
    : public kiln::impl::PlaceResultsBase<PlaceResultsPass> {
  void runOnOperation() override {
    if (getOperation().getBody().hasOneBlock())
      Placer(getOperation()).run();
  }
};

} // namespace
