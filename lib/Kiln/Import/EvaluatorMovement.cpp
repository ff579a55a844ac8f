// The constant evaluator's Gather, Concat and Transpose.

#include "EvaluatorUtils.h"

using namespace mlir;
using namespace kiln;

//===----------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------===//

static LogicalResult foldGather(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  const HostTensor *data = node.getConstant(0, "data");
  const HostTensor *where = node.getConstant(1, "indices");
  int64_t axis = node.getAxis("axis", 0, data->rank());
  if (node.isRefused())
    return failure();
  if (!where->isInteger())
    return node.refuseParameter("indices", "are not integers");

  llvm::ArrayRef<int64_t> from = data->shape;
  Shape shape(from.take_front(axis));
  shape.append(where->shape.begin(), where->shape.end());
  shape.append(from.begin() + axis + 1, from.end());
  if (!isFoldable(shape))
    return node.refuse("its result of shape " + shapeText(shape) +
                       " is too large to be computed at compile time");

  llvm::SmallVector<int64_t> rows = where->ints();
  for (int64_t &row : rows) {
    if (row < -from[axis] || row >= from[axis])
      return node.refuse("the index " + llvm::Twine(row) +
                         " is outside of dimension " + llvm::Twine(axis) +
                         " of its input " + shapeText(from));
    row += row < 0 ? from[axis] : 0;
  }
  // Of an empty result, the other dimensions may be endless.
  bool isEmpty = *countElements(shape) == 0;
  int64_t outer = isEmpty ? 0 : *countElements(from.take_front(axis));
  int64_t inner = *countElements(from.drop_front(axis + 1));
  llvm::SmallVector<int64_t> elements;
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t row : rows)
      for (int64_t i = 0; i < inner; ++i)
        elements.push_back((o * from[axis] + row) * inner + i);
  return node.setConstant(takeElements(*data, shape, elements));
}

//===----------------------------------------------------------------------===//
// Concat and Transpose
//===----------------------------------------------------------------------===//

/// Whether `tensor` can be joined to `first` along `axis`.
static bool joins(const HostTensor &first, const HostTensor &tensor,
                  int64_t axis) {
  bool sameType = first.isInteger() ? tensor.isInteger()
                                    : first.elementType == tensor.elementType;
  if (!sameType || tensor.rank() != first.rank())
    return false;
  for (int64_t i = 0; i < first.rank(); ++i)
    if (i != axis && tensor.shape[i] != first.shape[i])
      return false;
  return true;
}

/// `tensor` with its integers as int64 unless they are of `elementType`, so
/// that they can stand side by side.
static HostTensor widened(const HostTensor &tensor, int elementType) {
  if (!tensor.isInteger() || tensor.elementType == elementType)
    return tensor;
  llvm::SmallVector<int64_t> values = tensor.ints();
  return HostTensor::ofInts(tensor.shape, {values.begin(), values.end()});
}

static LogicalResult foldConcat(Node &node) {
  if (!node.expectInputs(1, ~0u))
    return failure();
  if (node.getOpset() >= 4 && !node.requireAttr("axis"))
    return failure();
  int64_t axis = node.getAxis("axis", 1, node.getShape(0).size());
  bool sameType = true;
  for (unsigned i = 0; i < node.getNumInputs() && !node.isRefused(); ++i)
    if (const HostTensor *tensor = node.getConstant(i, "input"))
      sameType &=
          tensor->elementType == node.getConstant(0, "input")->elementType;
  llvm::SmallVector<HostTensor> parts;
  for (unsigned i = 0; i < node.getNumInputs() && !node.isRefused(); ++i) {
    const HostTensor *tensor = getNumbers(node, i);
    if (!tensor)
      break;
    parts.push_back(widened(*tensor, sameType ? tensor->elementType : 0));
    if (!joins(parts.front(), parts.back(), axis))
      return node.refuse("its inputs of shape " +
                         shapeText(parts.front().shape) + " and " +
                         shapeText(parts.back().shape) +
                         " cannot be joined along axis " + llvm::Twine(axis));
  }
  if (node.isRefused())
    return failure();

  Shape shape = parts.front().shape;
  shape[axis] = 0;
  for (const HostTensor &part : parts)
    shape[axis] += part.shape[axis];
  if (!isFoldable(shape))
    return node.refuse("its result of shape " + shapeText(shape) +
                       " is too large to be computed at compile time");
  unsigned width = *HostTensor::byteWidth(parts.front().elementType);
  auto storage = std::make_shared<std::vector<char>>();
  // Of empty parts, the other dimensions may be endless.
  HostTensor joined = parts.front();
  llvm::erase_if(parts, [](const HostTensor &part) { return !part.size(); });
  int64_t outer =
      parts.empty()
          ? 0
          : *countElements(llvm::ArrayRef<int64_t>(shape).take_front(axis));
  for (int64_t o = 0; o < outer; ++o) {
    for (const HostTensor &part : parts) {
      int64_t row = part.size() / outer;
      for (int64_t i = o * row; i < (o + 1) * row; ++i) {
        const char *element = part.data.data() + (part.splat ? 0 : i) * width;
        storage->insert(storage->end(), element, element + width);
      }
    }
  }
  joined.shape = shape;
  joined.data = *storage;
  joined.splat = false;
  joined.owner = std::move(storage);
  joined.name.clear();
  return node.setConstant(std::move(joined));
}

static llvm::SmallVector<int64_t> firstAxes(size_t count) {
  return llvm::to_vector(llvm::seq<int64_t>(0, count));
}

static LogicalResult foldTranspose(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  const HostTensor *data = node.getConstant(0, "data");
  llvm::SmallVector<int64_t> axes = firstAxes(data->rank());
  axes = node.getInts("perm", llvm::SmallVector<int64_t>(llvm::reverse(axes)));
  if (node.isRefused())
    return failure();
  llvm::SmallVector<int64_t> sorted = axes;
  llvm::sort(sorted);
  if (sorted != firstAxes(data->rank()))
    return node.refuseParameter(
        "perm", "is no permutation of the dimensions of its input " +
                    shapeText(data->shape));
  Shape shape, strides, own = rowMajorStrides(data->shape);
  for (int64_t axis : axes) {
    shape.push_back(data->shape[axis]);
    strides.push_back(own[axis]);
  }
  return node.setConstant(
      takeElements(*data, shape, stridedIndices(shape, strides)));
}

void kiln::addEvaluatedMovementOps(OpTable &table) {
  table.addFold("Concat", foldConcat);
  table.addFold("Gather", foldGather);
  table.addFold("Transpose", foldTranspose);
}
