// Values in the channel-blocked layout: their types, how one is made from a
// plain value and back, and how a reshape is told on one.

#include "BlockedLayout.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace kiln;

/// A value that is already available in the blocked layout, or null.
Value BlockedLayout::find(Value value) {
  Operation *def = value.getDefiningOp();
  if (auto unpackOp = dyn_cast_or_null<linalg::UnPackOp>(def))
    return unpackOp.getSource();
  if (isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(def))
    return findReshaped(def);
  return {};
}
RankedTensorType BlockedLayout::getType(RankedTensorType type) const {
  SmallVector<int64_t> shape(type.getShape());
  int64_t &channels = shape[channelDim(type.getRank())];
  channels = llvm::divideCeil(channels, lanes);
  shape.push_back(lanes);
  return RankedTensorType::get(shape, type.getElementType());
}

Value BlockedLayout::pack(Value value, ArrayRef<int64_t> dims,
                          ArrayRef<int64_t> tiles) {
  Location loc = value.getLoc();
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape(type.getShape());
  bool padded = false;
  for (auto [dim, tile] : llvm::zip_equal(dims, tiles)) {
    padded |= shape[dim] % tile != 0;
    shape[dim] = llvm::divideCeil(shape[dim], tile);
  }
  llvm::append_range(shape, tiles);
  Value dest =
      tensor::EmptyOp::create(rewriter, loc, shape, type.getElementType());
  std::optional<Value> padding;
  if (padded)
    padding = arith::ConstantOp::create(
        rewriter, loc, rewriter.getZeroAttr(type.getElementType()));
  return linalg::PackOp::create(
             rewriter, loc, value, dest, dims,
             getAsIndexOpFoldResult(rewriter.getContext(), tiles), padding)
      .getResult();
}

Value BlockedLayout::unpack(Value blocked, RankedTensorType type) {
  Location loc = blocked.getLoc();
  Value dest = tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                       type.getElementType());
  return linalg::UnPackOp::create(
             rewriter, loc, blocked, dest,
             ArrayRef<int64_t>{channelDim(type.getRank())},
             getAsIndexOpFoldResult(rewriter.getContext(), lanes))
      .getResult();
}

Value BlockedLayout::slice(Value value, unsigned dim, int64_t offset,
                           int64_t size) {
  auto type = cast<RankedTensorType>(value.getType());
  if (offset == 0 && size == type.getDimSize(dim))
    return value;
  SmallVector<int64_t> offsets(type.getRank(), 0), sizes(type.getShape()),
      strides(type.getRank(), 1);
  offsets[dim] = offset;
  sizes[dim] = size;
  MLIRContext *context = rewriter.getContext();
  return tensor::ExtractSliceOp::create(
      rewriter, value.getLoc(), value, getAsIndexOpFoldResult(context, offsets),
      getAsIndexOpFoldResult(context, sizes),
      getAsIndexOpFoldResult(context, strides));
}

/// [N, C] of `type`, with groups of whole blocks joined; [N, G, C] if they are
/// not.
static SmallVector<int64_t> channelSizes(RankedTensorType type, int64_t lanes) {
  unsigned channels = channelDim(type.getRank());
  SmallVector<int64_t> sizes(type.getShape().take_front(channels + 1));
  if (channels == 2 && sizes[2] % lanes == 0)
    sizes = {sizes[0], sizes[1] * sizes[2]};
  return sizes;
}

/// True if a reshape between `from` and `to` can be done on the blocked layout:
/// the channels stay, but for being split into or joined from groups of whole
/// blocks.
static bool reshapesBlocks(RankedTensorType from, RankedTensorType to,
                           int64_t lanes) {
  if (from.getRank() < 2 || to.getRank() < 2)
    return false;
  return channelSizes(from, lanes) == channelSizes(to, lanes);
}

/// The blocked form of a reshape of a blocked value, or null.
Value BlockedLayout::findReshaped(Operation *reshape) {
  auto from = cast<RankedTensorType>(reshape->getOperand(0).getType());
  auto to = cast<RankedTensorType>(reshape->getResult(0).getType());
  if (!reshapesBlocks(from, to, lanes))
    return {};
  Value source = find(reshape->getOperand(0));
  if (!source)
    return {};
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(reshape);
  RankedTensorType type = getType(to);
  auto sourceType = cast<RankedTensorType>(source.getType());
  auto reassociation = getReassociationIndicesForReshape(sourceType, type);
  if (!reassociation)
    return {};
  if (type.getRank() < sourceType.getRank())
    return tensor::CollapseShapeOp::create(rewriter, reshape->getLoc(), type,
                                           source, *reassociation);
  return tensor::ExpandShapeOp::create(rewriter, reshape->getLoc(), type,
                                       source, *reassociation);
}
