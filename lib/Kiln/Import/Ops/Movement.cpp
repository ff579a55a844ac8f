// Transpose, Concat, Pad: ops that move elements.

#include "Node.h"

using namespace mlir;
using namespace kiln;

static LogicalResult importTranspose(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  llvm::SmallVector<int64_t> reversed;
  for (int64_t i = node.getShape(0).size(); i-- > 0;)
    reversed.push_back(i);
  llvm::SmallVector<int64_t> permutation = node.getInts("perm", reversed);
  return node.setResult(node.create<TransposeOp>(
      node.getTensor(0), {node.intsAttr("permutation", permutation)}));
}

static LogicalResult importConcat(Node &node) {
  if (!node.expectInputs(1, ~0u))
    return failure();
  if (node.getOpset() >= 4 && !node.requireAttr("axis"))
    return failure();
  int64_t axis = node.getAxis("axis", 1, node.getShape(0).size());
  llvm::SmallVector<Value> operands;
  for (unsigned i = 0; i < node.getNumInputs(); ++i)
    operands.push_back(node.getTensor(i));
  return node.setResult(
      node.create<ConcatOp>(operands, {node.intAttr("axis", axis)}));
}

//===----------------------------------------------------------------------===//
// Pad
//===----------------------------------------------------------------------===//

/// Spreads the pads of some axes over all `rank` of them.
static llvm::SmallVector<int64_t> spreadPads(Node &node,
                                             llvm::ArrayRef<int64_t> pads,
                                             llvm::ArrayRef<int64_t> axes,
                                             int64_t rank) {
  llvm::SmallVector<int64_t> all(2 * rank, 0);
  if (pads.size() != 2 * axes.size()) {
    (void)node.refuse("it has " + llvm::Twine(pads.size()) +
                      " pads, expected 2 for each of " +
                      llvm::Twine(axes.size()) + " axes");
    return all;
  }
  llvm::SmallVector<bool> seen(rank, false);
  for (auto [i, given] : llvm::enumerate(axes)) {
    int64_t axis = node.normalizeAxis(given, rank);
    if (node.isRefused())
      return all;
    if (seen[axis]) {
      (void)node.refuse("axis " + llvm::Twine(axis) + " is padded twice");
      return all;
    }
    seen[axis] = true;
    all[axis] = pads[i];
    all[rank + axis] = pads[axes.size() + i];
  }
  return all;
}

static LogicalResult makePad(Node &node, llvm::ArrayRef<int64_t> pads,
                             float value) {
  int64_t rank = node.getShape(0).size();
  std::string mode = node.getString("mode", "constant");
  if (node.isRefused())
    return failure();
  if (mode != "constant")
    return node.refuse("'mode' is " + quoted(mode) +
                       ", only constant padding is supported");
  if (int64_t(pads.size()) != 2 * rank)
    return node.refuse("it has " + llvm::Twine(pads.size()) +
                       " pads, expected 2 for each of " + llvm::Twine(rank) +
                       " dimensions");
  for (int64_t pad : pads) {
    if (pad < 0)
      return node.refuse("a pad is " + llvm::Twine(pad) +
                         "; negative pads are not supported");
    if (pad > kMaxElements)
      return node.refuse("a pad is " + llvm::Twine(pad) +
                         ", more than the 2^31 elements that a tensor may "
                         "have");
  }
  return node.setResult(node.create<PadOp>(
      node.getTensor(0), {node.intsAttr("low", pads.take_front(rank)),
                          node.intsAttr("high", pads.take_back(rank)),
                          node.floatAttr("value", value)}));
}

/// Pads and value are attributes; opset 1 spelled the first one otherwise.
static LogicalResult importPad1(Node &node) {
  llvm::StringRef name = node.getOpset() == 1 ? "paddings" : "pads";
  if (!node.expectInputs(1, 1) || !node.requireAttr(name))
    return failure();
  llvm::SmallVector<int64_t> pads = node.getInts(name, {});
  return makePad(node, pads, node.getFloat("value", 0));
}

/// Pads, value and, from opset 18 on, axes are inputs.
static LogicalResult importPad11(Node &node) {
  if (!node.expectInputs(2, node.getOpset() >= 18 ? 4 : 3))
    return failure();
  std::optional<llvm::SmallVector<int64_t>> pads =
      node.getConstantInts(1, "pads");
  std::optional<float> value = 0;
  if (node.hasInput(2))
    value = node.getConstantFloat(2, "constant_value");
  if (!pads || !value)
    return failure();
  if (node.hasInput(3)) {
    std::optional<llvm::SmallVector<int64_t>> axes =
        node.getConstantInts(3, "axes");
    if (axes)
      pads = spreadPads(node, *pads, *axes, node.getShape(0).size());
  }
  return node.isRefused() ? failure() : makePad(node, *pads, *value);
}

void kiln::addMovementOps(OpTable &table) {
  table.add("Concat", 1, importConcat);
  table.add("Pad", 1, importPad1);
  table.add("Pad", 11, importPad11);
  table.add("Transpose", 1, importTranspose);
}
