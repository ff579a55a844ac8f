// Transpose, Concat, Expand and Tile. Pad, Slice and what only changes the
// shape have files of their own.

#include "Compose.h"
#include "EvaluatorUtils.h"

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
      node.getAnyTensor(0), {node.intsAttr("permutation", permutation)}));
}

static LogicalResult importConcat(Node &node) {
  if (!node.expectInputs(1, ~0u))
    return failure();
  if (node.getOpset() >= 4 && !node.requireAttr("axis"))
    return failure();
  int64_t axis = node.getAxis("axis", 1, node.getShape(0).size());
  llvm::SmallVector<Value> operands;
  for (unsigned i = 0; i < node.getNumInputs(); ++i)
    operands.push_back(node.getAnyTensor(i));
  return node.setResult(
      node.create<ConcatOp>(operands, {node.intAttr("axis", axis)}));
}

//===----------------------------------------------------------------------===//
// Expand and Tile
//===----------------------------------------------------------------------===//

/// The shape to which a node's input and its second input, a shape, broadcast;
/// nothing when the node was refused.
static std::optional<Shape> expandedShape(Node &node) {
  if (!node.expectInputs(2, 2))
    return std::nullopt;
  Shape input = node.getShape(0);
  auto asked = node.getConstantInts(1, "shape");
  if (!asked)
    return std::nullopt;
  std::optional<Shape> shape = commonShape(input, *asked);
  if (!shape)
    (void)node.refuseInput(0, "of shape " + shapeText(input) +
                                  " does not broadcast with 'shape', " +
                                  shapeText(*asked));
  return shape;
}

static LogicalResult importExpand(Node &node) {
  std::optional<Shape> shape = expandedShape(node);
  if (!shape)
    return failure();
  return node.setResult(makeExpanded(node, node.getAnyTensor(0), *shape));
}

static LogicalResult foldExpand(Node &node) {
  std::optional<Shape> shape = expandedShape(node);
  if (!shape)
    return failure();
  if (!isFoldable(*shape))
    return node.refuse("its result of shape " + shapeText(*shape) +
                       " is too large to be computed at compile time");
  const HostTensor *input = node.getConstant(0, "input");
  return node.setConstant(
      takeElements(*input, *shape, broadcastIndices(input->shape, *shape)));
}

/// Each repeated dimension is preceded by one that is expanded:
///
///   tile %x [1, 3] : 2x4  ->  reshape 2x1x4, expand 2x3x4, reshape 2x12
static LogicalResult importTile(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  auto repeats = node.getConstantInts(1, "repeats");
  Shape shape = node.getShape(0), split, repeated, result;
  if (!repeats || node.isRefused())
    return failure();
  if (repeats->size() != shape.size())
    return node.refuseParameter(
        "repeats", "has " + llvm::Twine(repeats->size()) + " elements",
        "one for each dimension of its input " + shapeText(shape));
  for (auto [size, times] : llvm::zip_equal(shape, *repeats)) {
    if (times < 1 || times > kMaxElements)
      return node.refuseParameter("repeats", "holds " + llvm::Twine(times),
                                  "numbers from 1 to 2^31");
    if (times != 1) {
      split.push_back(1);
      repeated.push_back(times);
    }
    split.push_back(size);
    repeated.push_back(size);
    result.push_back(size * times);
  }
  if (shape == result)
    return node.forward();
  Value tiled =
      makeExpanded(node, node.getTensorAs(0, split, Elements::Any), repeated);
  return node.setResult(node.reshape(tiled, result));
}

void kiln::addMovementOps(OpTable &table) {
  table.add("Concat", 1, importConcat);
  table.add("Expand", 8, importExpand);
  table.addFold("Expand", foldExpand);
  table.add("Tile", 6, importTile);
  table.add("Transpose", 1, importTranspose);
}
