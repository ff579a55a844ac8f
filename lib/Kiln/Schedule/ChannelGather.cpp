// Moves of channels within the blocked layout, see ChannelGather.h.

#include "ChannelGather.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace kiln;

using Sources = SmallVector<ChannelSource>;

//===----------------------------------------------------------------------===//
// Where channels come from
//===----------------------------------------------------------------------===//

namespace {
/// The channels that a slice of a value takes: `count` of them, `step` apart.
struct ChannelRange {
  int64_t first, count, step;
};
} // namespace

/// The channels of `slice`, which must leave every other dimension of `whole`
/// as it is.
static std::optional<ChannelRange>
matchChannelSlice(OffsetSizeAndStrideOpInterface slice, RankedTensorType whole,
                  RankedTensorType part) {
  if (whole.getRank() != part.getRank() || whole.getRank() < 2)
    return std::nullopt;
  unsigned channels = channelDim(whole.getRank());
  for (int64_t dim = 0; dim < whole.getRank(); ++dim)
    if (dim != channels && whole.getDimSize(dim) != part.getDimSize(dim))
      return std::nullopt;
  auto first = getConstantIntValue(slice.getMixedOffsets()[channels]);
  auto step = getConstantIntValue(slice.getMixedStrides()[channels]);
  if (!first || !step)
    return std::nullopt;
  return ChannelRange{*first, part.getDimSize(channels), *step};
}

/// True if `op` copies its one input with dimensions 1 and 2 exchanged.
static bool exchangesGroups(linalg::GenericOp op) {
  if (op.getNumDpsInputs() != 1 || op.getNumResults() != 1 ||
      op.getNumReductionLoops() != 0)
    return false;
  auto yield = cast<linalg::YieldOp>(op.getBlock()->getTerminator());
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  if (yield.getOperand(0) != op.getBlock()->getArgument(0) ||
      !maps[1].isIdentity() || !maps[0].isPermutation() ||
      maps[0].getNumDims() < 3)
    return false;
  auto permutation =
      llvm::to_vector(llvm::seq<unsigned>(0, maps[0].getNumDims()));
  std::swap(permutation[1], permutation[2]);
  return maps[0] == AffineMap::getPermutationMap(permutation, op.getContext());
}

/// True if the reshape between `grouped` and `plain` splits or joins the
/// channels, [N, G, C / G, ...], and leaves the rest.
static bool splitsChannels(RankedTensorType grouped, RankedTensorType plain) {
  ArrayRef<int64_t> a = grouped.getShape(), b = plain.getShape();
  return b.size() == 4 && a.size() == 5 && a[0] == b[0] &&
         a[1] * a[2] == b[1] && a.take_back(2) == b.take_back(2);
}

/// The value whose channels `collapse` shuffles, of which there are `groups`
/// groups; null if it does anything else.
static Value matchShuffle(tensor::CollapseShapeOp collapse, int64_t &groups) {
  auto exchange = collapse.getSrc().getDefiningOp<linalg::GenericOp>();
  if (!exchange || !exchangesGroups(exchange))
    return {};
  auto expand =
      exchange.getDpsInputs()[0].getDefiningOp<tensor::ExpandShapeOp>();
  if (!expand || !splitsChannels(expand.getResultType(), expand.getSrcType()) ||
      !splitsChannels(collapse.getSrcType(), collapse.getResultType()))
    return {};
  groups = expand.getResultType().getDimSize(1);
  return expand.getSrc();
}

static std::optional<Sources> trace(BlockedLayout &layout, Value value);

static std::optional<Sources> traceSlice(BlockedLayout &layout,
                                         tensor::ExtractSliceOp slice) {
  auto range = matchChannelSlice(slice, slice.getSourceType(), slice.getType());
  auto whole = range ? trace(layout, slice.getSource()) : std::nullopt;
  if (!whole)
    return std::nullopt;
  Sources sources;
  for (int64_t i = 0; i < range->count; ++i)
    sources.push_back((*whole)[range->first + i * range->step]);
  return sources;
}

/// What `insert` and the insertions before it put together.
static std::optional<Sources> traceInsertions(BlockedLayout &layout,
                                              tensor::InsertSliceOp insert) {
  SmallVector<std::pair<ChannelRange, Sources>> parts;
  Value dest;
  for (; insert; insert = dest.getDefiningOp<tensor::InsertSliceOp>()) {
    auto range =
        matchChannelSlice(insert, insert.getType(), insert.getSourceType());
    auto part = range ? trace(layout, insert.getSource()) : std::nullopt;
    if (!part)
      return std::nullopt;
    parts.emplace_back(*range, std::move(*part));
    dest = insert.getDest();
  }
  std::optional<Sources> whole = trace(layout, dest);
  if (!whole)
    return std::nullopt;
  for (auto &[range, part] : llvm::reverse(parts))
    for (int64_t i = 0; i < range.count; ++i)
      (*whole)[range.first + i * range.step] = part[i];
  return whole;
}

static std::optional<Sources> traceShuffle(BlockedLayout &layout,
                                           tensor::CollapseShapeOp collapse) {
  int64_t groups = 1;
  Value shuffled = matchShuffle(collapse, groups);
  auto before = shuffled ? trace(layout, shuffled) : std::nullopt;
  if (!before)
    return std::nullopt;
  Sources sources;
  int64_t size = before->size() / groups;
  for (int64_t i = 0; i < size * groups; ++i)
    sources.push_back((*before)[i % groups * size + i / groups]);
  return sources;
}

/// As traceChannels, but channels that are not given yet have no source.
static std::optional<Sources> trace(BlockedLayout &layout, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() < 2 || !type.hasStaticShape())
    return std::nullopt;
  Operation *def = value.getDefiningOp();
  Value blocked = layout.find(value);
  if (blocked || isa_and_nonnull<tensor::EmptyOp>(def)) {
    Sources sources;
    for (int64_t i = 0; i < type.getDimSize(channelDim(type.getRank())); ++i)
      sources.push_back({blocked, i});
    return sources;
  }
  if (auto slice = dyn_cast_or_null<tensor::ExtractSliceOp>(def))
    return traceSlice(layout, slice);
  if (auto insert = dyn_cast_or_null<tensor::InsertSliceOp>(def))
    return traceInsertions(layout, insert);
  if (auto collapse = dyn_cast_or_null<tensor::CollapseShapeOp>(def))
    return traceShuffle(layout, collapse);
  return std::nullopt;
}

std::optional<Sources> kiln::traceChannels(BlockedLayout &layout, Value value) {
  std::optional<Sources> sources = trace(layout, value);
  if (!sources || llvm::any_of(*sources, [](const ChannelSource &source) {
        return !source.blocked;
      }))
    return std::nullopt;
  return sources;
}

//===----------------------------------------------------------------------===//
// Vector code
//===----------------------------------------------------------------------===//

namespace {

/// Builds what happens at one place: the blocks of the result from vectors of
/// the sources.
class PlaceGather {
public:
  PlaceGather(OpBuilder &builder, Location loc, RankedTensorType type,
              ArrayRef<ChannelSource> sources)
      : builder(builder), loc(loc), sources(sources),
        channels(channelDim(type.getRank() - 1)),
        row(VectorType::get(type.getShape().back(), type.getElementType())) {}

  /// `result` with all its blocks at `place` written, whose entries are null
  /// for the channels and the lanes.
  Value run(Value result, ArrayRef<Value> place) {
    int64_t lanes = row.getNumElements(), count = sources.size();
    for (int64_t first = 0; first < count; first += lanes) {
      Value block =
          gather(sources.slice(first, std::min(lanes, count - first)), place);
      result = vector::TransferWriteOp::create(builder, loc, block, result,
                                               indices(place, first / lanes),
                                               ArrayRef<bool>{true})
                   .getResult();
    }
    return result;
  }

private:
  SmallVector<Value> indices(ArrayRef<Value> place, int64_t block) {
    SmallVector<Value> result(place);
    result[channels] = arith::ConstantIndexOp::create(builder, loc, block);
    result.back() = arith::ConstantIndexOp::create(builder, loc, 0);
    return result;
  }

  /// The vector that holds the channel `source`, read once.
  Value read(const ChannelSource &source, ArrayRef<Value> place) {
    int64_t block = source.channel / row.getNumElements();
    Value &vector = vectors[{source.blocked, block}];
    if (!vector)
      vector = vector::TransferReadOp::create(
          builder, loc, row, source.blocked, indices(place, block),
          /*padding=*/std::nullopt, ArrayRef<bool>{true});
    return vector;
  }

  /// One vector of the channels in `wanted`: what is gathered so far is
  /// shuffled with one source after another.
  Value gather(ArrayRef<ChannelSource> wanted, ArrayRef<Value> place) {
    constexpr int64_t kNothing = vector::ShuffleOp::kPoisonIndex;
    int64_t lanes = row.getNumElements();
    llvm::MapVector<Value, SmallVector<int64_t>> masks;
    for (auto [lane, source] : llvm::enumerate(wanted)) {
      SmallVector<int64_t> &mask = masks[read(source, place)];
      mask.resize(lanes, kNothing);
      mask[lane] = source.channel % lanes;
    }
    // `from` tells where in `result` the lanes are that have been gathered.
    Value result = masks.front().first;
    SmallVector<int64_t> from = masks.front().second;
    auto shuffle = [&](Value other) {
      result = vector::ShuffleOp::create(builder, loc, result, other, from);
      for (auto [lane, source] : llvm::enumerate(from))
        source = source == kNothing ? kNothing : lane;
    };
    for (auto &[vector, mask] : llvm::drop_begin(masks)) {
      for (auto [lane, source] : llvm::enumerate(mask))
        if (source != kNothing)
          from[lane] = lanes + source;
      shuffle(vector);
    }
    bool inOrder = llvm::all_of(llvm::enumerate(from), [&](auto entry) {
      return entry.value() == kNothing ||
             entry.value() == int64_t(entry.index());
    });
    if (!inOrder)
      shuffle(result);
    return result;
  }

  OpBuilder &builder;
  Location loc;
  ArrayRef<ChannelSource> sources;
  unsigned channels;
  VectorType row;
  llvm::DenseMap<std::pair<Value, int64_t>, Value> vectors;
};

} // namespace

Value kiln::gatherChannels(RewriterBase &rewriter, Location loc,
                           RankedTensorType type,
                           ArrayRef<ChannelSource> sources) {
  OpBuilder::InsertionGuard guard(rewriter);
  Value init = tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                       type.getElementType());
  Value zero = arith::ConstantIndexOp::create(rewriter, loc, 0);
  Value one = arith::ConstantIndexOp::create(rewriter, loc, 1);
  SmallVector<Value> place(type.getRank());
  SmallVector<scf::ForOp> loops;
  for (int64_t dim = 0; dim + 1 < type.getRank(); ++dim) {
    if (dim == channelDim(type.getRank() - 1))
      continue;
    Value size =
        arith::ConstantIndexOp::create(rewriter, loc, type.getDimSize(dim));
    loops.push_back(scf::ForOp::create(
        rewriter, loc, zero, size, one,
        loops.empty() ? init : loops.back().getRegionIterArg(0)));
    place[dim] = loops.back().getInductionVar();
    rewriter.setInsertionPointToStart(loops.back().getBody());
  }
  Value result = PlaceGather(rewriter, loc, type, sources)
                     .run(loops.back().getRegionIterArg(0), place);
  for (scf::ForOp loop : llvm::reverse(loops)) {
    rewriter.setInsertionPointToEnd(loop.getBody());
    scf::YieldOp::create(rewriter, loc, result);
    result = loop.getResult(0);
  }
  return result;
}
