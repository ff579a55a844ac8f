// Rows of vectors: index arithmetic, and the loads and stores of one row.

#include "VectorRows.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace kiln;

int64_t kiln::rowMajorPosition(ArrayRef<int64_t> index, ArrayRef<int64_t> shape) {
  int64_t position = 0;
  for (auto [i, size] : llvm::zip_equal(index, shape))
    position = position * size + i;
  return position;
}

SmallVector<int64_t> kiln::rowMajorIndex(int64_t position,
                                       ArrayRef<int64_t> shape) {
  SmallVector<int64_t> index(shape.size());
  for (int64_t dim = int64_t(shape.size()) - 1; dim >= 0; --dim) {
    index[dim] = position % shape[dim];
    position /= shape[dim];
  }
  return index;
}

/// The memory indices of a transfer's element at `index`; a shorter `index`
/// leaves the vector's last dimension at its start.
static SmallVector<Value> memoryIndices(OpBuilder &builder,
                                        VectorTransferOpInterface transfer,
                                        ArrayRef<int64_t> index) {
  SmallVector<Value> indices(transfer.getIndices());
  unsigned first = indices.size() - transfer.getVectorType().getRank();
  for (auto [dim, offset] : llvm::enumerate(index)) {
    if (offset == 0)
      continue;
    Value &value = indices[first + dim];
    Value step =
        arith::ConstantIndexOp::create(builder, transfer.getLoc(), offset);
    value = builder.createOrFold<arith::AddIOp>(transfer.getLoc(), value, step);
  }
  return indices;
}

static bool hasUnitStride(VectorTransferOpInterface transfer) {
  auto type = cast<MemRefType>(transfer.getShapedType());
  return type.isLastDimUnitStride();
}

bool kiln::isRowTransfer(VectorTransferOpInterface transfer) {
  return isa<MemRefType>(transfer.getShapedType()) &&
         transfer.getPermutationMap().isMinorIdentity() &&
         !transfer.getMask() && !transfer.hasOutOfBoundsDim() &&
         transfer.getVectorType().getRank() > 0;
}

Value kiln::loadElement(OpBuilder &builder, vector::TransferReadOp read,
                        ArrayRef<int64_t> index) {
  return memref::LoadOp::create(builder, read.getLoc(), read.getBase(),
                                memoryIndices(builder, read, index));
}

Value kiln::loadRow(OpBuilder &builder, vector::TransferReadOp read,
                    ArrayRef<int64_t> index) {
  VectorType type = rowType(read.getVectorType());
  if (hasUnitStride(read))
    return vector::LoadOp::create(builder, read.getLoc(), type, read.getBase(),
                                  memoryIndices(builder, read, index));
  SmallVector<Value> elements;
  SmallVector<int64_t> position(index);
  position.push_back(0);
  for (int64_t lane = 0; lane < type.getNumElements(); ++lane) {
    position.back() = lane;
    elements.push_back(loadElement(builder, read, position));
  }
  return vector::FromElementsOp::create(builder, read.getLoc(), type, elements);
}

void kiln::storeRow(OpBuilder &builder, vector::TransferWriteOp write, Value row,
                    ArrayRef<int64_t> index) {
  Location loc = write.getLoc();
  if (hasUnitStride(write)) {
    vector::StoreOp::create(builder, loc, row, write.getBase(),
                            memoryIndices(builder, write, index));
    return;
  }
  SmallVector<int64_t> position(index);
  position.push_back(0);
  for (int64_t lane = 0; lane < rowType(write.getVectorType()).getNumElements();
       ++lane) {
    position.back() = lane;
    Value element = vector::ExtractOp::create(builder, loc, row, lane);
    memref::StoreOp::create(builder, loc, element, write.getBase(),
                            memoryIndices(builder, write, position));
  }
}
