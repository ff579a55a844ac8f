// The policy: which ops root a loop nest and how they are tiled. Nothing is
// rewritten here; TileAndFuse obeys what this file writes.

#include "Kiln/Schedule/CostModel.h"
#include "Kiln/Schedule/Passes.h"
#include "Kiln/Schedule/Structured.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/FormatVariadic.h"

namespace kiln {
#define GEN_PASS_DEF_SELECTSCHEDULE
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// How many steps of a sum over channels are unrolled into one tile.
constexpr int64_t kUnrolledSum = 16;

/// How many phases of a row are computed together.
constexpr int64_t kMaxPhases = 4;

class Selector {
public:
  Selector(linalg::LinalgOp op, TargetAttr target, ConvAlgorithm forAll)
      : op(op), target(target),
        convAlgorithm(getConvAlgorithm(op).value_or(forAll)),
        lanes(target.getF32Lanes()),
        shape(cast<RankedTensorType>(op->getResult(0).getType()).getShape()),
        parallel(shape.size(), 1) {}

  ScheduleAttr select();
  /// What was selected and why, in words.
  StringRef getReason() const { return reason; }

private:
  bool isBlocked() const { return shape.size() >= 3 && shape.back() == lanes; }
  unsigned resultLoop(unsigned dim) {
    return cast<AffineDimExpr>(outputMap().getResult(dim)).getPosition();
  }
  AffineMap outputMap() {
    return op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  }
  bool sumsLanes();
  ScheduleAttr selectWinogradTiles();
  std::optional<unsigned> transposedDim();
  void tileBlockedContraction();
  int64_t countTouched(OpOperand *input, unsigned rowLoop);
  void selectOrder(const RegisterTile &tile, unsigned blockDim,
                   unsigned rowDim);
  void tileRows();
  SmallVector<int64_t> reductionTiles(bool innermostIsReduced);

  linalg::LinalgOp op;
  TargetAttr target;
  ConvAlgorithm convAlgorithm;
  int64_t lanes;
  ArrayRef<int64_t> shape;
  SmallVector<int64_t> parallel, order;
  std::string reason;
};

} // namespace

/// The result dimension whose loop runs over the innermost dimension of an
/// input although it is not the result's innermost: the op transposes.
std::optional<unsigned> Selector::transposedDim() {
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    if (map.getNumResults() == 0)
      continue;
    auto last = dyn_cast<AffineDimExpr>(map.getResults().back());
    if (!last || !findPlainResult(map, resultLoop(shape.size() - 1)))
      continue;
    std::optional<unsigned> dim =
        findPlainResult(outputMap(), last.getPosition());
    if (dim && *dim != shape.size() - 1)
      return dim;
  }
  return std::nullopt;
}

/// True if an input's innermost dimension is summed, so that the vector runs
/// along the sum and not along the result.
bool Selector::sumsLanes() {
  unsigned lanesLoop = resultLoop(shape.size() - 1);
  bool innermostReduced = false;
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    if (map.getNumResults() == 0)
      continue;
    if (map.getResults().back().isFunctionOfDim(lanesLoop))
      return false;
    auto last = dyn_cast<AffineDimExpr>(map.getResults().back());
    innermostReduced |=
        last && op.getIteratorTypesArray()[last.getPosition()] ==
                    utils::IteratorType::reduction;
  }
  return innermostReduced;
}

void Selector::tileBlockedContraction() {
  TileDims dims = getTileDims(shape.size());
  unsigned lanesDim = shape.size() - 1;
  int64_t rows = dims.row ? shape[*dims.row] : 1, pixels = shape[dims.pixel];
  // Phases next to each other share a pixel, as channel blocks do.
  int64_t phases =
      dims.phase ? largestDivisor(shape[*dims.phase], kMaxPhases) : 1;
  bool sharesWeights = sharesPixels(op);
  RegisterTile tile =
      sharesWeights
          ? selectRegisterTile(target, shape[dims.block], rows, pixels, phases)
          : selectLaneTile(target, rows, pixels);
  parallel[dims.block] = tile.blocks;
  if (dims.row)
    parallel[*dims.row] = tile.rows;
  if (dims.phase && sharesWeights)
    parallel[*dims.phase] = phases;
  parallel[dims.pixel] = tile.pixels;
  parallel[lanesDim] = 0;
  if (dims.row && sharesWeights)
    selectOrder(tile, dims.block, *dims.row);
  int64_t accumulators =
      tile.blocks * tile.rows * tile.pixels * (sharesWeights ? phases : 1);
  reason = llvm::formatv("{0} x {1} pixels of {2} x {3} channels: {4} of {5} "
                         "registers hold sums",
                         tile.rows, tile.pixels, tile.blocks, lanes,
                         accumulators, target.getVectorRegisters());
  if (sharesWeights)
    reason +=
        llvm::formatv(", {0:f0} % of the multiply-adds' peak expected",
                      100 * predictPeakShare(target, tile, shape[dims.block],
                                             rows, pixels, phases));
  else
    reason += ", each channel by itself";
}

/// Elements of `input` without the rows that a stride skips. What is skipped
/// within a row comes along with its neighbours.
int64_t Selector::countTouched(OpOperand *input, unsigned rowLoop) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  int64_t count = 1;
  for (auto [expr, size] : llvm::zip_equal(
           op.getMatchingIndexingMap(input).getResults(),
           cast<RankedTensorType>(input->get().getType()).getShape())) {
    int64_t places = 1;
    for (auto [loop, range] : llvm::enumerate(ranges))
      if (expr.isFunctionOfDim(loop))
        places *= range;
    count *= expr.isFunctionOfDim(rowLoop) ? std::min(size, places) : size;
  }
  return count;
}

/// Whether the loop over rows goes outside of the one over channel blocks, for
/// a contraction of an image.
void Selector::selectOrder(const RegisterTile &tile, unsigned blockDim,
                           unsigned rowDim) {
  // What continues a contraction shares its loops.
  auto first = op.getDpsInits()[0].getDefiningOp<linalg::LinalgOp>();
  if (first && isMulAddReduction(first) && getSchedule(first)) {
    llvm::append_range(order, getSchedule(first).getOrder());
    return;
  }
  int64_t imageBytes = 0, filterBytes = 0;
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    int64_t bytes = 4 * countTouched(input, resultLoop(rowDim));
    (map.isFunctionOfDim(resultLoop(blockDim)) ? filterBytes : imageBytes) +=
        bytes;
  }
  // The loops over images and groups stay outside.
  int64_t images = shape[0];
  int64_t groups = ShapedType::getNumElements(shape.slice(1, blockDim - 1));
  int64_t resultBytes = 4 * ShapedType::getNumElements(shape);
  if (!loopsOverRowsFirst(target, tile, shape[blockDim], shape[rowDim],
                          imageBytes / images / groups, filterBytes / groups,
                          resultBytes / images / groups))
    return;
  llvm::append_range(order, llvm::seq<int64_t>(shape.size()));
  std::swap(order[blockDim], order[rowDim]);
}

/// Everything whose result rows are vectors.
void Selector::tileRows() {
  unsigned rank = shape.size();
  if (rank == 0)
    return;
  if (auto dim = transposedDim()) {
    parallel[*dim] = std::min(shape[*dim], lanes);
    parallel[rank - 1] = std::min(shape[rank - 1], lanes);
    reason = llvm::formatv("transposed {0} x {1} elements at a time",
                           parallel[*dim], parallel[rank - 1]);
    return;
  }
  constexpr int64_t kVectors = 8;
  if (isBlocked()) {
    parallel[rank - 1] = 0;
    parallel[rank - 2] = largestDivisor(shape[rank - 2], kVectors);
    reason = llvm::formatv("{0} pixels of {1} channels at a time",
                           parallel[rank - 2], lanes);
    return;
  }
  // The rest of a row is at most one vector: LLVM would take a longer one that
  // is no power of two apart into numbers.
  int64_t tile = kVectors / 2 * lanes;
  while (tile > lanes && shape[rank - 1] % tile > lanes)
    tile /= 2;
  parallel[rank - 1] = std::min(shape[rank - 1], tile);
  reason = llvm::formatv("{0} elements of a row of {1} at a time",
                         parallel[rank - 1], shape[rank - 1]);
  // A contraction of plain images: the rows it loads serve several channels.
  constexpr unsigned kChannels = 1;
  if (isMulAddReduction(op) && rank == 4) {
    int64_t vectors = llvm::divideCeil(parallel[rank - 1], lanes);
    parallel[kChannels] = largestDivisor(
        shape[kChannels],
        std::max<int64_t>(target.getVectorRegisters() / 2 / vectors, 1));
    reason += llvm::formatv(", for {0} channels", parallel[kChannels]);
  }
}

SmallVector<int64_t> Selector::reductionTiles(bool innermostIsReduced) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  SmallVector<unsigned> loops;
  op.getReductionDims(loops);
  SmallVector<int64_t> tiles(loops.size(), 1);
  for (unsigned i = loops.size(); i-- > 0;) {
    bool plain = llvm::all_of(op.getIndexingMapsArray(), [&](AffineMap map) {
      return usesOnlyPlainly(map, loops[i]);
    });
    if (!plain || !(isMulAddReduction(op) || innermostIsReduced))
      continue;
    tiles[i] =
        std::min(ranges[loops[i]], innermostIsReduced ? lanes : kUnrolledSum);
    break;
  }
  return tiles;
}

/// The schedule of a convolution that is computed by Winograd's algorithm, null
/// for all others.
ScheduleAttr Selector::selectWinogradTiles() {
  if (convAlgorithm == ConvAlgorithm::Direct)
    return {};
  std::optional<WinogradConv> conv = matchWinogradConv(op);
  if (!conv)
    return {};
  WinogradPlan plan = selectWinograd(
      target, *conv, /*forced=*/convAlgorithm == ConvAlgorithm::Winograd);
  if (plan.outputs == 0)
    return {};
  int64_t height = conv->kernelHeight, width = conv->kernelWidth;
  reason = llvm::formatv("Winograd's algorithm F({0}x{1}, {2}x{3}), {4} rows "
                         "of the image at a time",
                         winogradOutputs(plan.outputs, height),
                         winogradOutputs(plan.outputs, width), height, width,
                         plan.rows);
  return ScheduleAttr::get(op->getContext(), {1, 0, plan.rows, 0, 0},
                           /*order=*/{}, /*reduction=*/{}, plan.outputs);
}

ScheduleAttr Selector::select() {
  if (ScheduleAttr winograd = selectWinogradTiles())
    return winograd;
  bool reducesRows =
      op.getNumReductionLoops() > 0 && !shape.empty() && sumsLanes();
  // A sum along the vector is computed one result at a time.
  if (isMulAddReduction(op) && isBlocked())
    tileBlockedContraction();
  else if (!reducesRows)
    tileRows();
  else
    reason = "one result at a time, summed along the vector";
  return ScheduleAttr::get(op->getContext(), parallel, order,
                           reductionTiles(reducesRows), /*winograd=*/0);
}

/// True if every use of `op` is the initial value of a reduction, into whose
/// loop nest a copy of `op` goes.
static bool onlyInitializesReductions(Operation *op) {
  return llvm::all_of(op->getUses(), [](OpOperand &use) {
    auto user = dyn_cast<linalg::LinalgOp>(use.getOwner());
    return user && user.isDpsInit(&use) && user.getNumReductionLoops() > 0;
  });
}

/// Remarks on the schedule of `op`, in whose loops `consumers` ops follow it.
static void explain(linalg::LinalgOp op, size_t consumers,
                    const std::string &reason) {
  ScheduleAttr schedule = getSchedule(op);
  auto shape = [](ArrayRef<int64_t> sizes) {
    std::string text;
    llvm::raw_string_ostream os(text);
    llvm::interleave(sizes, os, "x");
    return text;
  };
  remark::analysis(op.getLoc(),
                   remark::RemarkOpts::name("schedule").category("schedule"))
      << remark::detail::LazyTextBuild{
             "Remark", [&] {
               std::string text = llvm::formatv("loops of {0}, tiles of {1}",
                                                shape(op.getStaticLoopRanges()),
                                                shape(schedule.getParallel()));
               if (!schedule.getReduction().empty())
                 text += ", sums in steps of " + shape(schedule.getReduction());
               if (consumers)
                 text += llvm::formatv(", with {0} op{1} after it", consumers,
                                       consumers > 1 ? "s" : "");
               return text + ": " + reason;
             }};
}

namespace {
struct SelectSchedulePass
    : public kiln::impl::SelectScheduleBase<SelectSchedulePass> {
  using SelectScheduleBase::SelectScheduleBase;

  void runOnOperation() override {
    TargetAttr target = getTarget(getOperation());
    if (!target)
      return;
    llvm::SmallPtrSet<Operation *, 16> fused;
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    // Reductions choose their consumers first: a lone elementwise op that
    // comes earlier must not take the op a convolution could carry.
    for (bool reductions : {true, false})
      for (linalg::LinalgOp op : ops) {
        if ((op.getNumReductionLoops() > 0) != reductions ||
            fused.contains(op) || op->getNumResults() != 1 ||
            op.hasDynamicShape())
          continue;
        std::string reason = "written by hand";
        if (!getSchedule(op)) {
          Selector selector(op, target, convAlgorithm);
          op->setAttr(KilnDialect::kScheduleAttr, selector.select());
          reason = selector.getReason();
        }
        SmallVector<linalg::LinalgOp> consumers = getFusibleConsumers(op);
        fused.insert_range(consumers);
        explain(op, consumers.size(), reason);
        Operation *init = getInitProducer(op);
        if (init && onlyInitializesReductions(init))
          fused.insert(init);
      }
  }
};
} // namespace
