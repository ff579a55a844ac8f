// Rows of vectors: index arithmetic, and the loads and stores of one row.

#include "VectorRows.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace kiln;

int64_t kiln::rowMajorPosition(ArrayRef<int64_t> index,
                               ArrayRef<int64_t> shape) {
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

SmallVector<int64_t> kiln::memoryOffsets(VectorTransferOpInterface transfer,
                                         ArrayRef<int64_t> index) {
  AffineMap map = transfer.getPermutationMap();
  SmallVector<int64_t> offsets(map.getNumDims(), 0);
  for (auto [expr, position] : llvm::zip_equal(map.getResults(), index))
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      offsets[dim.getPosition()] = position;
  return offsets;
}

static SmallVector<Value> memoryIndices(OpBuilder &builder,
                                        VectorTransferOpInterface transfer,
                                        ArrayRef<int64_t> index) {
  SmallVector<Value> indices(transfer.getIndices());
  Location loc = transfer.getLoc();
  for (auto [value, offset] :
       llvm::zip_equal(indices, memoryOffsets(transfer, index))) {
    if (offset == 0)
      continue;
    Value step = arith::ConstantIndexOp::create(builder, loc, offset);
    value = builder.createOrFold<arith::AddIOp>(loc, value, step);
  }
  return indices;
}

std::optional<unsigned>
kiln::findContiguousDim(VectorTransferOpInterface transfer) {
  auto type = cast<MemRefType>(transfer.getShapedType());
  if (type.getRank() == 0 || !type.isLastDimUnitStride())
    return std::nullopt;
  return transfer.getPermutationMap().getResultPosition(
      getAffineDimExpr(type.getRank() - 1, transfer.getContext()));
}

bool kiln::isRowTransfer(VectorTransferOpInterface transfer) {
  return isa<MemRefType>(transfer.getShapedType()) && !transfer.getMask() &&
         !transfer.hasOutOfBoundsDim() &&
         transfer.getVectorType().getRank() > 0;
}

Value kiln::loadElement(OpBuilder &builder, vector::TransferReadOp read,
                        ArrayRef<int64_t> index) {
  return memref::LoadOp::create(builder, read.getLoc(), read.getBase(),
                                memoryIndices(builder, read, index));
}

Value kiln::loadNeighbours(OpBuilder &builder, vector::TransferReadOp read,
                           ArrayRef<int64_t> index, int64_t count) {
  auto type = VectorType::get(count, read.getVectorType().getElementType());
  return vector::LoadOp::create(builder, read.getLoc(), type, read.getBase(),
                                memoryIndices(builder, read, index));
}

Value kiln::loadRow(OpBuilder &builder, vector::TransferReadOp read,
                    ArrayRef<int64_t> index, unsigned laneDim) {
  Location loc = read.getLoc();
  VectorType type = read.getVectorType();
  auto row = VectorType::get(type.getDimSize(laneDim), type.getElementType());
  SmallVector<int64_t> position(index);
  position[laneDim] = 0;
  if (isa<AffineConstantExpr>(read.getPermutationMap().getResult(laneDim)))
    return vector::BroadcastOp::create(builder, loc, row,
                                       loadElement(builder, read, position));
  if (findContiguousDim(read) == laneDim)
    return loadNeighbours(builder, read, position, row.getNumElements());
  SmallVector<Value> elements;
  for (; position[laneDim] < row.getNumElements(); ++position[laneDim])
    elements.push_back(loadElement(builder, read, position));
  return vector::FromElementsOp::create(builder, loc, row, elements);
}

void kiln::storeRow(OpBuilder &builder, vector::TransferWriteOp write,
                    Value row, ArrayRef<int64_t> index, unsigned laneDim) {
  Location loc = write.getLoc();
  SmallVector<int64_t> position(index);
  position[laneDim] = 0;
  if (findContiguousDim(write) == laneDim) {
    vector::StoreOp::create(builder, loc, row, write.getBase(),
                            memoryIndices(builder, write, position));
    return;
  }
  for (int64_t lane = 0; lane < write.getVectorType().getDimSize(laneDim);
       ++lane) {
    position[laneDim] = lane;
    Value element = vector::ExtractOp::create(builder, loc, row, lane);
    memref::StoreOp::create(builder, loc, element, write.getBase(),
                            memoryIndices(builder, write, position));
  }
}
