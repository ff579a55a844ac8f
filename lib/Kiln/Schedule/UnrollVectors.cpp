// Decomposition of vectors of several dimensions into rows, as a 1:N type
// conversion through loops. Contractions are in UnrollContract.cpp, what moves
// elements in UnrollMoves.cpp.

#include "Kiln/Schedule/CostModel.h"
#include "Kiln/Schedule/Passes.h"
#include "VectorRows.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"
#include "mlir/Dialect/Vector/Utils/VectorUtils.h"
#include "mlir/Transforms/DialectConversion.h"

namespace kiln {
#define GEN_PASS_DEF_UNROLLVECTORS
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// Any elementwise op: the same op on each row.
struct UnrollElementwise : ConversionPattern {
  UnrollElementwise(const TypeConverter &converter, MLIRContext *context)
      : ConversionPattern(converter, MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult
  matchAndRewrite(Operation *op, ArrayRef<ValueRange> operands,
                  ConversionPatternRewriter &rewriter) const override {
    if (!OpTrait::hasElementwiseMappableTraits(op) || op->getNumResults() != 1)
      return rewriter.notifyMatchFailure(op, "expected an elementwise op");
    auto type = cast<VectorType>(op->getResult(0).getType());
    SmallVector<Value> rows;
    for (int64_t row = 0; row < rowCount(type); ++row) {
      OperationState state(op->getLoc(), op->getName());
      for (ValueRange operand : operands)
        state.operands.push_back(operand.size() == 1 ? operand[0]
                                                     : operand[row]);
      state.addAttributes(op->getAttrs());
      state.addTypes(rowType(type));
      rows.push_back(rewriter.create(state)->getResult(0));
    }
    rewriter.replaceOpWithMultiple(op, {rows});
    return success();
  }
};

struct UnrollConstant : OpConversionPattern<arith::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(arith::ConstantOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto value = dyn_cast<DenseElementsAttr>(op.getValue());
    auto type = dyn_cast<VectorType>(op.getType());
    if (!value || !type)
      return rewriter.notifyMatchFailure(op, "expected a dense vector");
    VectorType row = rowType(type);
    SmallVector<Value> rows;
    auto elements = value.getValues<Attribute>();
    for (int64_t i = 0; i < rowCount(type); ++i) {
      auto begin = elements.begin() + i * row.getNumElements();
      SmallVector<Attribute> slice(begin, begin + row.getNumElements());
      rows.push_back(arith::ConstantOp::create(
          rewriter, op.getLoc(), DenseElementsAttr::get(row, slice)));
    }
    rewriter.replaceOpWithMultiple(op, {rows});
    return success();
  }
};

struct UnrollBroadcast : OpConversionPattern<vector::BroadcastOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(vector::BroadcastOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType type = op.getResultVectorType(), row = rowType(type);
    auto sourceType = dyn_cast<VectorType>(op.getSourceType());
    ValueRange source = adaptor.getSource();
    SmallVector<Value> rows;
    if (!sourceType || sourceType.getRank() == 0) {
      Value value = vector::BroadcastOp::create(rewriter, op.getLoc(), row,
                                                source.front());
      rows.assign(rowCount(type), value);
      rewriter.replaceOpWithMultiple(op, {rows});
      return success();
    }
    ArrayRef<int64_t> from = leadingShape(sourceType), to = leadingShape(type);
    for (int64_t i = 0; i < rowCount(type); ++i) {
      SmallVector<int64_t> index = rowMajorIndex(i, to);
      SmallVector<int64_t> sourceIndex(ArrayRef(index).take_back(from.size()));
      for (auto [position, size] : llvm::zip_equal(sourceIndex, from))
        position = size == 1 ? 0 : position;
      Value value = source[rowMajorPosition(sourceIndex, from)];
      if (value.getType() != row) {
        value = vector::ExtractOp::create(rewriter, op.getLoc(), value, 0);
        value = vector::BroadcastOp::create(rewriter, op.getLoc(), row, value);
      }
      rows.push_back(value);
    }
    rewriter.replaceOpWithMultiple(op, {rows});
    return success();
  }
};

struct UnrollExtract : OpConversionPattern<vector::ExtractOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(vector::ExtractOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.hasDynamicPosition())
      return rewriter.notifyMatchFailure(op, "expected a static position");
    VectorType type = op.getSourceVectorType();
    SmallVector<int64_t> index(op.getStaticPosition());
    bool toElement = int64_t(index.size()) == type.getRank();
    int64_t lane = toElement ? index.pop_back_val() : 0;
    int64_t given = index.size();
    index.resize(type.getRank() - 1, 0);
    int64_t first = rowMajorPosition(index, leadingShape(type));
    int64_t count = ShapedType::getNumElements(leadingShape(type).drop_front(
        std::min<int64_t>(given, type.getRank() - 1)));
    ValueRange rows = adaptor.getSource().slice(first, count);
    if (toElement) {
      rewriter.replaceOpWithNewOp<vector::ExtractOp>(op, rows[0], lane);
      return success();
    }
    rewriter.replaceOpWithMultiple(op, {rows});
    return success();
  }
};

/// What the canonicalizer makes of a chain of inserted rows: each row again, if
/// its elements are those of one vector in order.
struct UnrollFromElements : OpConversionPattern<vector::FromElementsOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(vector::FromElementsOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType type = op.getType(), row = rowType(type);
    int64_t length = row.getNumElements();
    SmallVector<Value> rows;
    for (int64_t r = 0; r < rowCount(type); ++r) {
      ValueRange elements = adaptor.getElements().slice(r * length, length);
      auto source = elements.front().getDefiningOp<vector::ToElementsOp>();
      if (source && source.getSource().getType() == row &&
          llvm::equal(source.getElements(), elements))
        rows.push_back(source.getSource());
      else
        rows.push_back(vector::FromElementsOp::create(rewriter, op.getLoc(),
                                                      row, elements));
    }
    rewriter.replaceOpWithMultiple(op, {rows});
    return success();
  }
};

/// Reductions over whole rows combine rows; over lanes, each row reduces.
struct UnrollMultiReduction : OpConversionPattern<vector::MultiDimReductionOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(vector::MultiDimReductionOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType type = op.getSourceVectorType();
    SmallVector<bool> reduced = op.getReductionMask();
    Location loc = op.getLoc();
    ValueRange rows = adaptor.getSource(), acc = adaptor.getAcc();
    auto combine = [&](Value value, Value into) {
      return into ? vector::makeArithReduction(rewriter, loc, op.getKind(),
                                               value, into)
                  : value;
    };
    // Rows that meet in one row (or, with lanes reduced, one number).
    SmallVector<int64_t> kept;
    for (int64_t dim = 0; dim + 1 < type.getRank(); ++dim)
      if (!reduced[dim])
        kept.push_back(type.getDimSize(dim));
    SmallVector<Value> groups(ShapedType::getNumElements(kept));
    if (!reduced.back())
      groups.assign(acc.begin(), acc.end());
    for (auto [position, row] : llvm::enumerate(rows)) {
      SmallVector<int64_t> index = rowMajorIndex(position, leadingShape(type));
      SmallVector<int64_t> target;
      for (auto [dim, value] : llvm::enumerate(index))
        if (!reduced[dim])
          target.push_back(value);
      Value &group = groups[rowMajorPosition(target, kept)];
      group = combine(row, group);
    }
    if (!reduced.back()) {
      rewriter.replaceOpWithMultiple(op, {groups});
      return success();
    }
    if (!isa<VectorType>(op.getAcc().getType())) {
      rewriter.replaceOpWithNewOp<vector::ReductionOp>(
          op, op.getKind(), groups[0], acc[0], arith::FastMathFlags::reassoc);
      return success();
    }
    auto resultType = cast<VectorType>(op.getAcc().getType());
    VectorType resultRow = rowType(resultType);
    int64_t length = resultRow.getNumElements();
    SmallVector<Value> results;
    for (int64_t r = 0; r < rowCount(resultType); ++r) {
      SmallVector<Value> numbers;
      for (int64_t lane = 0; lane < length; ++lane) {
        Value start = vector::ExtractOp::create(rewriter, loc, acc[r], lane);
        numbers.push_back(vector::ReductionOp::create(
            rewriter, loc, op.getKind(), groups[r * length + lane], start,
            arith::FastMathFlags::reassoc));
      }
      results.push_back(
          vector::FromElementsOp::create(rewriter, loc, resultRow, numbers));
    }
    rewriter.replaceOpWithMultiple(op, {results});
    return success();
  }
};

struct UnrollVectorsPass
    : public kiln::impl::UnrollVectorsBase<UnrollVectorsPass> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    TypeConverter converter;
    converter.addConversion([](Type type) { return type; });
    converter.addConversion(
        [](VectorType type, SmallVectorImpl<Type> &rows) -> LogicalResult {
          if (type.getRank() < 2)
            rows.push_back(type);
          else
            rows.assign(rowCount(type), rowType(type));
          return success();
        });
    RewritePatternSet patterns(context);
    patterns.add<UnrollElementwise, UnrollConstant, UnrollBroadcast,
                 UnrollExtract, UnrollFromElements, UnrollMultiReduction>(
        converter, context);
    populateUnrollMovePatterns(converter, patterns);
    TargetAttr machine = getTarget(getOperation());
    populateUnrollContractPatterns(
        converter, machine ? stepsTogether(machine) : 1, patterns);

    ConversionTarget target(*context);
    target.markUnknownOpDynamicallyLegal(
        [&](Operation *op) { return converter.isLegal(op); });
    target
        .addDynamicallyLegalOp<vector::TransferReadOp, vector::TransferWriteOp>(
            [](Operation *op) {
              auto transfer = cast<VectorTransferOpInterface>(op);
              return !isRowTransfer(transfer) && !isNumberTransfer(transfer);
            });
    target.addIllegalOp<vector::ContractionOp, vector::MultiDimReductionOp>();
    scf::populateSCFStructuralTypeConversionsAndLegality(converter, patterns,
                                                         target);
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
