// Compositions that several families share.

#include "Compose.h"

using namespace mlir;
using namespace kiln;

Shape kiln::dimsOf(Value value) {
  return Shape(cast<RankedTensorType>(value.getType()).getShape());
}

Value kiln::makeSlice(Node &node, Value x, int64_t axis, int64_t start,
                      int64_t size, int64_t step) {
  if (!x)
    return {};
  Shape sizes = dimsOf(x), starts(sizes.size(), 0), steps(sizes.size(), 1);
  if (sizes[axis] == size)
    return x;
  starts[axis] = start;
  sizes[axis] = size;
  steps[axis] = step;
  return node.create<SliceOp>(x, {node.intsAttr("starts", starts),
                                  node.intsAttr("sizes", sizes),
                                  node.intsAttr("steps", steps)});
}

Value kiln::makeConcat(Node &node, llvm::ArrayRef<Value> parts, int64_t axis) {
  if (parts.size() == 1)
    return parts.front();
  return node.create<ConcatOp>(parts, {node.intAttr("axis", axis)});
}

Value kiln::makeZeroPadded(Node &node, Value x, int64_t axis, int64_t before,
                           int64_t after) {
  if (!x || (before == 0 && after == 0))
    return x;
  Shape low(dimsOf(x).size(), 0), high = low;
  low[axis] = before;
  high[axis] = after;
  return node.create<PadOp>(
      x, {node.intsAttr("low", low), node.intsAttr("high", high)});
}

/// The smallest factor of `size` from 2 to `most`; 1 if it has none.
static int64_t smallFactor(int64_t size, int64_t most) {
  for (int64_t factor = 2; factor <= most; ++factor)
    if (size % factor == 0)
      return factor;
  return 1;
}

/// A short axis is cut into places that are joined again. A long one is seen
/// as two, each reversed by itself, or loses its last place to become a product
/// first: the number of ops grows with the logarithm of the size.
Value kiln::makeReversed(Node &node, Value x, int64_t axis) {
  constexpr int64_t kShort = 8;
  if (!x)
    return {};
  Shape shape = dimsOf(x);
  int64_t size = shape[axis];
  if (size == 1)
    return x;
  llvm::SmallVector<Value> parts;
  if (size <= kShort) {
    for (int64_t i = size; i-- > 0;)
      parts.push_back(makeSlice(node, x, axis, i, 1));
    return makeConcat(node, parts, axis);
  }
  int64_t factor = smallFactor(size, kShort);
  if (factor == 1) {
    parts = {makeSlice(node, x, axis, size - 1, 1),
             makeReversed(node, makeSlice(node, x, axis, 0, size - 1), axis)};
    return makeConcat(node, parts, axis);
  }
  Shape split = shape;
  split[axis] = size / factor;
  split.insert(split.begin() + axis + 1, factor);
  Value blocks = makeReversed(node, node.reshape(x, split), axis);
  return node.reshape(makeReversed(node, blocks, axis + 1), shape);
}

/// A product with ones keeps every bit, which a sum with zeros would not. Bools
/// have no product.
Value kiln::makeExpanded(Node &node, Value x, llvm::ArrayRef<int64_t> shape) {
  if (!x || dimsOf(x) == shape)
    return x;
  if (countElements(shape).value_or(0) == 0) {
    (void)node.refuseSize(shape);
    return {};
  }
  Type element = elementTypeOf(x);
  if (element.isInteger(1))
    return node.create<OrOp>(x, node.number(0, element, shape));
  return node.create<MulOp>(x, node.number(1, element, shape));
}

Value kiln::makeTransposed(Node &node, Value x,
                           llvm::ArrayRef<int64_t> permutation) {
  return node.create<TransposeOp>(x,
                                  {node.intsAttr("permutation", permutation)});
}

/// The mean over height and width has an op of its own.
Value kiln::makeMean(Node &node, Value x, llvm::ArrayRef<int64_t> axes) {
  if (!x)
    return {};
  Shape shape = dimsOf(x);
  if (shape.size() == 4 && axes == llvm::ArrayRef<int64_t>({2, 3}))
    return node.create<GlobalAvgPoolOp>(x);
  int64_t count = 1;
  for (int64_t axis : axes)
    count *= shape[axis];
  return node.create<DivOp>(makeReduced<ReduceSumOp>(node, x, axes),
                            node.number(count, elementTypeOf(x)));
}

Value kiln::makeClip(Node &node, Value x, float min, float max) {
  return node.create<ClipOp>(
      x, {node.floatAttr("min", min), node.floatAttr("max", max)});
}

/// Two steps, since the smallest numbers reach 1 by no single factor.
Value kiln::makeSign(Node &node, Value x) {
  constexpr float kLarge = 0x1p127f;
  for (int i = 0; i < 2; ++i)
    x = makeClip(node, node.create<MulOp>(x, kLarge), -1.0f, 1.0f);
  return x;
}
