// Functions of one element: Exp, Log, Sqrt, Erf, Abs, Neg, Sign, Reciprocal,
// Floor, Ceil, Round. Those of angles and areas are in Trigonometry.cpp. Some
// are computed by the Evaluator too.

#include "Compose.h"

using namespace mlir;
using namespace kiln;

static LogicalResult importNeg(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  Value input = node.getTensor(0, Elements::Number);
  if (!input)
    return failure();
  return node.setResult(
      node.create<MulOp>(input, node.number(-1, elementTypeOf(input))));
}

static LogicalResult importReciprocal(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  return node.setResult(
      node.create<DivOp>(node.scalar(1.0f), node.getTensor(0)));
}

static LogicalResult importSign(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  return node.setResult(makeSign(node, node.getTensor(0)));
}

void kiln::addUnaryOps(OpTable &table) {
  table.add("Abs", 1, importUnary<AbsOp, Elements::Number>);
  table.add("Ceil", 1, importUnary<CeilOp>);
  table.add("Erf", 9, importUnary<ErfOp>);
  table.add("Exp", 1, importUnary<ExpOp>);
  table.add("Floor", 1, importUnary<FloorOp>);
  table.add("Log", 1, importUnary<LogOp>);
  table.add("Neg", 1, importNeg);
  table.add("Reciprocal", 1, importReciprocal);
  table.add("Round", 11, importUnary<RoundOp>);
  table.add("Sign", 9, importSign);
  table.add("Sqrt", 1, importUnary<SqrtOp>);
}
