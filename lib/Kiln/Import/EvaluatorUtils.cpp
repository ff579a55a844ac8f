// Broadcasting and element selection for the constant evaluator.

#include "EvaluatorUtils.h"
#include "onnx/onnx.pb.h"
#include <cstring>

using namespace mlir;
using namespace kiln;
using onnx::TensorProto;

bool kiln::isFoldable(llvm::ArrayRef<int64_t> shape) {
  std::optional<int64_t> count = countElements(shape);
  return count && *count <= kMaxFoldResult;
}

const HostTensor *kiln::getNumbers(Node &node, unsigned i) {
  const HostTensor *tensor = node.getConstant(i, "input");
  if (!tensor)
    return nullptr;
  // Integers are computed as int64.
  bool isWide = tensor->elementType == TensorProto::UINT64;
  for (int64_t k = 0, e = isWide ? tensor->size() : 0; k < e; ++k)
    if (tensor->intAt(k) < 0) {
      (void)node.refuseInput(i, "has a number beyond int64, which cannot be "
                                "computed with at compile time");
      return nullptr;
    }
  if (tensor->isInteger() || tensor->isFloat32() ||
      tensor->elementType == TensorProto::DOUBLE)
    return tensor;
  (void)node.refuseInput(i, "has element type " +
                                elementTypeName(tensor->elementType) +
                                ", which is not supported");
  return nullptr;
}

std::optional<Shape> kiln::commonShape(llvm::ArrayRef<int64_t> lhs,
                                       llvm::ArrayRef<int64_t> rhs) {
  if (lhs.size() < rhs.size())
    std::swap(lhs, rhs);
  Shape result(lhs);
  size_t shift = lhs.size() - rhs.size();
  for (auto [i, dim] : llvm::enumerate(rhs)) {
    int64_t &size = result[shift + i];
    if (size != dim && size != 1 && dim != 1)
      return std::nullopt;
    size = size == 1 ? dim : size;
  }
  return result;
}

LogicalResult kiln::refuseTypes(Node &node, const HostTensor &lhs,
                                const HostTensor &rhs) {
  return node.refuse("its operands have the element types " +
                     elementTypeName(lhs.elementType) + " and " +
                     elementTypeName(rhs.elementType));
}

std::optional<ConstantPair> kiln::getConstantPair(Node &node, unsigned first) {
  if (first == 0 && !node.expectInputs(2, 2))
    return std::nullopt;
  if (node.getOpset() < 7)
    node.ignoreAttrs({"broadcast", "consumed_inputs"});
  const HostTensor *lhs = getNumbers(node, first),
                   *rhs = getNumbers(node, first + 1);
  if (!lhs || !rhs)
    return std::nullopt;
  return pairUp(node, *lhs, *rhs);
}

std::optional<ConstantPair> kiln::pairUp(Node &node, const HostTensor &lhs,
                                         const HostTensor &rhs) {
  if (lhs.isInteger() != rhs.isInteger() ||
      (!lhs.isInteger() && lhs.elementType != rhs.elementType)) {
    (void)refuseTypes(node, lhs, rhs);
    return std::nullopt;
  }
  std::optional<Shape> shape = commonShape(lhs.shape, rhs.shape);
  if (!shape) {
    (void)node.refuse("its operands have shapes " + shapeText(lhs.shape) +
                      " and " + shapeText(rhs.shape) +
                      ", which do not broadcast");
    return std::nullopt;
  }
  if (!isFoldable(*shape)) {
    (void)node.refuse("its result of shape " + shapeText(*shape) +
                      " is too large to be computed at compile time");
    return std::nullopt;
  }
  if (failed(node.chargeFolded(*countElements(*shape))))
    return std::nullopt;
  return ConstantPair{&lhs, &rhs, *shape, broadcastIndices(lhs.shape, *shape),
                      broadcastIndices(rhs.shape, *shape)};
}

Shape kiln::rowMajorStrides(llvm::ArrayRef<int64_t> shape) {
  Shape strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

llvm::SmallVector<int64_t> kiln::stridedIndices(llvm::ArrayRef<int64_t> result,
                                                llvm::ArrayRef<int64_t> strides,
                                                int64_t offset) {
  llvm::SmallVector<int64_t> indices;
  Shape position(result.size(), 0);
  for (int64_t i = 0, e = *countElements(result); i < e; ++i) {
    indices.push_back(offset);
    for (size_t dim = result.size(); dim-- > 0;) {
      offset += strides[dim];
      if (++position[dim] < result[dim])
        break;
      offset -= strides[dim] * result[dim];
      position[dim] = 0;
    }
  }
  return indices;
}

llvm::SmallVector<int64_t>
kiln::broadcastIndices(llvm::ArrayRef<int64_t> operand,
                       llvm::ArrayRef<int64_t> result) {
  Shape own = rowMajorStrides(operand);
  Shape strides(result.size(), 0);
  size_t shift = result.size() - operand.size();
  for (auto [i, dim] : llvm::enumerate(operand))
    strides[shift + i] = dim == 1 ? 0 : own[i];
  return stridedIndices(result, strides);
}

HostTensor kiln::makeReals(int elementType, llvm::ArrayRef<int64_t> shape,
                           llvm::ArrayRef<double> values) {
  if (elementType == TensorProto::FLOAT)
    return HostTensor::ofFloats(shape, {values.begin(), values.end()});
  auto storage = std::make_shared<std::vector<double>>(values);
  HostTensor tensor;
  tensor.elementType = elementType;
  tensor.shape.assign(shape.begin(), shape.end());
  tensor.data = {reinterpret_cast<const char *>(storage->data()),
                 storage->size() * sizeof(double)};
  tensor.owner = std::move(storage);
  return tensor;
}

HostTensor kiln::takeElements(const HostTensor &source,
                              llvm::ArrayRef<int64_t> shape,
                              llvm::ArrayRef<int64_t> indices) {
  unsigned width = *HostTensor::byteWidth(source.elementType);
  auto storage = std::make_shared<std::vector<char>>();
  storage->reserve(indices.size() * width);
  for (int64_t index : indices) {
    const char *element =
        source.data.data() + (source.splat ? 0 : index) * width;
    storage->insert(storage->end(), element, element + width);
  }
  HostTensor tensor;
  tensor.elementType = source.elementType;
  tensor.shape.assign(shape.begin(), shape.end());
  tensor.data = *storage;
  tensor.owner = std::move(storage);
  return tensor;
}
