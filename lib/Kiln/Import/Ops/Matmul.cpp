// Gemm and MatMul.

#include "Node.h"

using namespace mlir;
using namespace kiln;

static LogicalResult importGemm(Node &node) {
  if (!node.expectInputs(node.getOpset() < 11 ? 3 : 2, 3))
    return failure();
  // Opsets 1 to 6 ask for broadcasting by name; later it is implied.
  if (node.getOpset() < 7)
    node.ignoreAttrs({"broadcast"});
  llvm::SmallVector<Value> operands = {node.getTensor(0), node.getTensor(1)};
  if (node.hasInput(2))
    operands.push_back(node.getTensor(2));
  float alpha = node.getFloat("alpha", 1), beta = node.getFloat("beta", 1);
  bool transA = node.getFlag("transA", false);
  bool transB = node.getFlag("transB", false);
  return node.setResult(node.create<GemmOp>(
      operands,
      {node.floatAttr("alpha", alpha), node.floatAttr("beta", beta),
       node.boolAttr("trans_a", transA), node.boolAttr("trans_b", transB)}));
}

/// A vector on the left is a row, on the right a column; that dimension is
/// dropped from the result again.
static LogicalResult importMatMul(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  Shape lhs = node.getShape(0), rhs = node.getShape(1);
  if (lhs.empty() || rhs.empty())
    return node.refuse("its operands have shapes " + shapeText(lhs) + " and " +
                       shapeText(rhs) + "; a scalar is no matrix");
  bool row = lhs.size() == 1, column = rhs.size() == 1;
  if (row)
    lhs.insert(lhs.begin(), 1);
  if (column)
    rhs.push_back(1);
  Value operands[] = {node.getTensorAs(0, lhs), node.getTensorAs(1, rhs)};
  Value product = node.create<MatmulOp>(operands);
  if (!product)
    return failure();
  Shape result(cast<RankedTensorType>(product.getType()).getShape());
  if (column)
    result.pop_back();
  if (row)
    result.erase(result.end() - (column ? 1 : 2));
  return node.setResult(node.reshape(product, result));
}

void kiln::addMatmulOps(OpTable &table) {
  table.add("Gemm", 1, importGemm);
  table.add("MatMul", 1, importMatMul);
}
