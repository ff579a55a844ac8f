// What is left of packs, unpacks and pads after constants are folded: reshapes,
// transposes, and insertions into tensors with a filled border.

#include "BlockedLayout.h"
#include "Kiln/Schedule/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/TypeSwitch.h"
#include <utility>

namespace kiln {
#define GEN_PASS_DEF_LOWERRELAYOUTS
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// [[0], [1, ..., rank-1]]: everything after the first dimension is one.
SmallVector<ReassociationIndices> keepFirst(int64_t rank) {
  return {{0}, llvm::to_vector<2>(llvm::seq<int64_t>(1, rank))};
}

/// Reshapes between a tensor and [size of dimension 0, the rest].
Value collapseToMatrix(OpBuilder &builder, Location loc, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() == 2)
    return value;
  return tensor::CollapseShapeOp::create(builder, loc, value,
                                         keepFirst(type.getRank()));
}

Value expandFromMatrix(OpBuilder &builder, Location loc, Value matrix,
                       RankedTensorType type) {
  if (type.getRank() == 2)
    return matrix;
  return tensor::ExpandShapeOp::create(builder, loc, type, matrix,
                                       keepFirst(type.getRank()));
}

/// True if dimension 1 is packed or unpacked and every dimension after it has
/// one element, so that blocks lie in memory as the channels did.
bool isVectorOfChannels(RankedTensorType type, ArrayRef<int64_t> innerDims) {
  return type.getRank() >= 2 && innerDims == ArrayRef<int64_t>{1} &&
         llvm::all_of(type.getShape().drop_front(2),
                      [](int64_t size) { return size == 1; });
}

/// The permutation that takes [..., C/b, ..., b] to [..., C/b, b, ...], where
/// the unblocked tensor has `rank` dimensions and its channels are `dim`.
SmallVector<int64_t> lanesAfterBlocks(int64_t rank, int64_t dim) {
  auto permutation = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  permutation.insert(permutation.begin() + dim + 1, rank);
  return permutation;
}

LogicalResult lowerPad(RewriterBase &rewriter, tensor::PadOp pad);

/// pack [N, C, 1, 1] -> [N, C/b, 1, 1, b]  ==>  collapse_shape, expand_shape
/// Any other pack becomes a transpose, of a padded tensor where its size is no
/// whole number of blocks.
LogicalResult relayoutPack(RewriterBase &rewriter, linalg::PackOp pack) {
  rewriter.setInsertionPoint(pack);
  RankedTensorType source = pack.getSourceType();
  if (isVectorOfChannels(source, pack.getInnerDimsPos()) &&
      source.getDimSize(1) % pack.getStaticInnerTiles()[0] == 0) {
    Value matrix = collapseToMatrix(rewriter, pack.getLoc(), pack.getSource());
    rewriter.replaceOp(pack, expandFromMatrix(rewriter, pack.getLoc(), matrix,
                                              pack.getDestType()));
    return success();
  }
  FailureOr<linalg::LowerPackResult> lowered =
      linalg::lowerPack(rewriter, pack);
  if (failed(lowered))
    return failure();
  tensor::PadOp pad = lowered->padOp;
  return pad && pad.getType() != pad.getSourceType() ? lowerPad(rewriter, pad)
                                                     : success();
}

/// `blocked`, [N, C/b, H, W, b], with the lanes behind their blocks: [N, C, H,
/// W]. The blocks are dimension `dim`.
Value joinLanes(OpBuilder &builder, Location loc, Value blocked, int64_t dim,
                bool moves) {
  auto type = cast<RankedTensorType>(blocked.getType());
  int64_t rank = type.getRank() - 1;
  SmallVector<int64_t> permutation = lanesAfterBlocks(rank, dim);
  SmallVector<int64_t> shape = applyPermutation(type.getShape(), permutation);
  if (moves) {
    Value empty =
        tensor::EmptyOp::create(builder, loc, shape, type.getElementType());
    blocked =
        linalg::TransposeOp::create(builder, loc, blocked, empty, permutation)
            ->getResult(0);
  } else {
    // The lanes follow the channels with unit dimensions between: one group.
    blocked =
        expandFromMatrix(builder, loc, collapseToMatrix(builder, loc, blocked),
                         RankedTensorType::get(shape, type.getElementType()));
  }
  SmallVector<ReassociationIndices> groups;
  for (int64_t i = 0; i <= rank; ++i)
    if (i == dim + 1)
      groups.back().push_back(i);
    else
      groups.push_back({i});
  return tensor::CollapseShapeOp::create(builder, loc, blocked, groups);
}

/// unpack [N, C/b, H, W, b] -> [N, C, H, W]
///   ==>  transpose to [N, C/b, b, H, W], collapse_shape
/// Where the last block has fewer channels than lanes, it is done by itself and
/// inserted behind the others.
LogicalResult relayoutUnPack(RewriterBase &rewriter, linalg::UnPackOp unpack) {
  RankedTensorType type = unpack.getDestType();
  if (unpack.getInnerDimsPos().size() != 1 ||
      !unpack.getOuterDimsPerm().empty() || !type.hasStaticShape())
    return failure();
  rewriter.setInsertionPoint(unpack);
  Location loc = unpack.getLoc();
  int64_t rank = type.getRank(), dim = unpack.getInnerDimsPos().front();
  int64_t lanes = unpack.getStaticInnerTiles().front();
  int64_t size = type.getDimSize(dim), whole = size / lanes * lanes;
  bool moves = !isVectorOfChannels(type, unpack.getInnerDimsPos());
  BlockedLayout layout(rewriter, lanes);
  Value source = unpack.getSource();
  auto empty = [&]() -> Value {
    return tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                   type.getElementType());
  };
  if (size == whole) {
    rewriter.replaceOp(unpack, joinLanes(rewriter, loc, source, dim, moves));
    return success();
  }
  if (!moves) {
    Value channels = joinLanes(rewriter, loc, source, dim, moves);
    rewriter.replaceOpWithNewOp<linalg::CopyOp>(
        unpack, layout.slice(channels, dim, 0, size), empty());
    return success();
  }
  Value last = layout.slice(source, dim, whole / lanes, 1);
  last = layout.slice(last, rank, 0, size - whole);
  last = joinLanes(rewriter, loc, last, dim, moves);
  if (whole == 0) {
    rewriter.replaceOp(unpack, last);
    return success();
  }
  Value first = layout.slice(source, dim, 0, whole / lanes);
  first = joinLanes(rewriter, loc, first, dim, moves);
  Value result = empty();
  int64_t offset = 0;
  for (Value part : {first, last}) {
    auto partType = cast<RankedTensorType>(part.getType());
    SmallVector<int64_t> offsets(rank, 0), ones(rank, 1);
    offsets[dim] = std::exchange(offset, whole);
    MLIRContext *context = rewriter.getContext();
    result = tensor::InsertSliceOp::create(
        rewriter, loc, part, result, getAsIndexOpFoldResult(context, offsets),
        getAsIndexOpFoldResult(context, partType.getShape()),
        getAsIndexOpFoldResult(context, ones));
  }
  rewriter.replaceOp(unpack, result);
  return success();
}

/// pad %source  ==>  fills of the border of %alloc, insert_slice of %source
///
/// The border comes before the producer of the source, which can then write
/// straight into the interior.
LogicalResult lowerPad(RewriterBase &rewriter, tensor::PadOp pad) {
  Value padding = pad.getConstantPaddingValue();
  RankedTensorType type = pad.getType();
  if (!padding || !type.hasStaticShape())
    return failure();
  Location loc = pad.getLoc();
  Attribute value;
  if (!matchPattern(padding, m_Constant(&value)))
    return failure();
  Operation *producer = pad.getSource().getDefiningOp();
  bool sameBlock = producer && producer->getBlock() == pad->getBlock();
  rewriter.setInsertionPoint(sameBlock ? producer : pad);
  padding = arith::ConstantOp::create(rewriter, loc, cast<TypedAttr>(value));
  // An allocation, unlike tensor.empty, is never merged with an equal one: two
  // pads must not come to share their borders.
  Value result =
      bufferization::AllocTensorOp::create(rewriter, loc, type, ValueRange());
  SmallVector<OpFoldResult> ones(type.getRank(), rewriter.getIndexAttr(1));
  SmallVector<int64_t> interior(type.getRank(), 0);
  SmallVector<int64_t> extent(type.getShape());
  auto fill = [&](ArrayRef<int64_t> offsets, ArrayRef<int64_t> sizes) {
    auto mixedOffsets = getAsIndexOpFoldResult(rewriter.getContext(), offsets);
    auto mixedSizes = getAsIndexOpFoldResult(rewriter.getContext(), sizes);
    Value border = tensor::ExtractSliceOp::create(
        rewriter, loc, result, mixedOffsets, mixedSizes, ones);
    border =
        linalg::FillOp::create(rewriter, loc, padding, border).getResult(0);
    result = tensor::InsertSliceOp::create(rewriter, loc, border, result,
                                           mixedOffsets, mixedSizes, ones);
  };
  // Each dimension's border leaves out the corners that an earlier one filled.
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    int64_t low = pad.getStaticLow()[dim], high = pad.getStaticHigh()[dim];
    SmallVector<int64_t> offsets(interior), sizes(extent);
    if (low) {
      offsets[dim] = 0;
      sizes[dim] = low;
      fill(offsets, sizes);
    }
    if (high) {
      offsets[dim] = type.getDimSize(dim) - high;
      sizes[dim] = high;
      fill(offsets, sizes);
    }
    interior[dim] = low;
    extent[dim] = type.getDimSize(dim) - low - high;
  }
  rewriter.setInsertionPoint(pad);
  rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(
      pad, pad.getSource(), result,
      getAsIndexOpFoldResult(rewriter.getContext(), interior),
      getAsIndexOpFoldResult(rewriter.getContext(), extent), ones);
  return success();
}

struct LowerRelayoutsPass
    : public kiln::impl::LowerRelayoutsBase<LowerRelayoutsPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (isa<linalg::PackOp, linalg::UnPackOp, tensor::PadOp>(op))
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      if (op->use_empty()) {
        rewriter.eraseOp(op);
        continue;
      }
      LogicalResult lowered =
          TypeSwitch<Operation *, LogicalResult>(op)
              .Case([&](linalg::PackOp pack) -> LogicalResult {
                return relayoutPack(rewriter, pack);
              })
              .Case([&](linalg::UnPackOp unpack) -> LogicalResult {
                return relayoutUnPack(rewriter, unpack);
              })
              .Case([&](tensor::PadOp pad) { return lowerPad(rewriter, pad); });
      if (failed(lowered)) {
        op->emitOpError("cannot be lowered: expected static shapes and a "
                        "constant padding value");
        return signalPassFailure();
      }
    }
  }
};

} // namespace
