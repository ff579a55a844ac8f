// Constant, ConstantOfShape, Shape, Size: nodes whose result is known
// while importing.

#include "Node.h"

using namespace mlir;
using namespace kiln;

static LogicalResult importConstant(Node &node) {
  if (node.hasAttr("value")) {
    std::optional<HostTensor> tensor = node.getTensorAttr("value");
    if (!tensor)
      return failure();
    // Exporters give all these tensors the same name or none.
    tensor->name.clear();
    return node.setConstant(std::move(*tensor));
  }
  if (node.hasAttr("value_float"))
    return node.setConstant(
        HostTensor::ofFloats({}, {node.getFloat("value_float", 0)}));
  if (node.hasAttr("value_int"))
    return node.setConstant(
        HostTensor::ofInts({}, {node.getLong("value_int", 0)}));
  if (node.hasAttr("value_floats")) {
    llvm::SmallVector<float> values = node.getFloats("value_floats");
    return node.setConstant(HostTensor::ofFloats(
        int64_t(values.size()), {values.begin(), values.end()}));
  }
  if (node.hasAttr("value_ints")) {
    llvm::SmallVector<int64_t> values = node.getLongs("value_ints", {});
    return node.setConstant(HostTensor::ofInts(int64_t(values.size()),
                                               {values.begin(), values.end()}));
  }
  return node.refuse("it has none of the attributes value, value_float, "
                     "value_floats, value_int, value_ints");
}

static LogicalResult importConstantOfShape(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  std::optional<llvm::SmallVector<int64_t>> shape =
      node.getConstantInts(0, "input");
  if (!shape)
    return failure();
  HostTensor element = HostTensor::ofFloats(1, {0.0f});
  if (node.hasAttr("value")) {
    std::optional<HostTensor> value = node.getTensorAttr("value");
    if (!value)
      return failure();
    if (value->size() != 1)
      return node.refuseParameter(
          "value", "has shape " + shapeText(value->shape), "one element");
    element = std::move(*value);
    element.name.clear();
  }
  if (!countElements(*shape))
    return node.refuse("its shape " + shapeText(*shape) +
                       " has a negative dimension or more than the 2^31 "
                       "elements that a tensor may have");
  return node.setConstant(HostTensor::ofSplat(element, *shape));
}

/// A bound of a slice of [0, rank], as Shape counts them.
static int64_t clampBound(int64_t bound, int64_t rank) {
  if (bound < 0)
    bound += rank;
  return std::clamp<int64_t>(bound, 0, rank);
}

static LogicalResult importShape(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Shape shape = node.getShape(0);
  int64_t rank = shape.size(), start = 0, end = rank;
  if (node.getOpset() >= 15) {
    start = clampBound(node.getInt("start", 0), rank);
    end = clampBound(node.getInt("end", rank), rank);
  }
  std::vector<int64_t> dims(shape.begin() + start,
                            shape.begin() + std::max(start, end));
  int64_t count = dims.size();
  return node.setConstant(HostTensor::ofInts(count, std::move(dims)));
}

static LogicalResult importSize(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  return node.setConstant(
      HostTensor::ofInts({}, {*countElements(node.getShape(0))}));
}

void kiln::addConstantOps(OpTable &table) {
  table.add("Constant", 1, importConstant);
  table.add("ConstantOfShape", 9, importConstantOfShape);
  table.add("Shape", 1, importShape);
  table.add("Size", 1, importSize);
}
