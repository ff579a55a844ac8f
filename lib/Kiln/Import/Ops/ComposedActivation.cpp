// Activations that become several kiln ops, which fusion makes one again.

#include "Compose.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace kiln;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

//===----------------------------------------------------------------------===//
// HardSigmoid and HardSwish
//===----------------------------------------------------------------------===//

/// clip(alpha * x + beta, 0, 1)
static Value makeHardSigmoid(Node &node, Value x, float alpha, float beta) {
  Value line = node.create<AddOp>(node.create<MulOp>(x, alpha), beta);
  return makeClip(node, line, 0.0f, 1.0f);
}

static LogicalResult importHardSigmoid(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  float alpha = node.getFloat("alpha", 0.2f),
        beta = node.getFloat("beta", 0.5f);
  return node.setResult(makeHardSigmoid(node, node.getTensor(0), alpha, beta));
}

static LogicalResult importHardSwish(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Value x = node.getTensor(0);
  return node.setResult(
      node.create<MulOp>(x, makeHardSigmoid(node, x, 1.0f / 6.0f, 0.5f)));
}

//===----------------------------------------------------------------------===//
// Elu, Selu, Celu, PRelu
//===----------------------------------------------------------------------===//

static Value makeElu(Node &node, Value x, float alpha) {
  return node.create<EluOp>(x, {node.floatAttr("alpha", alpha)});
}

static LogicalResult importElu(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  return node.setResult(
      makeElu(node, node.getTensor(0), node.getFloat("alpha", 1.0f)));
}

static LogicalResult importSelu(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  bool old = node.getOpset() < 6;
  float alpha =
      node.getFloat("alpha", old ? 1.6732f : 1.67326319217681884765625f);
  float gamma =
      node.getFloat("gamma", old ? 1.0507f : 1.05070102214813232421875f);
  return node.setResult(
      node.create<MulOp>(makeElu(node, node.getTensor(0), alpha), gamma));
}

/// max(x, 0) + min(alpha * (exp(x / alpha) - 1), 0)
static LogicalResult importCelu(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  float alpha = node.getFloat("alpha", 1.0f);
  if (!node.isRefused() && !(alpha > 0))
    return node.refuseParameter("alpha", "is " + std::to_string(alpha),
                                "a number greater than 0");
  Value x = node.getTensor(0);
  Value scaled = node.create<DivOp>(x, alpha);
  Value curve = makeElu(node, makeClip(node, scaled, -kInfinity, 0.0f), 1.0f);
  Value below = node.create<MulOp>(curve, alpha);
  return node.setResult(node.create<AddOp>(node.create<ReluOp>(x), below));
}

/// max(x, 0) + slope * min(x, 0), with the slope broadcast to the input.
static LogicalResult importPRelu(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  Shape input = node.getShape(0), slope = node.getShape(1);
  if (node.isRefused())
    return failure();
  // Before opset 7 a list of slopes is one for each channel.
  if (node.getOpset() < 7 && slope.size() == 1 && input.size() > 2)
    slope.append(input.size() - 2, 1);
  Value x = node.getTensor(0), factors = node.getTensorAs(1, slope);
  Value below =
      node.create<MulOp>(makeClip(node, x, -kInfinity, 0.0f), factors);
  if (below && below.getType() != x.getType())
    return node.refuse("its slope of shape " + shapeText(slope) +
                       " cannot be broadcast to its input " + shapeText(input));
  return node.setResult(node.create<AddOp>(node.create<ReluOp>(x), below));
}

//===----------------------------------------------------------------------===//
// Softplus, Mish, Softsign, Gelu
//===----------------------------------------------------------------------===//

/// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), which cannot overflow.
static Value makeSoftplus(Node &node, Value x) {
  Value down = node.create<MulOp>(node.create<AbsOp>(x), -1.0f);
  Value sum = node.create<AddOp>(node.create<ExpOp>(down), 1.0f);
  Value rest = node.create<LogOp>(sum);
  return node.create<AddOp>(node.create<ReluOp>(x), rest);
}

static LogicalResult importSoftplus(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  return node.setResult(makeSoftplus(node, node.getTensor(0)));
}

static LogicalResult importMish(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Value x = node.getTensor(0);
  return node.setResult(
      node.create<MulOp>(x, node.create<TanhOp>(makeSoftplus(node, x))));
}

static LogicalResult importSoftsign(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Value x = node.getTensor(0);
  Value size = node.create<AddOp>(node.create<AbsOp>(x), 1.0f);
  return node.setResult(node.create<DivOp>(x, size));
}

/// x / 2 * (1 + erf(x / sqrt(2))), or with `approximate`
/// x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))
static LogicalResult importGelu(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  std::string approximate = node.getString("approximate", "none");
  if (node.isRefused())
    return failure();
  Value x = node.getTensor(0), curve;
  if (approximate == "none") {
    curve = node.create<ErfOp>(node.create<MulOp>(x, float(std::sqrt(0.5))));
  } else if (approximate == "tanh") {
    Value cube = node.create<MulOp>(node.create<MulOp>(x, x), x);
    Value inner = node.create<AddOp>(x, node.create<MulOp>(cube, 0.044715f));
    curve = node.create<TanhOp>(
        node.create<MulOp>(inner, float(std::sqrt(2 / M_PI))));
  } else {
    return node.refuseParameter("approximate", "is " + quoted(approximate),
                                "none or tanh");
  }
  Value half = node.create<MulOp>(x, 0.5f);
  return node.setResult(
      node.create<MulOp>(half, node.create<AddOp>(curve, 1.0f)));
}

/// x where it is greater than `alpha`, else 0.
static LogicalResult importThresholdedRelu(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Value x = node.getTensor(0);
  Value alpha = node.scalar(node.getFloat("alpha", 1.0f));
  Value isAbove = node.create<LessOp>(alpha, x);
  return node.setResult(
      node.create<SelectOp>(ValueRange{isAbove, x, node.scalar(0.0f)}));
}

void kiln::addComposedActivationOps(OpTable &table) {
  table.add("Celu", 12, importCelu);
  table.add("Elu", 1, importElu);
  table.add("Gelu", 20, importGelu);
  table.add("HardSigmoid", 1, importHardSigmoid);
  table.add("HardSwish", 14, importHardSwish);
  table.add("Mish", 18, importMish);
  table.add("PRelu", 1, importPRelu);
  table.add("Selu", 1, importSelu);
  table.add("Softplus", 1, importSoftplus);
  table.add("Softsign", 1, importSoftsign);
  table.add("ThresholdedRelu", 10, importThresholdedRelu);
}
