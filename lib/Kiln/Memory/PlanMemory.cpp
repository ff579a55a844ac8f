// One arena for all buffers of a model: liveness, placement, and the rewrite
// of allocations to views.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Memory/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/MathExtras.h"

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

/// Gives every buffer its offset; returns the size of the arena.
int64_t placeBuffers(MutableArrayRef<Buffer> buffers) {
  SmallVector<Buffer *> bySize;
  for (Buffer &buffer : buffers)
    bySize.push_back(&buffer);
  // Among equals the first comes first, so that the plan is always the same.
  llvm::sort(bySize, [](Buffer *a, Buffer *b) {
    return a->bytes != b->bytes ? a->bytes > b->bytes : a < b;
  });
  int64_t size = 0;
  SmallVector<Buffer *> placed;
  for (Buffer *buffer : bySize) {
    SmallVector<Buffer *> neighbours;
    for (Buffer *other : placed)
      if (buffer->overlapsInTime(*other))
        neighbours.push_back(other);
    llvm::sort(neighbours,
               [](Buffer *a, Buffer *b) { return a->offset < b->offset; });
    for (Buffer *other : neighbours) {
      if (buffer->offset + buffer->bytes <= other->offset)
        break;
      buffer->offset = std::max<int64_t>(
          buffer->offset,
          llvm::alignTo(other->offset + other->bytes, kAlignment));
    }
    placed.push_back(buffer);
    size = std::max(size, buffer->offset + buffer->bytes);
  }
  return llvm::alignTo(size, kAlignment);
}

struct PlanMemoryPass : public kiln::impl::PlanMemoryBase<PlanMemoryPass> {
  void runOnOperation() override {
    auto functions = getOperation().getOps<func::FuncOp>();
    auto interface = getOperation()->getAttrOfType<InterfaceAttr>(
        KilnDialect::kInterfaceAttr);
    if (!llvm::hasSingleElement(functions) || !interface) {
      getOperation().emitError("expected one function and kiln.interface");
      return signalPassFailure();
    }
    func::FuncOp function = *functions.begin();
    if (failed(checkAllocations(function)))
      return signalPassFailure();
    SmallVector<Buffer> buffers = collectBuffers(function);
    int64_t size = placeBuffers(buffers);

    OpBuilder builder(&getContext());
    auto arenaType = MemRefType::get({size}, builder.getI8Type());
    Block &body = function.getBody().front();
    unsigned index = function.getNumArguments();
    if (failed(
            function.insertArgument(index, arenaType, {}, function.getLoc())))
      return signalPassFailure();
    Value arena = body.getArgument(index);
    for (Buffer &buffer : buffers) {
      builder.setInsertionPoint(buffer.alloc);
      Value offset = arith::ConstantIndexOp::create(
          builder, buffer.alloc.getLoc(), buffer.offset);
      Value view = memref::ViewOp::create(builder, buffer.alloc.getLoc(),
                                          buffer.alloc.getType(), arena, offset,
                                          ValueRange{});
      buffer.alloc.getResult().replaceAllUsesWith(view);
      buffer.alloc->erase();
    }
    getOperation()->setAttr(
        KilnDialect::kInterfaceAttr,
        InterfaceAttr::get(&getContext(), interface.getName(),
                           interface.getInputs(), interface.getInputTypes(),
                           interface.getOutputs(), interface.getOutputTypes(),
                           size));
  }
};

} // namespace
