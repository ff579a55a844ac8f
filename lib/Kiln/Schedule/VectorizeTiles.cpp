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

/// An indexing expression that, with loops of one iteration left out, is
/// `loop * stride`.
struct WindowIndex {
  unsigned loop;
  int64_t stride;
};

/// Adds up the terms `loop * factor` of `expr`; false if it has any other.
bool collectTerms(AffineExpr expr, SmallVectorImpl<WindowIndex> &terms) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    terms.push_back({dim.getPosition(), 1});
    return true;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return false;
  if (binary.getKind() == AffineExprKind::Add)
    return collectTerms(binary.getLHS(), terms) &&
           collectTerms(binary.getRHS(), terms);
  auto dim = dyn_cast<AffineDimExpr>(binary.getLHS());
  auto factor = dyn_cast<AffineConstantExpr>(binary.getRHS());
  if (binary.getKind() != AffineExprKind::Mul || !dim || !factor)
    return false;
  terms.push_back({dim.getPosition(), factor.getValue()});
  return true;
}

std::optional<WindowIndex> matchWindow(AffineExpr expr,
                                       ArrayRef<int64_t> ranges) {
  SmallVector<WindowIndex> terms;
  if (isa<AffineDimExpr>(expr) || !collectTerms(expr, terms))
    return std::nullopt;
  WindowIndex *moving = nullptr;
  for (WindowIndex &term : terms) {
    if (ranges[term.loop] == 1)
      continue;
    if (moving || term.stride < 1)
      return std::nullopt;
    moving = &term;
  }
  return moving ? *moving : WindowIndex{terms.front().loop, 1};
}

/// input[oh * s + kh]  ==>  extract_slice of input with stride s, indexed by oh
///
/// A window whose kernel loops have been tiled by 1 is a row, and its map
/// becomes a projected permutation.
struct SliceWindows : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.hasPureTensorSemantics() || op.hasDynamicShape())
      return rewriter.notifyMatchFailure(op, "expected static tensors");
    SmallVector<int64_t> ranges = op.getStaticLoopRanges();
    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    SmallVector<Value> inputs(op.getInputs());
    bool changed = false;
    for (auto [input, map] : llvm::zip(inputs, maps)) {
      if (map.isProjectedPermutation())
        continue;
      auto type = cast<RankedTensorType>(input.getType());
      SmallVector<AffineExpr> exprs(map.getResults());
      SmallVector<int64_t> sizes(type.getShape()), strides(type.getRank(), 1);
      for (auto [dim, expr] : llvm::enumerate(exprs)) {
        std::optional<WindowIndex> window = matchWindow(expr, ranges);
        if (!window)
          continue;
        expr = rewriter.getAffineDimExpr(window->loop);
        sizes[dim] = ranges[window->loop];
        strides[dim] = window->stride;
        changed = true;
      }
      map = AffineMap::get(map.getNumDims(), 0, exprs, rewriter.getContext());
      if (ArrayRef(sizes) == type.getShape())
        continue;
      SmallVector<OpFoldResult> zeros(type.getRank(), rewriter.getIndexAttr(0));
      MLIRContext *context = rewriter.getContext();
      input = tensor::ExtractSliceOp::create(
          rewriter, op.getLoc(), input, zeros,
          getAsIndexOpFoldResult(context, sizes),
          getAsIndexOpFoldResult(context, strides));
    }
    if (!changed)
      return rewriter.notifyMatchFailure(op, "no operand is read by windows");
    auto sliced = linalg::GenericOp::create(
        rewriter, op.getLoc(), op->getResultTypes(), inputs, op.getOutputs(),
        maps, op.getIteratorTypesArray());
    rewriter.inlineRegionBefore(op.getRegion(), sliced.getRegion(),
                                sliced.getRegion().begin());
    rewriter.replaceOp(op, sliced.getResults());
    return success();
  }
};

/// A write beyond the end of a tensor, which moving a write of all of it into
/// a part leaves:
///
///   vector.transfer_write %v, %t[%c0] : vector<5xf32>, tensor<3xf32>
/// ==>
///   %w = vector.shuffle %v, %v [0, 1, 2]
///   vector.transfer_write %w, %t[%c0] {in_bounds = [true]}
struct TrimWrite : OpRewritePattern<vector::TransferWriteOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(vector::TransferWriteOp op,
                                PatternRewriter &rewriter) const override {
    VectorType type = op.getVectorType();
    if (type.getRank() == 0 || op.getMask() || !op.hasOutOfBoundsDim() ||
        !op.getPermutationMap().isMinorIdentity())
      return rewriter.notifyMatchFailure(op, "not rows beyond the end");
    int64_t rank = type.getRank();
    SmallVector<int64_t> fits(type.getShape());
    for (int64_t dim = 0; dim < rank; ++dim) {
      if (op.isDimInBounds(dim))
        continue;
      int64_t size = op.getShapedType().getShape().take_back(rank)[dim];
      std::optional<int64_t> start =
          getConstantIntValue(op.getIndices().take_back(rank)[dim]);
      if (!start || *start >= size || ShapedType::isDynamic(size))
        return rewriter.notifyMatchFailure(op, "what fits is not known");
      fits[dim] = std::min(fits[dim], size - *start);
    }
    Value kept = op.getVector();
    if (rank == 1 && fits.front() < type.getNumElements())
      kept = vector::ShuffleOp::create(
          rewriter, op.getLoc(), kept, kept,
          llvm::to_vector(llvm::seq<int64_t>(0, fits.front())));
    else if (ArrayRef(fits) != type.getShape())
      kept = vector::ExtractStridedSliceOp::create(
          rewriter, op.getLoc(), kept, SmallVector<int64_t>(rank, 0), fits,
          SmallVector<int64_t>(rank, 1));
    rewriter.replaceOpWithNewOp<vector::TransferWriteOp>(
        op, kept, op.getBase(), op.getIndices(), SmallVector<bool>(rank, true));
    return success();
  }
};

LogicalResult sliceWindows(func::FuncOp function) {
  RewritePatternSet patterns(function.getContext());
  patterns.add<SliceWindows>(patterns.getContext());
  tensor::populateMergeConsecutiveInsertExtractSlicePatterns(patterns);
  return applyPatternsGreedily(function, std::move(patterns));
}

void vectorizeOps(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  SmallVector<linalg::LinalgOp> ops;
  function.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
  for (linalg::LinalgOp op : ops) {
    // Reads at computed places stay loops: no vector instruction does them
    // well.
    if (op.hasDynamicShape() ||
        !op.getBlock()->getOps<tensor::ExtractOp>().empty())
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
  patterns.add<TrimWrite>(patterns.getContext());
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
    (void)hoistLoopInvariantSubsets(rewriter, loop);
  });
}

struct VectorizeTilesPass
    : public kiln::impl::VectorizeTilesBase<VectorizeTilesPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (failed(sliceWindows(function)))
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
