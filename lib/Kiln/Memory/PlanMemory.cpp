// One arena for all buffers of a model: liveness, placement, and the rewrite
// of allocations to views.

#include "Kiln/IR/ModelFunction.h"
#include "Kiln/Memory/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include <map>

namespace kiln {
#define GEN_PASS_DEF_PLANMEMORY
#include "Kiln/Memory/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

constexpr int64_t kAlignment = 64;

/// A buffer, the top-level ops during which it holds data, and its place.
struct Buffer {
  memref::AllocOp alloc;
  int64_t bytes;
  unsigned first, last;
  int64_t offset = 0;

  bool overlapsInTime(const Buffer &other) const {
    return first <= other.last && other.first <= last;
  }
};

int64_t byteSize(MemRefType type) {
  return type.getNumElements() * (type.getElementTypeBitWidth() / 8);
}

/// Only buffers whose size is known can be placed.
LogicalResult checkAllocations(func::FuncOp function) {
  WalkResult result = function.walk([](memref::AllocOp alloc) -> WalkResult {
    MemRefType type = alloc.getType();
    if (type.hasStaticShape() && type.getLayout().isIdentity())
      return success();
    return alloc.emitError("expected a static shape and plain layout, got ")
           << type;
  });
  return failure(result.wasInterrupted());
}

SmallVector<Buffer> collectBuffers(func::FuncOp function) {
  Block &body = function.getBody().front();
  llvm::DenseMap<Operation *, unsigned> order;
  for (auto [index, op] : llvm::enumerate(body))
    order[&op] = index;
  BufferViewFlowAnalysis aliases(function);
  SmallVector<Buffer> buffers;
  function.walk([&](memref::AllocOp alloc) {
    unsigned position = order[body.findAncestorOpInBlock(*alloc)];
    // A buffer of a loop is live for as long as the loop runs; at the top
    // level its life begins at the first op that touches it.
    bool topLevel = alloc->getBlock() == &body;
    Buffer buffer{alloc, byteSize(alloc.getType()),
                  topLevel ? order.size() : position, position};
    for (Value alias : aliases.resolve(alloc))
      for (Operation *user : alias.getUsers()) {
        if (isa<ViewLikeOpInterface>(user))
          continue;
        unsigned use = order[body.findAncestorOpInBlock(*user)];
        buffer.first = std::min(buffer.first, use);
        buffer.last = std::max(buffer.last, use);
      }
    buffer.first = std::min(buffer.first, buffer.last);
    buffers.push_back(buffer);
  });
  return buffers;
}

/// The most bytes that hold data during one op: no arena can be smaller.
int64_t liveBytes(ArrayRef<Buffer> buffers) {
  std::map<unsigned, int64_t> changes;
  for (const Buffer &buffer : buffers) {
    int64_t bytes = llvm::alignTo(buffer.bytes, kAlignment);
    changes[buffer.first] += bytes;
    changes[buffer.last + 1] -= bytes;
  }
  int64_t live = 0, most = 0;
  for (auto [position, change] : changes) {
    live += change;
    most = std::max(most, live);
  }
  return most;
}

/// Places `buffers` one by one, each at the lowest offset that is free during
/// its life; returns the size of the arena.
int64_t placeInOrder(ArrayRef<Buffer *> buffers) {
  int64_t size = 0;
  for (auto [index, buffer] : llvm::enumerate(buffers)) {
    SmallVector<Buffer *> neighbours;
    for (Buffer *other : buffers.take_front(index))
      if (buffer->overlapsInTime(*other))
        neighbours.push_back(other);
    llvm::sort(neighbours,
               [](Buffer *a, Buffer *b) { return a->offset < b->offset; });
    buffer->offset = 0;
    for (Buffer *other : neighbours) {
      if (buffer->offset + buffer->bytes <= other->offset)
        break;
      buffer->offset = std::max<int64_t>(
          buffer->offset,
          llvm::alignTo(other->offset + other->bytes, kAlignment));
    }
    size = std::max(size, buffer->offset + buffer->bytes);
  }
  return llvm::alignTo(size, kAlignment);
}

/// Gives every buffer its offset; returns the size of the arena. Tries a few
/// orders, until one needs no more than `bound` bytes, and keeps the best.
int64_t placeBuffers(MutableArrayRef<Buffer> buffers, int64_t bound) {
  using Key = int64_t (*)(const Buffer &);
  static constexpr Key keys[] = {
      [](const Buffer &b) { return b.bytes; },
      [](const Buffer &b) { return b.bytes * (b.last - b.first + 1); },
      [](const Buffer &b) { return int64_t(b.last - b.first); },
      [](const Buffer &b) { return -int64_t(b.first); },
      [](const Buffer &b) { return int64_t(b.last); }};
  SmallVector<Buffer *> order =
      llvm::map_to_vector(buffers, [](Buffer &buffer) { return &buffer; });
  std::optional<int64_t> best;
  SmallVector<int64_t> offsets(buffers.size());
  for (Key key : keys) {
    // Among equals the larger and then the first comes first, so that the plan
    // is always the same.
    llvm::sort(order, [&](Buffer *a, Buffer *b) {
      return std::tuple(-key(*a), -a->bytes, a) <
             std::tuple(-key(*b), -b->bytes, b);
    });
    int64_t size = placeInOrder(order);
    if (best && size >= *best)
      continue;
    best = size;
    for (auto [buffer, offset] : llvm::zip(buffers, offsets))
      offset = buffer.offset;
    if (size <= bound)
      break;
  }
  for (auto [buffer, offset] : llvm::zip(buffers, offsets))
    buffer.offset = offset;
  return best.value_or(0);
}

/// Adds an arena of `size` bytes to the arguments of `function` and makes each
/// of `buffers` a view of it.
LogicalResult makeViews(func::FuncOp function, ArrayRef<Buffer> buffers,
                        int64_t size, DictionaryAttr attributes = {}) {
  OpBuilder builder(function.getContext());
  auto arenaType = MemRefType::get({size}, builder.getI8Type());
  unsigned index = function.getNumArguments();
  if (failed(function.insertArgument(index, arenaType, attributes,
                                     function.getLoc())))
    return failure();
  Value arena = function.getArgument(index);
  for (const Buffer &buffer : buffers) {
    memref::AllocOp alloc = buffer.alloc;
    builder.setInsertionPoint(alloc);
    Value offset =
        arith::ConstantIndexOp::create(builder, alloc.getLoc(), buffer.offset);
    Value view = memref::ViewOp::create(
        builder, alloc.getLoc(), alloc.getType(), arena, offset, ValueRange{});
    alloc.getResult().replaceAllUsesWith(view);
    alloc->erase();
  }
  return success();
}

struct PlanMemoryPass : public kiln::impl::PlanMemoryBase<PlanMemoryPass> {
  void runOnOperation() override {
    auto function = lookupModelFunction<func::FuncOp>(getOperation());
    if (!function)
      return signalPassFailure();
    if (failed(checkAllocations(function)))
      return signalPassFailure();
    SmallVector<Buffer> shared, scratch;
    for (const Buffer &buffer : collectBuffers(function))
      (buffer.alloc->hasAttr(KilnDialect::kScratchAttr) ? scratch : shared)
          .push_back(buffer);
    int64_t bound = liveBytes(shared);
    int64_t size = placeBuffers(shared, bound);
    remark::analysis(function.getLoc(),
                     remark::RemarkOpts::name("workspace").category("memory"))
        << remark::add("{0} bytes, {1:f2} times the {2} that are live at once",
                       size, bound ? double(size) / bound : 1.0, bound);
    if (failed(makeViews(function, shared, size)))
      return signalPassFailure();
    int64_t scratchSize = placeBuffers(scratch, liveBytes(scratch));
    Builder builder(&getContext());
    NamedAttribute ofThread(KilnDialect::kScratchAttr, builder.getUnitAttr());
    if (!scratch.empty() &&
        failed(makeViews(function, scratch, scratchSize,
                         builder.getDictionaryAttr(ofThread))))
      return signalPassFailure();

    getOperation()->setAttr(KilnDialect::kLiveBytesAttr,
                            builder.getI64IntegerAttr(bound));
    auto interface = getOperation()->getAttrOfType<InterfaceAttr>(
        KilnDialect::kInterfaceAttr);
    getOperation()->setAttr(KilnDialect::kInterfaceAttr,
                            interface.withWorkspace(size, scratchSize));
  }
};

} // namespace
