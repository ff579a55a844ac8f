// Recognizes loops over channels and splits them in blocks.

#include "ChannelLoops.h"
#include "BlockedLayout.h"
#include "Kiln/IR/ConvAlgorithm.h"
#include "Kiln/Schedule/Structured.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kiln;

/// The blocks are those of f32 vectors; what else there is stays as it is.
static bool isAllF32(linalg::GenericOp op) {
  return llvm::all_of(op->getOperandTypes(), [](Type type) {
    return getElementTypeOrSelf(type).isF32();
  });
}

std::optional<ChannelLoops> kiln::matchChannelLoops(linalg::GenericOp op) {
  if (op.getNumResults() != 1 || op.hasIndexSemantics() ||
      !op.hasPureTensorSemantics() || op.hasDynamicShape() || !isAllF32(op))
    return std::nullopt;
  AffineMap out = op.getIndexingMapsArray().back();
  if (!out.isProjectedPermutation() || out.getNumResults() < 2)
    return std::nullopt;

  ChannelLoops loops{
      cast<AffineDimExpr>(out.getResult(channelDim(out.getNumResults())))
          .getPosition(),
      std::nullopt};
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    if (!usesOnlyPlainly(map, loops.result))
      return std::nullopt;
    std::optional<unsigned> position = findPlainResult(map, loops.result);
    if (position || matchPattern(input->get(), m_Constant()) ||
        map.getNumResults() < 2)
      continue;
    auto dim =
        dyn_cast<AffineDimExpr>(map.getResult(channelDim(map.getNumResults())));
    if (dim && isMulAddReduction(op) &&
        op.getIteratorTypesArray()[dim.getPosition()] ==
            utils::IteratorType::reduction)
      loops.summed = dim.getPosition();
  }
  if (loops.summed)
    for (AffineMap map : op.getIndexingMapsArray())
      if (!usesOnlyPlainly(map, *loops.summed))
        return std::nullopt;
  return loops;
}

Value kiln::buildBlockedGeneric(RewriterBase &rewriter, linalg::GenericOp op,
                                ArrayRef<Value> inputs, Value init,
                                unsigned resultLoop,
                                std::optional<unsigned> summedLoop) {
  using utils::IteratorType;
  MLIRContext *context = rewriter.getContext();
  SmallVector<IteratorType> oldIterators = op.getIteratorTypesArray();
  SmallVector<IteratorType> iterators;
  SmallVector<AffineExpr> renamed(op.getNumLoops());
  auto append = [&](IteratorType type) {
    iterators.push_back(type);
    return getAffineDimExpr(iterators.size() - 1, context);
  };
  AffineExpr innerResult, innerSummed;
  for (IteratorType kind : {IteratorType::parallel, IteratorType::reduction}) {
    for (auto [loop, type] : llvm::enumerate(oldIterators))
      if (type == kind)
        renamed[loop] = append(kind);
    if (kind == IteratorType::parallel)
      innerResult = append(kind);
    else if (summedLoop)
      innerSummed = append(kind);
  }

  SmallVector<AffineMap> maps;
  for (AffineMap map : op.getIndexingMapsArray()) {
    SmallVector<AffineExpr> exprs;
    for (AffineExpr expr : map.getResults())
      exprs.push_back(expr.replaceDims(renamed));
    if (summedLoop && findPlainResult(map, *summedLoop))
      exprs.push_back(innerSummed);
    if (findPlainResult(map, resultLoop))
      exprs.push_back(innerResult);
    maps.push_back(AffineMap::get(iterators.size(), 0, exprs, context));
  }
  auto blocked = linalg::GenericOp::create(rewriter, op.getLoc(),
                                           TypeRange{init.getType()}, inputs,
                                           ValueRange{init}, maps, iterators);
  rewriter.cloneRegionBefore(op.getRegion(), blocked.getRegion(),
                             blocked.getRegion().begin());
  copyConvAlgorithm(op, blocked);
  return blocked.getResult(0);
}
