// Relu, LeakyRelu, Sigmoid, Tanh, Clip.

#include "Compose.h"
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

/// ONNX takes the minimum with `max` last, so that it wins over a larger `min`.
static Value clip(Node &node, Value x, float min, float max) {
  return makeClip(node, x, std::min(min, max), max);
}

/// Bounds are attributes.
static LogicalResult importClip1(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  return node.setResult(clip(node, node.getTensor(0),
                             node.getFloat("min", kLowest),
                             node.getFloat("max", kHighest)));
}

/// The smaller or larger of `x` and the scalar that is input `i`, if there is
/// one.
template <typename OpT> static Value boundBy(Node &node, Value x, unsigned i) {
  if (!node.hasInput(i))
    return x;
  Shape shape = node.getShape(i);
  if (!node.isRefused() && countElements(shape) != 1)
    (void)node.refuseInput(i, "has shape " + shapeText(shape), "one number");
  return node.create<OpT>(x, node.getTensorAs(i, {}, Elements::Number));
}

/// Bounds are optional inputs; seldom are they computed by the model, or
/// anything but f32.
static LogicalResult importClip11(Node &node) {
  if (!node.expectInputs(1, 3))
    return failure();
  if (!node.hasInput(1) && !node.hasInput(2))
    return node.forward();
  auto isKnown = [&](unsigned i) {
    return !node.hasInput(i) || node.isConstant(i);
  };
  Value x = node.getTensor(0, Elements::Number);
  if (!x)
    return failure();
  if (!elementTypeOf(x).isF32() || !isKnown(1) || !isKnown(2))
    return node.setResult(boundBy<MinOp>(node, boundBy<MaxOp>(node, x, 1), 2));
  std::optional<float> min = kLowest, max = kHighest;
  if (node.hasInput(1))
    min = node.getConstantFloat(1, "min");
  if (node.hasInput(2))
    max = node.getConstantFloat(2, "max");
  if (!min || !max)
    return failure();
  return node.setResult(clip(node, x, *min, *max));
}

void kiln::addActivationOps(OpTable &table) {
  table.add("Relu", 1, importUnary<ReluOp>);
  table.add("Sigmoid", 1, importUnary<SigmoidOp>);
  table.add("Tanh", 1, importUnary<TanhOp>);
  table.add("LeakyRelu", 1, importLeakyRelu);
  table.add("Clip", 1, importClip1);
  table.add("Clip", 11, importClip11);
}
