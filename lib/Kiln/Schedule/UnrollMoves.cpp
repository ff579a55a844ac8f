// Reads, writes, transposes and other ops that move elements, in rows. Whole
// rows stay whole; small matrices are transposed in registers.

#include "VectorRows.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include <map>

using namespace mlir;
using namespace kiln;

bool kiln::isNumberTransfer(VectorTransferOpInterface transfer) {
  return transfer.getVectorType().getRank() == 0 &&
         isa<MemRefType>(transfer.getShapedType()) && !transfer.getMask();
}

namespace {

/// The dimension along which rows of `type` go to or come from registers if
/// not along the last one; their matrices are transposed.
bool isTransposed(VectorType type, std::optional<unsigned> dim) {
  return dim && *dim + 1 < type.getRank() &&
         canTransposeRows(type.getShape().back(), type.getDimSize(*dim));
}

/// Calls `transpose` with the index of each matrix of `type` whose columns are
/// dimension `dim` and whose rows are the last one.
void forEachMatrix(VectorType type, unsigned dim,
                   llvm::function_ref<void(SmallVector<int64_t>)> transpose) {
  SmallVector<int64_t> matrices(type.getShape());
  matrices[dim] = matrices.back() = 1;
  for (int64_t i = 0; i < ShapedType::getNumElements(matrices); ++i)
    transpose(rowMajorIndex(i, matrices));
}

/// The rows of a vector of `type`, of which `rowAlong` gives the 1-D vectors
/// along dimension `dim`.
SmallVector<Value>
gatherTransposed(OpBuilder &builder, Location loc, VectorType type,
                 unsigned dim,
                 llvm::function_ref<Value(ArrayRef<int64_t>)> rowAlong) {
  SmallVector<Value> result(rowCount(type));
  forEachMatrix(type, dim, [&](SmallVector<int64_t> index) {
    SmallVector<Value> rows;
    for (index.back() = 0; index.back() < type.getShape().back();
         ++index.back())
      rows.push_back(rowAlong(index));
    index.pop_back();
    for (Value row : transposeRows(builder, loc, rows)) {
      result[rowMajorPosition(index, leadingShape(type))] = row;
      ++index[dim];
    }
  });
  return result;
}

struct UnrollRead : OpConversionPattern<vector::TransferReadOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(vector::TransferReadOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (isNumberTransfer(op)) {
      Value number = memref::LoadOp::create(rewriter, op.getLoc(), op.getBase(),
                                            op.getIndices());
      rewriter.replaceOpWithNewOp<vector::BroadcastOp>(op, op.getVectorType(),
                                                       number);
      return success();
    }
    if (!isRowTransfer(op))
      return rewriter.notifyMatchFailure(op, "expected rows within memory");
    SmallVector<Value> rows;
    VectorType type = op.getVectorType();
    std::optional<unsigned> contiguous = findContiguousDim(op);
    if (isTransposed(type, contiguous)) {
      rows =
          gatherTransposed(rewriter, op.getLoc(), type, *contiguous,
                           [&](ArrayRef<int64_t> index) {
                             return loadRow(rewriter, op, index, *contiguous);
                           });
      rewriter.replaceOpWithMultiple(op, {rows});
      return success();
    }
    std::map<SmallVector<int64_t>, Value> loaded;
    for (int64_t row = 0; row < rowCount(type); ++row) {
      SmallVector<int64_t> index = rowMajorIndex(row, leadingShape(type));
      index.push_back(0);
      Value &value = loaded[memoryOffsets(op, index)];
      if (!value)
        value = loadRow(rewriter, op, index, type.getRank() - 1);
      rows.push_back(value);
    }
    rewriter.replaceOpWithMultiple(op, {rows});
    return success();
  }
};

struct UnrollWrite : OpConversionPattern<vector::TransferWriteOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(vector::TransferWriteOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (isNumberTransfer(op)) {
      Value number = vector::ExtractOp::create(
          rewriter, op.getLoc(), op.getVector(), ArrayRef<int64_t>{});
      rewriter.replaceOpWithNewOp<memref::StoreOp>(op, number, op.getBase(),
                                                   op.getIndices());
      return success();
    }
    if (!isRowTransfer(op))
      return rewriter.notifyMatchFailure(op, "expected rows within memory");
    VectorType type = op.getVectorType();
    ValueRange rows = adaptor.getValueToStore();
    std::optional<unsigned> contiguous = findContiguousDim(op);
    if (isTransposed(type, contiguous)) {
      storeTransposed(op, rows, *contiguous, rewriter);
    } else {
      for (auto [row, value] : llvm::enumerate(rows)) {
        SmallVector<int64_t> index = rowMajorIndex(row, leadingShape(type));
        index.push_back(0);
        storeRow(rewriter, op, value, index, type.getRank() - 1);
      }
    }
    rewriter.eraseOp(op);
    return success();
  }

  static void storeTransposed(vector::TransferWriteOp op, ValueRange rows,
                              unsigned dim, OpBuilder &builder) {
    VectorType type = op.getVectorType();
    forEachMatrix(type, dim, [&](SmallVector<int64_t> index) {
      SmallVector<Value> matrix;
      for (index[dim] = 0; index[dim] < type.getDimSize(dim); ++index[dim])
        matrix.push_back(rows[rowMajorPosition(ArrayRef(index).drop_back(),
                                               leadingShape(type))]);
      for (Value row : transposeRows(builder, op.getLoc(), matrix)) {
        storeRow(builder, op, row, index, dim);
        ++index.back();
      }
    });
  }
};

/// Ops that move elements: every element of the result names its source.
class ElementMover {
public:
  ElementMover(OpBuilder &builder, Location loc, ValueRange rows,
               VectorType type)
      : builder(builder), loc(loc), rows(rows), type(type) {}

  /// The rows of a vector of `result` whose element i is element `from(i)` of
  /// the source, both row-major; whole rows are not taken apart.
  SmallVector<Value> move(VectorType result,
                          llvm::function_ref<int64_t(int64_t)> from) {
    SmallVector<Value> moved;
    VectorType row = rowType(result);
    int64_t length = row.getNumElements(),
            sourceLength = type.getShape().back();
    for (int64_t r = 0; r < rowCount(result); ++r) {
      SmallVector<int64_t> sources;
      for (int64_t lane = 0; lane < length; ++lane)
        sources.push_back(from(r * length + lane));
      bool wholeRow = length == sourceLength && sources[0] % length == 0;
      for (int64_t lane = 0; lane < length; ++lane)
        wholeRow &= sources[lane] == sources[0] + lane;
      if (wholeRow) {
        moved.push_back(rows[sources[0] / length]);
        continue;
      }
      SmallVector<Value> elements;
      for (int64_t source : sources)
        elements.push_back(vector::ExtractOp::create(
            builder, loc, rows[source / sourceLength], source % sourceLength));
      moved.push_back(
          vector::FromElementsOp::create(builder, loc, row, elements));
    }
    return moved;
  }

private:
  OpBuilder &builder;
  Location loc;
  ValueRange rows;
  VectorType type;
};

struct UnrollTranspose : OpConversionPattern<vector::TransposeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(vector::TransposeOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType source = op.getSourceVectorType();
    VectorType result = op.getResultVectorType();
    auto sourceIndex = [&](ArrayRef<int64_t> index) {
      SmallVector<int64_t> from(index.size());
      for (auto [dim, sourceDim] : llvm::enumerate(op.getPermutation()))
        from[sourceDim] = index[dim];
      return from;
    };
    // The source's rows run along this dimension of the result.
    unsigned dim =
        std::distance(op.getPermutation().begin(),
                      llvm::find(op.getPermutation(), source.getRank() - 1));
    if (isTransposed(result, dim)) {
      SmallVector<Value> rows = gatherTransposed(
          rewriter, op.getLoc(), result, dim, [&](ArrayRef<int64_t> index) {
            SmallVector<int64_t> from = sourceIndex(index);
            from.pop_back();
            return adaptor
                .getVector()[rowMajorPosition(from, leadingShape(source))];
          });
      rewriter.replaceOpWithMultiple(op, {rows});
      return success();
    }
    ElementMover mover(rewriter, op.getLoc(), adaptor.getVector(), source);
    rewriter.replaceOpWithMultiple(
        op, {mover.move(result, [&](int64_t position) {
          return rowMajorPosition(
              sourceIndex(rowMajorIndex(position, result.getShape())),
              source.getShape());
        })});
    return success();
  }
};

struct UnrollShapeCast : OpConversionPattern<vector::ShapeCastOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(vector::ShapeCastOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType source = op.getSourceVectorType();
    VectorType result = op.getResultVectorType();
    if (source.getRank() == 0 || result.getRank() == 0)
      return rewriter.notifyMatchFailure(op, "expected at least one dimension");
    ElementMover mover(rewriter, op.getLoc(), adaptor.getSource(), source);
    rewriter.replaceOpWithMultiple(
        op, {mover.move(result, [](int64_t position) { return position; })});
    return success();
  }
};

struct UnrollExtractStridedSlice
    : OpConversionPattern<vector::ExtractStridedSliceOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(vector::ExtractStridedSliceOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType source = op.getSourceVectorType();
    auto result = cast<VectorType>(op.getType());
    if (source.getRank() < 2 || op.hasNonUnitStrides())
      return rewriter.notifyMatchFailure(op, "expected rows without gaps");
    SmallVector<int64_t> offsets;
    op.getOffsets(offsets);
    ElementMover mover(rewriter, op.getLoc(), adaptor.getSource(), source);
    rewriter.replaceOpWithMultiple(
        op, {mover.move(result, [&](int64_t position) {
          SmallVector<int64_t> index =
              rowMajorIndex(position, result.getShape());
          for (auto [dim, offset] : llvm::enumerate(offsets))
            index[dim] += offset;
          return rowMajorPosition(index, source.getShape());
        })});
    return success();
  }
};

} // namespace

void kiln::populateUnrollMovePatterns(const TypeConverter &converter,
                                      RewritePatternSet &patterns) {
  patterns.add<UnrollRead, UnrollWrite, UnrollTranspose, UnrollShapeCast,
               UnrollExtractStridedSlice>(converter, patterns.getContext());
}
