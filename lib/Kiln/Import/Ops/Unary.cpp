// Functions of one element: Exp, Log, Sqrt, Erf, Abs, Neg, Reciprocal, Floor,
// Ceil. Some are computed by the Evaluator too.

#include "Node.h"

using namespace mlir;
using namespace kiln;

template <typename OpT> static LogicalResult importPlain(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  return node.setResult(node.create<OpT>(node.getTensor(0)));
}

static LogicalResult importNeg(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  return node.setResult(node.create<MulOp>(node.getTensor(0), -1.0f));
}

static LogicalResult importReciprocal(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  return node.setResult(
      node.create<DivOp>(node.scalar(1.0f), node.getTensor(0)));
}

void kiln::addUnaryOps(OpTable &table) {
  table.add("Abs", 1, importPlain<AbsOp>);
  table.add("Ceil", 1, importPlain<CeilOp>);
  table.add("Erf", 9, importPlain<ErfOp>);
  table.add("Exp", 1, importPlain<ExpOp>);
  table.add("Floor", 1, importPlain<FloorOp>);
  table.add("Log", 1, importPlain<LogOp>);
  table.add("Neg", 1, importNeg);
  table.add("Reciprocal", 1, importReciprocal);
  table.add("Sqrt", 1, importPlain<SqrtOp>);
}
