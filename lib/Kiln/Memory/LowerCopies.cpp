// Copies between buffers as loops over rows of vectors: the generated code
// calls no runtime library.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Memory/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace kiln {
#define GEN_PASS_DEF_LOWERCOPIES
#include "Kiln/Memory/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// Elements that one step of the row loop moves.
constexpr int64_t kChunk = 64;

/// Copies `size` elements from `start` on in the last dimension, at `indices`
/// in the others.
void copyChunk(OpBuilder &builder, memref::CopyOp copy,
               SmallVector<Value> indices, Value start, int64_t size) {
  Location loc = copy.getLoc();
  indices.push_back(start);
  auto type = cast<MemRefType>(copy.getSource().getType());
  auto row = VectorType::get(size, type.getElementType());
  Value values = vector::TransferReadOp::create(
      builder, loc, row, copy.getSource(), indices, /*padding=*/std::nullopt,
      ArrayRef<bool>{true});
  vector::TransferWriteOp::create(builder, loc, values, copy.getTarget(),
                                  indices, ArrayRef<bool>{true});
}

void lowerCopy(memref::CopyOp copy) {
  OpBuilder builder(copy);
  Location loc = copy.getLoc();
  auto type = cast<MemRefType>(copy.getSource().getType());
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  SmallVector<Value> indices;
  ArrayRef<int64_t> shape = type.getShape();
  for (int64_t size : shape.drop_back(shape.empty() ? 0 : 1)) {
    Value bound = arith::ConstantIndexOp::create(builder, loc, size);
    auto loop = scf::ForOp::create(builder, loc, zero, bound, one);
    indices.push_back(loop.getInductionVar());
    builder.setInsertionPointToStart(loop.getBody());
  }
  if (type.getRank() == 0) {
    Value number = memref::LoadOp::create(builder, loc, copy.getSource());
    memref::StoreOp::create(builder, loc, number, copy.getTarget());
    copy.erase();
    return;
  }
  int64_t size = type.getShape().back();
  int64_t whole = size - size % kChunk;
  if (whole) {
    OpBuilder::InsertionGuard guard(builder);
    Value bound = arith::ConstantIndexOp::create(builder, loc, whole);
    Value step = arith::ConstantIndexOp::create(builder, loc, kChunk);
    auto loop = scf::ForOp::create(builder, loc, zero, bound, step);
    builder.setInsertionPointToStart(loop.getBody());
    copyChunk(builder, copy, indices, loop.getInductionVar(), kChunk);
  }
  if (whole != size)
    copyChunk(builder, copy, indices,
              arith::ConstantIndexOp::create(builder, loc, whole),
              size - whole);
  copy.erase();
}

struct LowerCopiesPass : public kiln::impl::LowerCopiesBase<LowerCopiesPass> {
  void runOnOperation() override {
    SmallVector<memref::CopyOp> copies;
    getOperation().walk([&](memref::CopyOp copy) { copies.push_back(copy); });
    for (memref::CopyOp copy : copies) {
      auto type = dyn_cast<MemRefType>(copy.getSource().getType());
      if (!type || !type.hasStaticShape()) {
        copy.emitError("expected a ranked buffer of static shape, got ")
            << copy.getSource().getType();
        return signalPassFailure();
      }
      lowerCopy(copy);
    }
  }
};

} // namespace
