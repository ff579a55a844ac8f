// Relu, LeakyRelu, Sigmoid, Tanh, Clip, Softmax.

#include "Node.h"
#include <limits>

using namespace mlir;
using namespace kiln;

static LogicalResult importLeakyRelu(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  float alpha = node.getFloat("alpha", 0.01f);
  return node.setResult(node.create<LeakyReluOp>(
      node.getTensor(0), {node.floatAttr("alpha", alpha)}));
}

//===----------------------------------------------------------------------===//
// Clip
//===----------------------------------------------------------------------===//

constexpr float kLowest = std::numeric_limits<float>::lowest();
constexpr float kHighest = std::numeric_limits<float>::max();

static LogicalResult makeClip(Node &node, float min, float max) {
  // ONNX takes the minimum with `max` last, so that it wins over a larger
  // `min`.
  min = std::min(min, max);
  return node.setResult(
      node.create<ClipOp>(node.getTensor(0), {node.floatAttr("min", min),
                                              node.floatAttr("max", max)}));
}

/// Bounds are attributes.
static LogicalResult importClip1(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  return makeClip(node, node.getFloat("min", kLowest),
                  node.getFloat("max", kHighest));
}

/// Bounds are optional inputs.
static LogicalResult importClip11(Node &node) {
  if (!node.expectInputs(1, 3))
    return failure();
  if (!node.hasInput(1) && !node.hasInput(2))
    return node.forward();
  std::optional<float> min = kLowest, max = kHighest;
  if (node.hasInput(1))
    min = node.getConstantFloat(1, "min");
  if (node.hasInput(2))
    max = node.getConstantFloat(2, "max");
  if (!min || !max)
    return failure();
  return makeClip(node, *min, *max);
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

/// Before opset 13 all dimensions from `axis` on are one:
///
///   softmax %x {axis = 1} : 2x3x4  ->  reshape 2x12, softmax {axis = 1},
///                                      reshape 2x3x4
static LogicalResult importSoftmax1(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Shape shape = node.getShape(0);
  int64_t axis = node.getAxis("axis", 1, shape.size());
  if (node.isRefused())
    return failure();
  int64_t rows = 1, columns = 1;
  for (auto [i, dim] : llvm::enumerate(shape))
    (int64_t(i) < axis ? rows : columns) *= dim;
  bool inner = axis + 1 == int64_t(shape.size());
  Value input =
      inner ? node.getTensor(0) : node.getTensorAs(0, {rows, columns});
  Value result =
      node.create<SoftmaxOp>(input, {node.intAttr("axis", inner ? axis : 1)});
  return node.setResult(node.reshape(result, shape));
}

static LogicalResult importSoftmax13(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  int64_t axis = node.getAxis("axis", -1, node.getShape(0).size());
  return node.setResult(
      node.create<SoftmaxOp>(node.getTensor(0), {node.intAttr("axis", axis)}));
}

void kiln::addActivationOps(OpTable &table) {
  table.add("Relu", 1, importUnary<ReluOp>);
  table.add("Sigmoid", 1, importUnary<SigmoidOp>);
  table.add("Tanh", 1, importUnary<TanhOp>);
  table.add("LeakyRelu", 1, importLeakyRelu);
  table.add("Clip", 1, importClip1);
  table.add("Clip", 11, importClip11);
  table.add("Softmax", 1, importSoftmax1);
  table.add("Softmax", 13, importSoftmax13);
}
