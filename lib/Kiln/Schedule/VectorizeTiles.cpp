// From tiles of structured ops to vector code whose accumulators stay in
// registers. The vectors still have several dimensions here.

#include "Kiln/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Hoisting.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Dialect/Vector/Transforms/VectorRewritePatterns.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"

namespace kiln {
#define GEN_PASS_DEF_VECTORIZETILES
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// Larger iteration spaces are left to loops: the code would not fit.
constexpr int64_t kMaxTileElements = 1 << 15;

/// The factor s of an indexing expression `d * s` with s > 1, else 0.
int64_t strideOf(AffineExpr expr) {
  auto product = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!product || product.getKind() != AffineExprKind::Mul ||
      !isa<AffineDimExpr>(product.getLHS()))
    return 0;
  auto factor = dyn_cast<AffineConstantExpr>(product.getRHS());
  return factor && factor.getValue() > 1 ? factor.getValue() : 0;
}

/// input[d * s]  ==>  extract_slice of input with stride s, indexed by d
///
/// A strided window whose kernel loops have been tiled by 1 is a strided row,
/// and its map becomes a projected permutation.
struct SliceStridedOperands : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.hasPureTensorSemantics() || op.hasDynamicShape())
      return rewriter.notifyMatchFailure(op, "expected static tensors");
    SmallVector<int64_t> ranges = op.getStaticLoopRanges();
    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    bool changed = false;
    SmallVector<Value> inputs(op.getInputs());
    for (auto [index, input] : llvm::enumerate(inputs)) {
      AffineMap map = maps[index];
      SmallVector<AffineExpr> exprs(map.getResults());
      SmallVector<OpFoldResult> offsets, sizes, strides;
      auto type = dyn_cast<RankedTensorType>(input.getType());
      bool strided = false;
      for (auto [dim, expr] : llvm::enumerate(exprs)) {
        int64_t stride = strideOf(expr);
        offsets.push_back(rewriter.getIndexAttr(0));
        sizes.push_back(rewriter.getIndexAttr(type.getDimSize(dim)));
        strides.push_back(rewriter.getIndexAttr(std::max<int64_t>(stride, 1)));
        if (!stride)
          continue;
        expr = cast<AffineBinaryOpExpr>(expr).getLHS();
        sizes.back() = rewriter.getIndexAttr(
            ranges[cast<AffineDimExpr>(expr).getPosition()]);
        strided = true;
      }
      if (!strided)
        continue;
      input = tensor::ExtractSliceOp::create(rewriter, op.getLoc(), input,
                                             offsets, sizes, strides);
      maps[index] =
          AffineMap::get(map.getNumDims(), 0, exprs, rewriter.getContext());
      changed = true;
    }
    if (!changed)
      return rewriter.notifyMatchFailure(op, "no operand is strided");
    auto sliced = linalg::GenericOp::create(
        rewriter, op.getLoc(), op->getResultTypes(), inputs, op.getOutputs(),
        maps, op.getIteratorTypesArray());
    rewriter.inlineRegionBefore(op.getRegion(), sliced.getRegion(),
                                sliced.getRegion().begin());
    rewriter.replaceOp(op, sliced.getResults());
    return success();
  }
};

LogicalResult dropUnitDims(func::FuncOp function) {
  RewritePatternSet patterns(function.getContext());
  linalg::ControlDropUnitDims options;
  options.rankReductionStrategy =
      linalg::ControlDropUnitDims::RankReductionStrategy::ExtractInsertSlice;
  linalg::populateFoldUnitExtentDimsPatterns(patterns, options);
  patterns.add<SliceStridedOperands>(patterns.getContext());
  tensor::populateMergeConsecutiveInsertExtractSlicePatterns(patterns);
  return applyPatternsGreedily(function, std::move(patterns));
}

void vectorizeOps(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  SmallVector<linalg::LinalgOp> ops;
  function.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
  for (linalg::LinalgOp op : ops) {
    if (op.hasDynamicShape())
      continue;
    int64_t elements = 1;
    for (int64_t range : op.getStaticLoopRanges())
      elements = std::min(elements * range, kMaxTileElements + 1);
    if (elements > kMaxTileElements)
      continue;
    rewriter.setInsertionPoint(op);
    FailureOr<linalg::VectorizationResult> vectorized = linalg::vectorize(
        rewriter, op, /*inputVectorSizes=*/{}, /*inputScalableVecDims=*/{},
        /*vectorizeNDExtract=*/false, /*flatten1DDepthwiseConv=*/false,
        /*assumeDynamicDimsMatchVecSizes=*/false,
        /*createNamedContraction=*/true);
    if (succeeded(vectorized))
      rewriter.replaceOp(op, vectorized->replacements);
  }
}

LogicalResult simplify(func::FuncOp function) {
  RewritePatternSet patterns(function.getContext());
  vector::populateVectorReductionToContractPatterns(patterns);
  vector::populateVectorTransferPermutationMapLoweringPatterns(patterns);
  tensor::populateFoldTensorSubsetIntoVectorTransferPatterns(patterns);
  vector::TransferReadOp::getCanonicalizationPatterns(patterns,
                                                      patterns.getContext());
  vector::TransferWriteOp::getCanonicalizationPatterns(patterns,
                                                       patterns.getContext());
  scf::ForOp::getCanonicalizationPatterns(patterns, patterns.getContext());
  return applyPatternsGreedily(function, std::move(patterns));
}

void hoistAccumulators(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  function.walk([&](LoopLikeOpInterface loop) {
    moveLoopInvariantCode(loop);
    (void)hoistLoopInvariantSubsets(rewriter, loop);
  });
}

struct VectorizeTilesPass
    : public kiln::impl::VectorizeTilesBase<VectorizeTilesPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (failed(dropUnitDims(function)))
      return signalPassFailure();
    vectorizeOps(function);
    if (failed(simplify(function)))
      return signalPassFailure();
    hoistAccumulators(function);
    if (failed(simplify(function)))
      return signalPassFailure();
  }
};

} // namespace
