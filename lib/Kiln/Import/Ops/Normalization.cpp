// BatchNormalization, as computed for inference.

#include "Node.h"

using namespace mlir;
using namespace kiln;

static LogicalResult importBatchNorm(Node &node) {
  if (!node.expectInputs(5, 5))
    return failure();
  node.ignoreAttrs({"momentum"});
  llvm::SmallVector<Value> operands;
  for (unsigned i = 0; i < 5; ++i)
    operands.push_back(node.getTensor(i));
  float epsilon = node.getFloat("epsilon", 1e-5f);
  return node.setResult(
      node.create<BatchNormOp>(operands, {node.floatAttr("epsilon", epsilon)}));
}

/// Opsets 1 to 8 could keep statistics for each pixel (`spatial` = 0), and
/// before 7 a flag chose between training and inference.
static LogicalResult importBatchNorm1(Node &node) {
  node.ignoreAttrs({"consumed_inputs"});
  if (!node.getFlag("spatial", true))
    return node.refuse("'spatial' is 0, statistics for each pixel are not "
                       "supported");
  if (node.getOpset() < 7 && !node.getFlag("is_test", false))
    return node.refuse("'is_test' is 0, training is not supported");
  return importBatchNorm(node);
}

static LogicalResult importBatchNorm14(Node &node) {
  if (node.getFlag("training_mode", false))
    return node.refuse("'training_mode' is 1, training is not supported");
  return importBatchNorm(node);
}

static LogicalResult importLRN(Node &node) {
  if (!node.expectInputs(1, 1) || !node.requireAttr("size"))
    return failure();
  return node.setResult(node.create<LRNOp>(
      node.getTensor(0),
      {node.intAttr("size", node.getInt("size", 0)),
       node.floatAttr("alpha", node.getFloat("alpha", 1e-4f)),
       node.floatAttr("beta", node.getFloat("beta", 0.75f)),
       node.floatAttr("bias", node.getFloat("bias", 1.0f))}));
}

void kiln::addNormalizationOps(OpTable &table) {
  table.add("BatchNormalization", 1, importBatchNorm1);
  table.add("BatchNormalization", 9, importBatchNorm);
  table.add("BatchNormalization", 14, importBatchNorm14);
  table.add("LRN", 1, importLRN);
}
