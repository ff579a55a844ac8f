// ReduceSum, ReduceMean, ReduceMax, ReduceMin and those made of them.

#include "Node.h"

using namespace mlir;
using namespace kiln;

namespace {
/// What a reduction node reduces and what shape its result has.
struct Reduction {
  llvm::SmallVector<int64_t> axes;
  Shape result;
  /// Number of elements that are combined into one.
  int64_t count = 1;
};
} // namespace

/// The axes as given: an attribute before opset `inputSince`, else an input.
static llvm::SmallVector<int64_t> readAxes(Node &node, int64_t inputSince) {
  if (node.getOpset() < inputSince)
    return node.expectInputs(1, 1) ? node.getInts("axes", {})
                                   : llvm::SmallVector<int64_t>();
  if (!node.expectInputs(1, 2) || !node.hasInput(1))
    return {};
  return node.getConstantInts(1, "axes").value_or(llvm::SmallVector<int64_t>());
}

static std::optional<Reduction> readReduction(Node &node, int64_t inputSince) {
  llvm::SmallVector<int64_t> given = readAxes(node, inputSince);
  bool keep = node.getFlag("keepdims", true);
  bool noAxesMeansNone = node.getOpset() >= inputSince &&
                         node.getFlag("noop_with_empty_axes", false);
  Shape shape = node.getShape(0);
  if (node.isRefused())
    return std::nullopt;
  bool all = given.empty() && !noAxesMeansNone;
  llvm::SmallVector<bool> reduced(shape.size(), all);
  for (int64_t entry : given) {
    int64_t axis = node.normalizeAxis(entry, shape.size());
    if (node.isRefused())
      return std::nullopt;
    reduced[axis] = true;
  }
  Reduction reduction;
  for (auto [axis, size] : llvm::enumerate(shape)) {
    if (reduced[axis]) {
      reduction.axes.push_back(axis);
      reduction.count *= size;
    }
    if (!reduced[axis] || keep)
      reduction.result.push_back(reduced[axis] ? 1 : size);
  }
  return reduction;
}

template <typename OpT>
static Value reduce(Node &node, Value input, const Reduction &reduction) {
  return node.create<OpT>(input, {node.intsAttr("axes", reduction.axes)});
}

template <typename OpT, int64_t inputSince = 18>
static LogicalResult importReduction(Node &node) {
  std::optional<Reduction> reduction = readReduction(node, inputSince);
  if (!reduction)
    return failure();
  Value value = reduce<OpT>(node, node.getTensor(0), *reduction);
  return node.setResult(node.reshape(value, reduction->result));
}

/// The mean over height and width has an op of its own.
static LogicalResult importReduceMean(Node &node) {
  std::optional<Reduction> reduction = readReduction(node, 18);
  if (!reduction)
    return failure();
  Value input = node.getTensor(0), mean;
  bool isPlane = node.getShape(0).size() == 4 && reduction->axes.size() == 2 &&
                 reduction->axes.front() == 2;
  if (isPlane)
    mean = node.create<GlobalAvgPoolOp>(input);
  else
    mean = node.create<DivOp>(reduce<ReduceSumOp>(node, input, *reduction),
                              float(reduction->count));
  return node.setResult(node.reshape(mean, reduction->result));
}

/// The sum of the squares, and its root.
template <bool takeRoot> static LogicalResult importReduceSquares(Node &node) {
  std::optional<Reduction> reduction = readReduction(node, 18);
  if (!reduction)
    return failure();
  Value input = node.getTensor(0);
  Value sum =
      reduce<ReduceSumOp>(node, node.create<MulOp>(input, input), *reduction);
  if (takeRoot)
    sum = node.create<SqrtOp>(sum);
  return node.setResult(node.reshape(sum, reduction->result));
}

static LogicalResult importReduceL1(Node &node) {
  std::optional<Reduction> reduction = readReduction(node, 18);
  if (!reduction)
    return failure();
  Value sizes = node.create<AbsOp>(node.getTensor(0));
  Value sum = reduce<ReduceSumOp>(node, sizes, *reduction);
  return node.setResult(node.reshape(sum, reduction->result));
}

void kiln::addReductionOps(OpTable &table) {
  table.add("ReduceL1", 1, importReduceL1);
  table.add("ReduceL2", 1, importReduceSquares</*takeRoot=*/true>);
  table.add("ReduceMax", 1, importReduction<ReduceMaxOp>);
  table.add("ReduceMean", 1, importReduceMean);
  table.add("ReduceMin", 1, importReduction<ReduceMinOp>);
  table.add("ReduceSum", 1, importReduction<ReduceSumOp, 13>);
  table.add("ReduceSumSquare", 1, importReduceSquares</*takeRoot=*/false>);
}
