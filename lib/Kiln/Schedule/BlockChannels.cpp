// Channel-blocked layout: rewrites structured ops from [N, C, ...] to
// [N, C/b, ..., b]. This file decides which ops are blocked; moving constants
// and lowering the packs that remain is done by the passes that follow.

#include "BlockedLayout.h"
#include "ChannelGather.h"
#include "ChannelLoops.h"
#include "Kiln/Schedule/Passes.h"
#include "Kiln/Schedule/Structured.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace kiln {
#define GEN_PASS_DEF_BLOCKCHANNELS
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

bool isConstant(Value value) { return matchPattern(value, m_Constant()); }

class ChannelBlocker {
public:
  ChannelBlocker(func::FuncOp function, int64_t lanes)
      : function(function), lanes(lanes), rewriter(function.getContext()),
        layout(rewriter, lanes) {}

  void run();

private:
  // Recognition.
  bool shouldBlock(linalg::GenericOp op, ChannelLoops loops);

  // Values and ops in the blocked layout.
  bool hasBlocked(Value value);
  Value findBlocked(Value value);
  Value gather(Value value);
  Value getBlocked(Value value);
  Value blockGeneric(linalg::GenericOp op, ChannelLoops loops);
  Value blockContraction(linalg::GenericOp op, ChannelLoops loops);
  Value blockPad(tensor::PadOp op, Value source);
  Value blockInsertSlice(tensor::InsertSliceOp op);
  Value blockExtractSlice(tensor::ExtractSliceOp op);

  struct Slice {
    SmallVector<OpFoldResult> offsets, sizes, strides;
  };
  std::optional<Slice> blockSlice(OffsetSizeAndStrideOpInterface op,
                                  RankedTensorType whole,
                                  RankedTensorType part);

  func::FuncOp function;
  int64_t lanes;
  IRRewriter rewriter;
  BlockedLayout layout;
  /// Blocked forms of values that stay plain for other uses.
  llvm::DenseMap<Value, Value> gathered;
};

} // namespace

//===----------------------------------------------------------------------===//
// Recognition
//===----------------------------------------------------------------------===//

bool ChannelBlocker::shouldBlock(linalg::GenericOp op, ChannelLoops loops) {
  int64_t channels = op.getStaticLoopRanges()[loops.result];
  // Fewer channels leave most lanes idle; rows of pixels serve better then.
  bool wideEnough = channels >= lanes / 2;
  bool readsBlocked = false, weightsAreConstant = true;
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    std::optional<unsigned> position = findPlainResult(map, loops.result);
    if (!position)
      continue;
    bool isActivation = !isConstant(input->get()) &&
                        *position == channelDim(map.getNumResults());
    if (isActivation && hasBlocked(input->get()))
      readsBlocked = true;
    else if (!isConstant(input->get()) && !isActivation)
      weightsAreConstant = false;
  }
  if (op.getNumReductionLoops() == 0)
    return readsBlocked;
  if (loops.summed) {
    // The weights are the operand that holds both channel loops.
    for (OpOperand *input : op.getDpsInputOperands()) {
      AffineMap map = op.getMatchingIndexingMap(input);
      if (findPlainResult(map, loops.result) && !isConstant(input->get()))
        return false;
    }
    return wideEnough && isMulAddReduction(op);
  }
  if (readsBlocked)
    return weightsAreConstant;
  return wideEnough && isMulAddReduction(op) && weightsAreConstant;
}

/// Whether `op` only repeats its inputs, which have fewer dimensions.
static bool isBroadcast(linalg::GenericOp op) {
  auto rank = cast<RankedTensorType>(op.getResult(0).getType()).getRank();
  return kiln::isElementwise(op) &&
         llvm::all_of(op.getInputs(), [&](Value input) {
           auto type = dyn_cast<RankedTensorType>(input.getType());
           return !type || type.getRank() < rank;
         });
}

/// True for padding that leaves the channels alone.
static bool padsPlaces(tensor::PadOp op) {
  if (!op.getConstantPaddingValue() || !op.getType().hasStaticShape() ||
      op.getType().getRank() < 2)
    return false;
  unsigned channels = channelDim(op.getType().getRank());
  return op.getStaticLow()[channels] == 0 && op.getStaticHigh()[channels] == 0;
}

//===----------------------------------------------------------------------===//
// Values and ops in the blocked layout
//===----------------------------------------------------------------------===//

/// True if findBlocked finds one.
bool ChannelBlocker::hasBlocked(Value value) {
  return layout.find(value) || gathered.contains(value) ||
         traceChannels(layout, value);
}

/// `value` in the blocked layout, taken from where it was unpacked or gathered
/// from the channels of such values; null if it is made of anything else.
Value ChannelBlocker::findBlocked(Value value) {
  if (Value blocked = layout.find(value))
    return blocked;
  if (Value blocked = gathered.lookup(value))
    return blocked;
  Value blocked = gather(value);
  if (blocked)
    gathered[value] = blocked;
  return blocked;
}

/// The channels of `value`, which move between blocks; null if they are not
/// all channels of blocked values.
Value ChannelBlocker::gather(Value value) {
  std::optional<SmallVector<ChannelSource>> sources =
      traceChannels(layout, value);
  if (!sources)
    return {};
  auto type = cast<RankedTensorType>(value.getType());
  return gatherChannels(rewriter, value.getLoc(), layout.getType(type),
                        *sources);
}

/// `value` in the blocked layout: found there, rebuilt if it is a fill, a
/// broadcast or padded, else packed.
Value ChannelBlocker::getBlocked(Value value) {
  if (Value blocked = findBlocked(value))
    return blocked;
  RankedTensorType type =
      layout.getType(cast<RankedTensorType>(value.getType()));
  Location loc = value.getLoc();
  auto empty = [&] {
    return tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                   type.getElementType());
  };
  Operation *def = value.getDefiningOp();
  if (isa_and_nonnull<tensor::EmptyOp>(def))
    return empty();
  if (auto fill = dyn_cast_or_null<linalg::FillOp>(def))
    return linalg::FillOp::create(rewriter, loc, fill.getInputs(),
                                  ValueRange{empty()})
        .getResult(0);
  if (auto generic = dyn_cast_or_null<linalg::GenericOp>(def))
    if (auto loops = matchChannelLoops(generic); loops && isBroadcast(generic))
      return blockGeneric(generic, *loops);
  // Packed first, what is padded is packed into its place.
  if (auto pad = dyn_cast_or_null<tensor::PadOp>(def); pad && padsPlaces(pad))
    return blockPad(pad, getBlocked(pad.getSource()));
  return layout.pack(value, {int64_t(channelDim(type.getRank() - 1))}, {lanes});
}

/// Blocks an op that does not sum over channels.
Value ChannelBlocker::blockGeneric(linalg::GenericOp op, ChannelLoops loops) {
  SmallVector<Value> inputs;
  for (OpOperand *input : op.getDpsInputOperands()) {
    Value value = input->get();
    AffineMap map = op.getMatchingIndexingMap(input);
    auto position = findPlainResult(map, loops.result);
    if (position && *position == channelDim(map.getNumResults()) &&
        !isConstant(value))
      value = getBlocked(value);
    else if (position)
      value = layout.pack(value, {int64_t(*position)}, {lanes});
    inputs.push_back(value);
  }
  return buildBlockedGeneric(rewriter, op, inputs,
                             getBlocked(op.getDpsInits()[0]), loops.result,
                             std::nullopt);
}

/// Blocks a contraction. Its input may be blocked already, in which case the
/// sum over channels runs over the full blocks and then over the valid lanes
/// of the last one; a shallow or unblocked input (the first layer's image, the
/// rows of a matrix) is read as it is.
Value ChannelBlocker::blockContraction(linalg::GenericOp op,
                                       ChannelLoops loops) {
  unsigned inputIndex = 0;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(operand);
    if (findPlainResult(map, *loops.summed) &&
        !findPlainResult(map, loops.result))
      inputIndex = operand->getOperandNumber();
  }
  Value input = op.getInputs()[inputIndex];
  int64_t channels = op.getStaticLoopRanges()[*loops.summed];
  Value blocked = findBlocked(input);
  bool isImage = cast<RankedTensorType>(input.getType()).getRank() > 2;
  if (!blocked && isImage && channels >= lanes)
    blocked = getBlocked(input);
  Value result = getBlocked(op.getDpsInits()[0]);

  auto accumulate = [&](Value activations, int64_t offset, int64_t size,
                        int64_t tile) {
    SmallVector<Value> inputs;
    for (OpOperand *operand : op.getDpsInputOperands()) {
      if (operand->getOperandNumber() == inputIndex) {
        inputs.push_back(activations);
        continue;
      }
      AffineMap map = op.getMatchingIndexingMap(operand);
      Value weights = operand->get();
      SmallVector<int64_t> dims, tiles;
      if (auto summed = findPlainResult(map, *loops.summed); summed && tile) {
        weights = layout.slice(weights, *summed, offset, size);
        dims.push_back(*summed);
        tiles.push_back(tile);
      }
      if (auto position = findPlainResult(map, loops.result)) {
        dims.push_back(*position);
        tiles.push_back(lanes);
      }
      inputs.push_back(dims.empty() ? weights
                                    : layout.pack(weights, dims, tiles));
    }
    result = buildBlockedGeneric(rewriter, op, inputs, result, loops.result,
                                 tile ? loops.summed : std::nullopt);
  };

  if (!blocked) {
    accumulate(input, 0, channels, /*tile=*/0);
    return result;
  }
  int64_t fullBlocks = channels / lanes, remainder = channels % lanes;
  unsigned laneDim = cast<RankedTensorType>(blocked.getType()).getRank() - 1;
  unsigned blockDim = channelDim(laneDim);
  if (fullBlocks)
    accumulate(layout.slice(blocked, blockDim, 0, fullBlocks), 0,
               fullBlocks * lanes, lanes);
  if (remainder)
    accumulate(layout.slice(layout.slice(blocked, blockDim, fullBlocks, 1),
                            laneDim, 0, remainder),
               fullBlocks * lanes, remainder, remainder);
  return result;
}

/// Padding of the places of `source`, which is the blocked form of what `op`
/// pads.
Value ChannelBlocker::blockPad(tensor::PadOp op, Value source) {
  SmallVector<OpFoldResult> low = op.getMixedLowPad();
  SmallVector<OpFoldResult> high = op.getMixedHighPad();
  low.push_back(rewriter.getIndexAttr(0));
  high.push_back(rewriter.getIndexAttr(0));
  return tensor::PadOp::create(rewriter, op.getLoc(),
                               layout.getType(op.getType()), source, low, high,
                               op.getConstantPaddingValue(), op.getNofold());
}

/// The offsets, sizes and strides of a slice of a tensor of type `whole`, told
/// on the blocked layout: its channels begin with a block and, if it is
/// written, are whole blocks or reach to the last channel. In the other
/// dimensions anything goes.
std::optional<ChannelBlocker::Slice>
ChannelBlocker::blockSlice(OffsetSizeAndStrideOpInterface op,
                           RankedTensorType whole, RankedTensorType part) {
  if (whole.getRank() != part.getRank() || whole.getRank() < 2)
    return std::nullopt;
  Slice slice{op.getMixedOffsets(), op.getMixedSizes(), op.getMixedStrides()};
  unsigned channels = channelDim(whole.getRank());
  std::optional<int64_t> offset = getConstantIntValue(slice.offsets[channels]);
  int64_t size = part.getDimSize(channels);
  if (!offset || getConstantIntValue(slice.strides[channels]) != 1)
    return std::nullopt;
  bool reachesEnd = *offset + size == whole.getDimSize(channels);
  bool isWritten = isa<tensor::InsertSliceOp>(op);
  if (*offset % lanes != 0 || (isWritten && size % lanes != 0 && !reachesEnd))
    return std::nullopt;
  slice.offsets[channels] = rewriter.getIndexAttr(*offset / lanes);
  slice.sizes[channels] = rewriter.getIndexAttr(llvm::divideCeil(size, lanes));
  slice.offsets.push_back(rewriter.getIndexAttr(0));
  slice.sizes.push_back(rewriter.getIndexAttr(lanes));
  slice.strides.push_back(rewriter.getIndexAttr(1));
  return slice;
}

/// One step of a concatenation, or of places put between others.
Value ChannelBlocker::blockInsertSlice(tensor::InsertSliceOp op) {
  Value source = layout.find(op.getSource());
  bool freshDest = op.getDest().getDefiningOp<tensor::EmptyOp>() != nullptr;
  Value dest = freshDest ? Value() : layout.find(op.getDest());
  if (!source || !(freshDest || dest))
    return {};
  std::optional<Slice> slice = blockSlice(op, op.getType(), op.getSourceType());
  if (!slice)
    return {};
  if (!dest)
    dest = getBlocked(op.getDest());
  return tensor::InsertSliceOp::create(rewriter, op.getLoc(), source, dest,
                                       slice->offsets, slice->sizes,
                                       slice->strides);
}

/// A view of whole blocks if there is one; a slice that takes blocks apart, or
/// is taken of what would first be gathered, has its own channels gathered.
Value ChannelBlocker::blockExtractSlice(tensor::ExtractSliceOp op) {
  std::optional<Slice> slice = blockSlice(op, op.getSourceType(), op.getType());
  Value source = slice ? layout.find(op.getSource()) : Value();
  if (!source)
    if (Value blocked = gather(op.getResult()))
      return blocked;
  if (slice && !source)
    source = findBlocked(op.getSource());
  if (!source)
    return {};
  return tensor::ExtractSliceOp::create(
      rewriter, op.getLoc(), layout.getType(op.getType()), source,
      slice->offsets, slice->sizes, slice->strides);
}

void ChannelBlocker::run() {
  SmallVector<Operation *> ops;
  for (Operation &op : function.getBody().front())
    ops.push_back(&op);
  for (Operation *op : ops) {
    rewriter.setInsertionPoint(op);
    Value blocked;
    if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
      if (auto loops = matchChannelLoops(generic);
          loops && shouldBlock(generic, *loops))
        blocked = loops->summed ? blockContraction(generic, *loops)
                                : blockGeneric(generic, *loops);
    } else if (auto pad = dyn_cast<tensor::PadOp>(op)) {
      Value source = padsPlaces(pad) ? findBlocked(pad.getSource()) : Value();
      blocked = source ? blockPad(pad, source) : Value();
    } else if (auto insert = dyn_cast<tensor::InsertSliceOp>(op)) {
      blocked = blockInsertSlice(insert);
    } else if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op)) {
      blocked = blockExtractSlice(extract);
    }
    if (!blocked)
      continue;
    rewriter.replaceOp(
        op, layout.unpack(blocked,
                          cast<RankedTensorType>(op->getResult(0).getType())));
  }
}

/// relu(collapse_shape %conv)  ==>  collapse_shape (relu %conv)
///
/// A grouped convolution's result is collapsed from [N, G, C, ...]; what
/// follows it elementwise moves before the collapse and can share its loops.
static LogicalResult sinkReshapes(func::FuncOp function) {
  RewritePatternSet patterns(function.getContext());
  linalg::populateFoldReshapeOpsByExpansionPatterns(
      patterns, [](OpOperand *operand) {
        auto collapse = operand->get().getDefiningOp<tensor::CollapseShapeOp>();
        auto consumer = dyn_cast<linalg::LinalgOp>(operand->getOwner());
        if (!collapse || !consumer || !kiln::isElementwise(consumer) ||
            !collapse->hasOneUse())
          return false;
        auto source = collapse.getSrc().getDefiningOp<linalg::LinalgOp>();
        return source && source.getNumLoops() > consumer.getNumLoops();
      });
  return applyPatternsGreedily(function, std::move(patterns));
}

namespace {
struct BlockChannelsPass
    : public kiln::impl::BlockChannelsBase<BlockChannelsPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    TargetAttr target = getTarget(function);
    if (!target || !function.getBody().hasOneBlock())
      return;
    ChannelBlocker(function, target.getF32Lanes()).run();
    if (failed(sinkReshapes(function)))
      signalPassFailure();
  }
};
} // namespace
