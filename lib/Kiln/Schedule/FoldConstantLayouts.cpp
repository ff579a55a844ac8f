// Relayouts of constants at compile time: every op handled here gathers its
// result from its source with one stride per result dimension, so one strided
// copy serves them all.

#include "Kiln/IR/Constants.h"
#include "Kiln/Schedule/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/TypeSwitch.h"

namespace kiln {
#define GEN_PASS_DEF_FOLDCONSTANTLAYOUTS
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// One dimension of the result of a relayout.
struct GatherDim {
  int64_t size;
  /// Distance in the source, in elements, of neighbours in this dimension.
  int64_t stride;
  /// Position of this dimension in the source's dimension `sourceDim` is
  /// `index * step`; positions past `sourceSize` are padding.
  unsigned sourceDim;
  int64_t step;
};

struct Gather {
  int64_t offset = 0;
  SmallVector<GatherDim> dims;
  /// Sizes of the source's dimensions, for telling padding.
  SmallVector<int64_t> sourceShape;
};

SmallVector<int64_t> rowMajorStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (int64_t dim = int64_t(shape.size()) - 2; dim >= 0; --dim)
    strides[dim] = strides[dim + 1] * shape[dim + 1];
  return strides;
}

std::optional<Gather> gatherOfPack(linalg::PackOp pack) {
  if (!pack.getOuterDimsPerm().empty() || !pack.getDestType().hasStaticShape())
    return std::nullopt;
  Gather gather;
  gather.sourceShape.assign(pack.getSourceType().getShape().begin(),
                            pack.getSourceType().getShape().end());
  SmallVector<int64_t> strides = rowMajorStrides(gather.sourceShape);
  ArrayRef<int64_t> shape = pack.getDestType().getShape();
  SmallVector<int64_t> tiles(strides.size(), 1);
  for (auto [dim, tile] :
       llvm::zip_equal(pack.getInnerDimsPos(), pack.getStaticInnerTiles()))
    tiles[dim] = tile;
  for (unsigned dim = 0; dim < strides.size(); ++dim)
    gather.dims.push_back(
        {shape[dim], strides[dim] * tiles[dim], dim, tiles[dim]});
  for (int64_t dim : pack.getInnerDimsPos())
    gather.dims.push_back({tiles[dim], strides[dim], unsigned(dim), 1});
  return gather;
}

std::optional<Gather> gatherOfTranspose(linalg::TransposeOp transpose) {
  Gather gather;
  auto type = cast<RankedTensorType>(transpose.getInput().getType());
  gather.sourceShape.assign(type.getShape().begin(), type.getShape().end());
  SmallVector<int64_t> strides = rowMajorStrides(gather.sourceShape);
  for (int64_t dim : transpose.getPermutation())
    gather.dims.push_back(
        {type.getDimSize(dim), strides[dim], unsigned(dim), 1});
  return gather;
}

std::optional<Gather> gatherOfSlice(tensor::ExtractSliceOp slice) {
  if (slice.getStaticOffsets().size() != size_t(slice.getType().getRank()) ||
      !slice.getType().hasStaticShape())
    return std::nullopt;
  Gather gather;
  auto type = slice.getSourceType();
  gather.sourceShape.assign(type.getShape().begin(), type.getShape().end());
  for (auto [dim, stride] : llvm::enumerate(rowMajorStrides(type.getShape()))) {
    int64_t offset = slice.getStaticOffsets()[dim];
    int64_t step = slice.getStaticStrides()[dim];
    if (ShapedType::isDynamic(offset) || ShapedType::isDynamic(step))
      return std::nullopt;
    gather.offset += offset * stride;
    // A slice lies inside its source, so padding never applies.
    gather.dims.push_back(
        {slice.getType().getDimSize(dim), stride * step, unsigned(dim), 0});
  }
  return gather;
}

std::optional<Gather> gatherOf(Operation *op) {
  return TypeSwitch<Operation *, std::optional<Gather>>(op)
      .Case(gatherOfPack)
      .Case(gatherOfTranspose)
      .Case(gatherOfSlice)
      .Default([](Operation *) { return std::nullopt; });
}

/// Copies the elements of `gather` out of `source`; padding stays 0.
std::vector<float> runGather(const Gather &gather, const F32Data &source) {
  int64_t count = 1;
  for (const GatherDim &dim : gather.dims)
    count *= dim.size;
  std::vector<float> result(count, 0.0f);
  float *out = result.data();
  ArrayRef<float> data = source.getStorage();
  SmallVector<int64_t> position(gather.sourceShape.size(), 0);
  auto walk = [&](auto &&self, unsigned depth, int64_t offset) -> void {
    if (depth == gather.dims.size()) {
      *out++ = data[offset];
      return;
    }
    const GatherDim &dim = gather.dims[depth];
    int64_t rest = 1;
    for (const GatherDim &inner : ArrayRef(gather.dims).drop_front(depth + 1))
      rest *= inner.size;
    int64_t start = position[dim.sourceDim];
    int64_t room = gather.sourceShape[dim.sourceDim] - start;
    int64_t valid = dim.size;
    if (dim.step > 0)
      valid =
          std::clamp<int64_t>((room + dim.step - 1) / dim.step, 0, dim.size);
    if (depth + 1 == gather.dims.size()) {
      for (int64_t i = 0; i < valid; ++i)
        out[i] = data[offset + i * dim.stride];
      out += dim.size;
      return;
    }
    for (int64_t i = 0; i < valid; ++i) {
      position[dim.sourceDim] = start + i * dim.step;
      self(self, depth + 1, offset + i * dim.stride);
    }
    position[dim.sourceDim] = start;
    out += (dim.size - valid) * rest;
  };
  walk(walk, 0, gather.offset);
  return result;
}

StringRef nameOf(ElementsAttr attr) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    return resource.getRawHandle().getKey();
  return "weights";
}

/// The constant that `op` evaluates to, or null.
ElementsAttr evaluate(Operation *op) {
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  ElementsAttr source = matchConstant(op->getOperand(0));
  if (!type || !type.hasStaticShape() || !type.getElementType().isF32() ||
      !source)
    return {};
  if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op))
    return reshapeConstant(source, type);
  std::optional<Gather> gather = gatherOf(op);
  std::optional<F32Data> data = getF32Data(source);
  if (!gather || !data)
    return {};
  auto pack = dyn_cast<linalg::PackOp>(op);
  bool padded = pack && pack.getPaddingValue();
  if (data->isSplat() && (!padded || (*data)[0] == 0.0f))
    return makeF32Splat(type, (*data)[0]);
  if (data->isSplat()) {
    std::vector<float> expanded = data->copy();
    return makeF32Constant(
        type, nameOf(source),
        runGather(*gather, F32Data(expanded, expanded.size())));
  }
  return makeF32Constant(type, nameOf(source), runGather(*gather, *data));
}

struct FoldConstantLayoutsPass
    : public kiln::impl::FoldConstantLayoutsBase<FoldConstantLayoutsPass> {
  void runOnOperation() override {
    getOperation().walk([](Operation *op) {
      if (op->getNumResults() != 1 || op->getNumOperands() == 0)
        return;
      if (!isa<linalg::PackOp, linalg::TransposeOp, tensor::ExtractSliceOp,
               tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op))
        return;
      ElementsAttr value = evaluate(op);
      if (!value)
        return;
      OpBuilder builder(op);
      Value constant =
          arith::ConstantOp::create(builder, op->getLoc(), TypedAttr(value));
      op->getResult(0).replaceAllUsesWith(constant);
      op->erase();
    });
  }
};

} // namespace
