// Reshape, Flatten, Squeeze, Unsqueeze, Identity, Dropout: ops that pass on
// the elements as they are. On constants of any type and size they cost
// nothing.

#include "Constants.h"
#include "Node.h"

using namespace mlir;
using namespace kiln;

//===----------------------------------------------------------------------===//
// Reshape and Flatten
//===----------------------------------------------------------------------===//

/// Puts real sizes in the place of 0 (copy the input's, unless `allowZero`)
/// and of one -1 (whatever is left).
static LogicalResult reshapeTo(Node &node, llvm::ArrayRef<int64_t> wanted,
                               bool allowZero) {
  Shape input = node.getShape(0);
  if (node.isRefused())
    return failure();
  Shape shape(wanted);
  // The 1 that an exporter has fixed stands for the batch.
  int64_t batch = node.getBatch();
  if (!node.isConstant(0) && !shape.empty() && shape[0] == 1 &&
      !input.empty() && input[0] == batch)
    shape[0] = batch;
  std::optional<size_t> open;
  for (auto [i, dim] : llvm::enumerate(shape)) {
    if (dim == 0 && !allowZero) {
      if (i >= input.size())
        return node.refuse("dimension " + llvm::Twine(i) +
                           " is to be copied, but the input has shape " +
                           shapeText(input));
      dim = input[i];
    } else if (dim == -1) {
      if (open)
        return node.refuse("two dimensions of the new shape " +
                               shapeText(wanted) + " are -1",
                           "one at most");
      open = i;
      dim = 1;
    }
  }
  std::optional<int64_t> known = countElements(shape);
  if (!known)
    return node.refuse("the new shape " + shapeText(shape) +
                       " has a negative dimension or more than the 2^31 "
                       "elements that a tensor may have");
  int64_t count = *countElements(input);
  if (open) {
    if (*known == 0 || count % *known != 0)
      return node.refuse("cannot reshape " + shapeText(input) + " to " +
                         shapeText(wanted) +
                         ": the open dimension would not be whole");
    shape[*open] = count / *known;
  }
  return node.forwardAs(shape);
}

static LogicalResult importReshape1(Node &node) {
  if (!node.expectInputs(1, 1) || !node.requireAttr("shape"))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  return reshapeTo(node, node.getInts("shape", {}), /*allowZero=*/false);
}

static LogicalResult importReshape5(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  std::optional<llvm::SmallVector<int64_t>> shape =
      node.getConstantInts(1, "shape");
  if (!shape)
    return failure();
  bool allowZero = node.getOpset() >= 14 && node.getFlag("allowzero", false);
  return reshapeTo(node, *shape, allowZero);
}

static LogicalResult importFlatten(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Shape shape = node.getShape(0);
  int64_t axis = node.getAxis("axis", 1, shape.size(), /*end=*/true);
  if (node.isRefused())
    return failure();
  if (!node.isConstant(0))
    return node.setResult(node.create<FlattenOp>(node.getAnyTensor(0),
                                                 {node.intAttr("axis", axis)}));
  int64_t sizes[2] = {1, 1};
  for (auto [i, dim] : llvm::enumerate(shape))
    sizes[int64_t(i) >= axis] *= dim;
  return node.forwardAs(sizes);
}

//===----------------------------------------------------------------------===//
// Squeeze and Unsqueeze
//===----------------------------------------------------------------------===//

/// The axes, an attribute before opset 13 and an input since; nothing when
/// they are absent or bad, of which the node knows.
static std::optional<llvm::SmallVector<int64_t>> readAxes(Node &node) {
  if (node.getOpset() < 13) {
    if (node.expectInputs(1, 1) && node.hasAttr("axes"))
      return node.getInts("axes", {});
  } else if (node.expectInputs(1, 2) && node.hasInput(1)) {
    return node.getConstantInts(1, "axes");
  }
  return std::nullopt;
}

/// Marks `axes` in a set of `rank`.
static llvm::SmallVector<bool>
markAxes(Node &node, llvm::ArrayRef<int64_t> axes, int64_t rank) {
  llvm::SmallVector<bool> marked(rank, false);
  for (int64_t given : axes) {
    int64_t axis = node.normalizeAxis(given, rank);
    if (node.isRefused())
      break;
    if (marked[axis])
      (void)node.refuse("axis " + llvm::Twine(axis) + " is given twice");
    marked[axis] = true;
  }
  return marked;
}

static LogicalResult importSqueeze(Node &node) {
  std::optional<llvm::SmallVector<int64_t>> axes = readAxes(node);
  if (node.isRefused())
    return failure();
  Shape input = node.getShape(0), shape;
  llvm::SmallVector<bool> marked =
      markAxes(node, axes.value_or(llvm::SmallVector<int64_t>()), input.size());
  if (node.isRefused())
    return failure();
  for (auto [i, dim] : llvm::enumerate(input)) {
    if (marked[i] && dim != 1)
      return node.refuse("dimension " + llvm::Twine(i) + " of its input " +
                         shapeText(input) + " is not 1");
    bool drop = axes ? marked[i] : dim == 1;
    if (!drop)
      shape.push_back(dim);
  }
  return node.forwardAs(shape);
}

static LogicalResult importUnsqueeze(Node &node) {
  std::optional<llvm::SmallVector<int64_t>> axes = readAxes(node);
  if (node.isRefused())
    return failure();
  if (!axes)
    return node.refuseParameter("axes", "is missing");
  Shape input = node.getShape(0), shape;
  llvm::SmallVector<bool> marked =
      markAxes(node, *axes, input.size() + axes->size());
  if (node.isRefused())
    return failure();
  for (size_t i = 0, next = 0; i < marked.size(); ++i)
    shape.push_back(marked[i] ? 1 : input[next++]);
  return node.forwardAs(shape);
}

//===----------------------------------------------------------------------===//
// Identity and Dropout
//===----------------------------------------------------------------------===//

static LogicalResult importIdentity(Node &node) {
  return node.expectInputs(1, 1) ? node.forward() : failure();
}

/// For inference dropout passes its input on.
static LogicalResult importDropout(Node &node) {
  if (!node.expectInputs(1, node.getOpset() < 12 ? 1 : 3))
    return failure();
  node.ignoreAttrs({"consumed_inputs", "is_test", "ratio", "seed"});
  if (node.hasInput(2)) {
    std::optional<llvm::SmallVector<int64_t>> training =
        node.getConstantInts(2, "training_mode");
    if (!training)
      return failure();
    if (training->size() != 1 || training->front())
      return node.refuseParameter("training_mode", "is not false",
                                  "false, for inference");
  }
  // Nothing is dropped. Before opset 10 the mask was not bool.
  if (node.hasOutput(1) && node.getOpset() >= 10) {
    int type = toOnnxType(node.getBuilder().getI1Type());
    HostTensor kept = HostTensor::ofSplat(HostTensor::ofInts(type, {}, {1}),
                                          node.getShape(0));
    if (failed(node.setConstant(std::move(kept), 1)))
      return failure();
  }
  return node.forward();
}

void kiln::addViewOps(OpTable &table) {
  table.add("Dropout", 1, importDropout);
  table.add("Flatten", 1, importFlatten);
  table.add("Identity", 1, importIdentity);
  table.add("Reshape", 1, importReshape1);
  table.add("Reshape", 5, importReshape5);
  table.add("Squeeze", 1, importSqueeze);
  table.add("Unsqueeze", 1, importUnsqueeze);
}
