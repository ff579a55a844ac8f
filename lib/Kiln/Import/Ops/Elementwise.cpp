// Add, Sub, Mul, Div and Sum on float32 tensors. On constants they are
// computed by the Evaluator.

#include "Node.h"

using namespace mlir;
using namespace kiln;

template <typename OpT> static LogicalResult importBinary(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  Value operands[] = {node.getTensor(0), node.getTensor(1)};
  return node.setResult(node.create<OpT>(operands));
}

/// The shape under which the second operand broadcasts as opsets 1 to 6 say:
/// its dimensions start at `axis` of the first.
static Shape alignedAt(int64_t axis, llvm::ArrayRef<int64_t> lhs,
                       llvm::ArrayRef<int64_t> rhs) {
  Shape shape(rhs);
  shape.append(lhs.size() - axis - rhs.size(), 1);
  return shape;
}

template <typename OpT> static LogicalResult importBinary1(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  Shape lhs = node.getShape(0), rhs = node.getShape(1);
  bool broadcast = node.getFlag("broadcast", false);
  int64_t axis = int64_t(lhs.size()) - int64_t(rhs.size());
  if (node.hasAttr("axis"))
    axis = node.getAxis("axis", 0, lhs.size(), /*end=*/true);
  if (node.isRefused())
    return failure();
  bool fits = axis >= 0 && axis + rhs.size() <= lhs.size();
  if (!fits || (!broadcast && lhs != rhs))
    return node.refuse("its operands have shapes " + shapeText(lhs) + " and " +
                       shapeText(rhs) +
                       (broadcast ? ", and the second does not fit into the "
                                    "first at axis " +
                                        std::to_string(axis)
                                  : ", but 'broadcast' is 0"));
  Value operands[] = {node.getTensor(0),
                      node.getTensorAs(1, alignedAt(axis, lhs, rhs))};
  return node.setResult(node.create<OpT>(operands));
}

static LogicalResult importSum(Node &node) {
  if (!node.expectInputs(1, ~0u))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  if (node.getNumInputs() == 1)
    return node.forward();
  Value sum = node.getTensor(0);
  for (unsigned i = 1; i < node.getNumInputs(); ++i) {
    Value operands[] = {sum, node.getTensor(i)};
    sum = node.create<AddOp>(operands);
  }
  return node.setResult(sum);
}

template <typename OpT> static void add(OpTable &table, llvm::StringRef name) {
  table.add(name, 1, importBinary1<OpT>);
  table.add(name, 7, importBinary<OpT>);
}

void kiln::addElementwiseOps(OpTable &table) {
  add<AddOp>(table, "Add");
  add<DivOp>(table, "Div");
  add<MulOp>(table, "Mul");
  add<SubOp>(table, "Sub");
  table.add("Sum", 1, importSum);
}
