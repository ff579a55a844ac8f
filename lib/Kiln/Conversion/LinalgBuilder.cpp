// The builder declared in LinalgBuilder.h.

#include "LinalgBuilder.h"
#include "Kiln/IR/Constants.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

using namespace mlir;
using namespace kiln;

RankedTensorType LinalgBuilder::tensorType(ArrayRef<int64_t> shape,
                                           Type element) {
  return RankedTensorType::get(shape, element ? element : getF32Type());
}

Value LinalgBuilder::scalar(float value) {
  return arith::ConstantOp::create(*this, getF32FloatAttr(value));
}

Value LinalgBuilder::constant(ElementsAttr attr) {
  return arith::ConstantOp::create(*this, cast<TypedAttr>(attr));
}

Value LinalgBuilder::empty(ArrayRef<int64_t> shape, Type element) {
  return tensor::EmptyOp::create(*this, shape,
                                 element ? element : getF32Type());
}

Value LinalgBuilder::filled(ArrayRef<int64_t> shape, float value) {
  return filled(shape, scalar(value));
}

Value LinalgBuilder::filled(ArrayRef<int64_t> shape, Value value) {
  Value init = empty(shape, value.getType());
  return linalg::FillOp::create(*this, value, init).getResult(0);
}

Value LinalgBuilder::pad(Value source, ArrayRef<int64_t> low,
                         ArrayRef<int64_t> high, float value) {
  return pad(source, low, high, scalar(value));
}

Value LinalgBuilder::pad(Value source, ArrayRef<int64_t> low,
                         ArrayRef<int64_t> high, Value value) {
  auto isZero = [](int64_t size) { return size == 0; };
  if (llvm::all_of(low, isZero) && llvm::all_of(high, isZero))
    return source;
  SmallVector<int64_t> shape(shapeOf(source));
  for (auto [size, before, after] : llvm::zip_equal(shape, low, high))
    size += before + after;
  return tensor::PadOp::create(
      *this, tensorType(shape, elementTypeOf(source)), source,
      getAsIndexOpFoldResult(getContext(), low),
      getAsIndexOpFoldResult(getContext(), high), value);
}

Value LinalgBuilder::reshape(Value source, ArrayRef<int64_t> shape) {
  RankedTensorType type = tensorType(shape, elementTypeOf(source));
  if (source.getType() == type)
    return source;
  if (ElementsAttr attr = matchConstant(source))
    if (ElementsAttr reshaped = reshapeConstant(attr, type))
      return constant(reshaped);

  auto sourceType = cast<RankedTensorType>(source.getType());
  auto groups = getReassociationIndicesForReshape(sourceType, type);
  if (groups && sourceType.getRank() > type.getRank())
    return tensor::CollapseShapeOp::create(*this, type, source, *groups);
  if (groups && sourceType.getRank() < type.getRank())
    return tensor::ExpandShapeOp::create(*this, type, source, *groups);
  Value flat = reshape(source, sourceType.getNumElements());
  return reshape(flat, shape);
}

AffineMap LinalgBuilder::map(unsigned loops, ArrayRef<AffineExpr> results) {
  return AffineMap::get(loops, /*symbolCount=*/0, results, getContext());
}

AffineMap LinalgBuilder::project(unsigned loops, ArrayRef<unsigned> dims) {
  return AffineMap::getMultiDimMapWithTargets(loops, dims, getContext());
}

Value LinalgBuilder::generic(ValueRange inputs, Value init,
                             ArrayRef<AffineMap> maps, unsigned parallel,
                             unsigned reduction, Body body) {
  SmallVector<utils::IteratorType> iterators(parallel,
                                             utils::IteratorType::parallel);
  iterators.append(reduction, utils::IteratorType::reduction);
  auto buildBody = [&](OpBuilder &builder, Location loc, ValueRange args) {
    ImplicitLocOpBuilder nested(loc, builder);
    linalg::YieldOp::create(nested, body(nested, args));
  };
  return linalg::GenericOp::create(*this, init.getType(), inputs, init, maps,
                                   iterators, buildBody)
      .getResult(0);
}

Value LinalgBuilder::elementwise(ValueRange inputs, ArrayRef<AffineMap> maps,
                                 ArrayRef<int64_t> shape, Body body,
                                 Type element) {
  SmallVector<AffineMap> allMaps(maps);
  allMaps.push_back(getMultiDimIdentityMap(shape.size()));
  return generic(inputs, empty(shape, element), allMaps, shape.size(), 0, body);
}

Value LinalgBuilder::broadcast(Value source, ArrayRef<int64_t> shape,
                               ArrayRef<unsigned> dims, float scale) {
  if (std::optional<float> splat = matchF32Splat(source))
    return filled(shape, *splat * scale);
  Value factor = scale == 1.0f ? Value() : scalar(scale);
  return elementwise(source, project(shape.size(), dims), shape,
                     [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                       if (!factor)
                         return args[0];
                       return arith::MulFOp::create(b, args[0], factor);
                     });
}

Value LinalgBuilder::dropBroadcast(Value source, ArrayRef<int64_t> shape,
                                   SmallVectorImpl<unsigned> &dims) {
  ArrayRef<int64_t> sourceShape = shapeOf(source);
  unsigned offset = shape.size() - sourceShape.size();
  SmallVector<int64_t> kept;
  for (auto [i, size] : llvm::enumerate(sourceShape)) {
    if (size != shape[offset + i])
      continue;
    kept.push_back(size);
    dims.push_back(offset + i);
  }
  return reshape(source, kept);
}
