// Rows of vectors: how a vector of several dimensions is told as a list of 1-D
// vectors, one for each combination of its leading indices in row-major order.
// Private to the patterns of UnrollVectors.

#ifndef KILN_SCHEDULE_VECTORROWS_H
#define KILN_SCHEDULE_VECTORROWS_H

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace kiln {

/// Leading dimensions of `type`; none for a 1-D vector.
inline llvm::ArrayRef<int64_t> leadingShape(mlir::VectorType type) {
  return type.getShape().drop_back();
}

/// Number of rows of `type`.
inline int64_t rowCount(mlir::VectorType type) {
  return mlir::ShapedType::getNumElements(leadingShape(type));
}

/// The type of one row of `type`.
inline mlir::VectorType rowType(mlir::VectorType type) {
  return mlir::VectorType::get(type.getShape().back(), type.getElementType());
}

/// Row-major position of `index` in `shape`, and back.
int64_t rowMajorPosition(llvm::ArrayRef<int64_t> index,
                         llvm::ArrayRef<int64_t> shape);
llvm::SmallVector<int64_t> rowMajorIndex(int64_t position,
                                         llvm::ArrayRef<int64_t> shape);

/// Loads from `read` the 1-D vector along dimension `laneDim` of its result, at
/// `index` in the other dimensions. A dimension that the read broadcasts is
/// loaded once, as one number.
mlir::Value loadRow(mlir::OpBuilder &builder, mlir::vector::TransferReadOp read,
                    llvm::ArrayRef<int64_t> index, unsigned laneDim);

/// Loads `count` elements of `read` that are neighbours in memory, the first at
/// `index`.
mlir::Value loadNeighbours(mlir::OpBuilder &builder,
                           mlir::vector::TransferReadOp read,
                           llvm::ArrayRef<int64_t> index, int64_t count);

/// Loads the one element of `read` at `index`.
mlir::Value loadElement(mlir::OpBuilder &builder,
                        mlir::vector::TransferReadOp read,
                        llvm::ArrayRef<int64_t> index);

/// Stores `row`, the 1-D vector along dimension `laneDim` at `index` in the
/// other dimensions, where `write` would store it.
void storeRow(mlir::OpBuilder &builder, mlir::vector::TransferWriteOp write,
              mlir::Value row, llvm::ArrayRef<int64_t> index, unsigned laneDim);

/// The dimension of the vector, if there is one, whose neighbours are
/// neighbours in memory.
std::optional<unsigned>
findContiguousDim(mlir::VectorTransferOpInterface transfer);

/// True for a matrix that transposeRows transposes in registers.
bool canTransposeRows(int64_t rows, int64_t length);

/// The columns of the matrix whose rows are `rows`.
llvm::SmallVector<mlir::Value> transposeRows(mlir::OpBuilder &builder,
                                             mlir::Location loc,
                                             mlir::ValueRange rows);

/// Where in memory, relative to the transfer's indices, the element `index` of
/// the vector lies: equal for elements that a read broadcasts.
llvm::SmallVector<int64_t>
memoryOffsets(mlir::VectorTransferOpInterface transfer,
              llvm::ArrayRef<int64_t> index);

/// True for an unmasked transfer within the bounds of a buffer.
bool isRowTransfer(mlir::VectorTransferOpInterface transfer);

/// True for a transfer of a vector without dimensions: one number.
bool isNumberTransfer(mlir::VectorTransferOpInterface transfer);

/// Appends the patterns for reads, writes, transposes and shape casts.
void populateUnrollMovePatterns(const mlir::TypeConverter &converter,
                                mlir::RewritePatternSet &patterns);

/// Appends the pattern that turns vector.contract into multiply-adds of rows,
/// `together` steps of the sum for each row of the result.
void populateUnrollContractPatterns(const mlir::TypeConverter &converter,
                                    int64_t together,
                                    mlir::RewritePatternSet &patterns);

} // namespace kiln

#endif // KILN_SCHEDULE_VECTORROWS_H
