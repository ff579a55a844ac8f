// Small questions about structured ops that several schedule passes ask.

#include "Kiln/Schedule/Structured.h"
#include "Kiln/IR/Constants.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace kiln;

TargetAttr kiln::getTarget(Operation *op) {
  auto module = op->getParentOfType<ModuleOp>();
  return module ? module->getAttrOfType<TargetAttr>(KilnDialect::kTargetAttr)
                : TargetAttr();
}

ScheduleAttr kiln::getSchedule(Operation *op) {
  return op->getAttrOfType<ScheduleAttr>(KilnDialect::kScheduleAttr);
}

std::optional<unsigned> kiln::findPlainResult(AffineMap map, unsigned dim) {
  for (auto [index, expr] : llvm::enumerate(map.getResults()))
    if (auto plain = dyn_cast<AffineDimExpr>(expr);
        plain && plain.getPosition() == dim)
      return index;
  return std::nullopt;
}

bool kiln::usesOnlyPlainly(AffineMap map, unsigned dim) {
  unsigned uses = 0;
  for (AffineExpr expr : map.getResults()) {
    if (!expr.isFunctionOfDim(dim))
      continue;
    if (!isa<AffineDimExpr>(expr) || ++uses > 1)
      return false;
  }
  return true;
}

bool kiln::isElementwise(linalg::LinalgOp op) {
  if (op.getNumLoops() != op.getNumParallelLoops() || op.hasIndexSemantics())
    return false;
  return llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
    return op.getMatchingIndexingMap(&init).isIdentity();
  });
}

bool kiln::isMulAddReduction(linalg::LinalgOp op) {
  if (op.getNumReductionLoops() == 0 || op.getNumDpsInits() != 1)
    return false;
  Operation *yield = op.getBlock()->getTerminator();
  auto add = yield->getOperand(0).getDefiningOp<arith::AddFOp>();
  if (!add)
    return false;
  Value accumulator = op.getBlock()->getArguments().back();
  Value term = add.getLhs() == accumulator ? add.getRhs() : add.getLhs();
  if (add.getLhs() != accumulator && add.getRhs() != accumulator)
    return false;
  return term.getDefiningOp<arith::MulFOp>() != nullptr;
}

/// True if `op` reads `value` element by element, with the loops that its
/// result has.
static bool readsInPlace(linalg::LinalgOp op, Value value) {
  return llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
    return operand.get() != value ||
           (op.isDpsInput(&operand) &&
            op.getMatchingIndexingMap(&operand).isIdentity());
  });
}

SmallVector<linalg::LinalgOp> kiln::getFusibleConsumers(linalg::LinalgOp root) {
  SmallVector<linalg::LinalgOp> consumers;
  Value value = root->getResult(0);
  while (value.hasOneUse()) {
    auto consumer = dyn_cast<linalg::LinalgOp>(*value.user_begin());
    if (!consumer || consumer->getBlock() != root->getBlock() ||
        consumer->getNumResults() != 1 || !isElementwise(consumer) ||
        getSchedule(consumer) || !readsInPlace(consumer, value))
      break;
    consumers.push_back(consumer);
    value = consumer->getResult(0);
  }
  return consumers;
}

Operation *kiln::getInitProducer(linalg::LinalgOp root) {
  auto init = root.getDpsInits()[0].getDefiningOp<linalg::LinalgOp>();
  if (!init || !kiln::isElementwise(init))
    return nullptr;
  int64_t rank = init.getNumLoops();
  bool broadcasts = llvm::all_of(init.getDpsInputs(), [&](Value input) {
    auto type = dyn_cast<RankedTensorType>(input.getType());
    return !type || type.getRank() < rank;
  });
  return broadcasts ? init.getOperation() : nullptr;
}

linalg::LinalgOp kiln::getContinuedContraction(linalg::LinalgOp root) {
  if (!isMulAddReduction(root))
    return {};
  OpOperand *init = root.getDpsInitOperand(0);
  auto first = init->get().getDefiningOp<linalg::LinalgOp>();
  if (!first || !isMulAddReduction(first) || !first->hasOneUse() ||
      first->getBlock() != root->getBlock())
    return {};
  ScheduleAttr schedule = getSchedule(root), continued = getSchedule(first);
  bool sameTiles = schedule && continued && schedule.getWinograd() == 0 &&
                   continued.getWinograd() == 0 &&
                   schedule.getParallel() == continued.getParallel() &&
                   schedule.getOrder() == continued.getOrder();
  return sameTiles ? first : linalg::LinalgOp();
}

TileDims kiln::getTileDims(unsigned rank) {
  bool isImage = rank >= 5, hasPhases = rank >= 7;
  if (!isImage)
    return {/*block=*/1, /*pixel=*/0, std::nullopt, std::nullopt};
  unsigned row = rank - (hasPhases ? 5 : 3);
  unsigned pixel = rank - (hasPhases ? 3 : 2);
  return {row - 1, pixel, row,
          hasPhases ? std::optional(rank - 2) : std::nullopt};
}

bool kiln::sharesPixels(linalg::LinalgOp op) {
  AffineMap result = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  unsigned lanes =
      cast<AffineDimExpr>(result.getResults().back()).getPosition();
  return llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *input) {
    return !findPlainResult(op.getMatchingIndexingMap(input), lanes);
  });
}

std::optional<WinogradConv> kiln::matchWinogradConv(linalg::LinalgOp op) {
  if (!isMulAddReduction(op) || op.hasDynamicShape() ||
      op.getNumDpsInputs() != 2 || !op.hasPureTensorSemantics())
    return std::nullopt;
  AffineExpr n, k, h, w, l, c, i, j, m;
  bindDims(op.getContext(), n, k, h, w, l, c, i, j, m);
  SmallVector<AffineMap> maps = AffineMap::inferFromExprList(
      ArrayRef<SmallVector<AffineExpr, 4>>{
          {n, c, h + i, w + j, m}, {k, c, i, j, m, l}, {n, k, h, w, l}},
      op.getContext());
  if (op.getIndexingMapsArray() != maps || !matchF32Data(op.getDpsInputs()[1]))
    return std::nullopt;
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  auto fits = [](int64_t taps) { return taps % 2 == 1 && taps <= 7; };
  bool isPointwise = sizes[6] == 1 && sizes[7] == 1;
  if (!fits(sizes[6]) || !fits(sizes[7]) || isPointwise || sizes[4] != sizes[8])
    return std::nullopt;
  return WinogradConv{sizes[0], sizes[5], sizes[1], sizes[2],
                      sizes[3], sizes[4], sizes[6], sizes[7]};
}
