// Chains of elementwise ops become one op, next to what computes their operand
// where that is put together from parts.

#include "Kiln/Schedule/Passes.h"
#include "Kiln/Schedule/Structured.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace kiln {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// The insertions that put together what `input` reads from a tensor.empty, the
/// last first; none if another op uses what is in between, or a part is not the
/// result of loops of its own.
SmallVector<tensor::InsertSliceOp> findParts(OpOperand &input) {
  SmallVector<tensor::InsertSliceOp> parts;
  Value value = input.get();
  Operation *user = input.getOwner();
  while (auto insert = value.getDefiningOp<tensor::InsertSliceOp>()) {
    Value source = insert.getSource();
    if (auto collapse = source.getDefiningOp<tensor::CollapseShapeOp>();
        collapse && collapse->hasOneUse())
      source = collapse.getSrc();
    RankedTensorType type = insert.getSourceType();
    bool isPlain =
        type.getRank() == insert.getType().getRank() && type.hasStaticShape();
    if (!source.getDefiningOp<linalg::LinalgOp>() || !source.hasOneUse() ||
        !isPlain || llvm::any_of(insert->getUsers(), [&](Operation *other) {
          return other != user;
        }))
      return {};
    parts.push_back(insert);
    value = insert.getDest();
    user = insert;
  }
  if (!value.getDefiningOp<tensor::EmptyOp>())
    return {};
  return parts;
}

///   %r = tensor.insert_slice %b into (tensor.insert_slice %a into %empty)
///   relu(%r)
/// becomes
///   tensor.insert_slice relu(%b) into (tensor.insert_slice relu(%a) into …)
///
/// so that a relu behind a concatenation, or behind the phases of a transposed
/// convolution, can run in the loops of the convolutions. Elements that no part
/// gives are undefined before and after.
struct DistributeOverParts : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    if (!kiln::isElementwise(op) || op.getNumResults() != 1 ||
        op.hasDynamicShape() ||
        op.payloadUsesValueFromOperand(op.getDpsInitOperand(0)))
      return rewriter.notifyMatchFailure(op, "expected a static map");
    for (AffineMap map : op.getIndexingMapsArray())
      if (!map.isProjectedPermutation())
        return rewriter.notifyMatchFailure(op, "expected plain loop indices");
    for (OpOperand *input : op.getDpsInputOperands()) {
      bool readsInPlace =
          llvm::all_of(op->getOpOperands(), [&](OpOperand &use) {
            return use.get() != input->get() ||
                   op.getMatchingIndexingMap(&use).isIdentity();
          });
      if (!readsInPlace)
        continue;
      SmallVector<tensor::InsertSliceOp> parts = findParts(*input);
      if (parts.empty())
        continue;
      auto type = cast<RankedTensorType>(op.getResult(0).getType());
      Value result = tensor::EmptyOp::create(
          rewriter, op.getLoc(), type.getShape(), type.getElementType());
      for (tensor::InsertSliceOp part : llvm::reverse(parts))
        result = tensor::InsertSliceOp::create(
            rewriter, op.getLoc(),
            computePart(op, input->get(), part, rewriter), result,
            part.getMixedOffsets(), part.getMixedSizes(),
            part.getMixedStrides());
      rewriter.replaceOp(op, result);
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no operand is put together");
  }

private:
  /// `op` on the source of `part` in place of `whole`.
  static Value computePart(linalg::GenericOp op, Value whole,
                           tensor::InsertSliceOp part, OpBuilder &builder) {
    SmallVector<Value> inputs;
    for (OpOperand *input : op.getDpsInputOperands())
      inputs.push_back(input->get() == whole
                           ? part.getSource()
                           : slice(input->get(),
                                   op.getMatchingIndexingMap(input), part,
                                   builder));
    RankedTensorType type = part.getSourceType();
    Value init = tensor::EmptyOp::create(builder, op.getLoc(), type.getShape(),
                                         type.getElementType());
    auto result = linalg::GenericOp::create(builder, op.getLoc(), type, inputs,
                                            init, op.getIndexingMapsArray(),
                                            op.getIteratorTypesArray());
    IRMapping mapping;
    op.getRegion().cloneInto(&result.getRegion(), mapping);
    return result.getResult(0);
  }

  /// What the loops over `part` read of an operand with indices `map`.
  static Value slice(Value operand, AffineMap map, tensor::InsertSliceOp part,
                     OpBuilder &builder) {
    auto type = dyn_cast<RankedTensorType>(operand.getType());
    if (!type)
      return operand;
    SmallVector<OpFoldResult> offsets, sizes, strides;
    for (AffineExpr expr : map.getResults()) {
      unsigned dim = cast<AffineDimExpr>(expr).getPosition();
      offsets.push_back(part.getMixedOffsets()[dim]);
      sizes.push_back(part.getMixedSizes()[dim]);
      strides.push_back(part.getMixedStrides()[dim]);
    }
    Value result = tensor::ExtractSliceOp::create(
        builder, operand.getLoc(), operand, offsets, sizes, strides);
    return result.getType() == type ? operand : result;
  }
};

struct FuseElementwisePass
    : public kiln::impl::FuseElementwiseBase<FuseElementwisePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(
        patterns, [](OpOperand *operand) {
          auto consumer = dyn_cast<linalg::LinalgOp>(operand->getOwner());
          Operation *producer = operand->get().getDefiningOp();
          return consumer && kiln::isElementwise(consumer) && producer &&
                 llvm::all_of(producer->getUsers(), [&](Operation *user) {
                   return user == consumer;
                 });
        });
    patterns.add<DistributeOverParts>(patterns.getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
