// ReduceSum, ReduceMean, ReduceMax, ReduceMin and those made of them.

#include "Compose.h"
#include "EvaluatorUtils.h"
#include <limits>

using namespace mlir;
using namespace kiln;

namespace {
/// What a reduction node reduces and what shape its result has.
struct Reduction {
  llvm::SmallVector<int64_t> axes;
  Shape result;
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
    if (reduced[axis])
      reduction.axes.push_back(axis);
    if (!reduced[axis] || keep)
      reduction.result.push_back(reduced[axis] ? 1 : size);
  }
  return reduction;
}

template <typename OpT, int64_t inputSince = 18>
static LogicalResult importReduction(Node &node) {
  std::optional<Reduction> reduction = readReduction(node, inputSince);
  if (!reduction)
    return failure();
  Value value = makeReduced<OpT>(node, node.getTensor(0, Elements::Number),
                                 reduction->axes);
  return node.setResult(node.reshape(value, reduction->result));
}

/// A reduction of opset 18 whose result is `compute` of its input and axes.
template <Value (*compute)(Node &, Value, llvm::ArrayRef<int64_t>),
          Elements accepted = Elements::Float32>
static LogicalResult importComposed(Node &node) {
  std::optional<Reduction> reduction = readReduction(node, 18);
  if (!reduction)
    return failure();
  Value value = compute(node, node.getTensor(0, accepted), reduction->axes);
  return node.setResult(node.reshape(value, reduction->result));
}

static Value sumSquares(Node &node, Value x, llvm::ArrayRef<int64_t> axes) {
  return makeReduced<ReduceSumOp>(node, node.create<MulOp>(x, x), axes);
}

static Value rootOfSquares(Node &node, Value x, llvm::ArrayRef<int64_t> axes) {
  return node.create<SqrtOp>(sumSquares(node, x, axes));
}

static Value sumSizes(Node &node, Value x, llvm::ArrayRef<int64_t> axes) {
  return makeReduced<ReduceSumOp>(node, node.create<AbsOp>(x), axes);
}

static Value logOfSum(Node &node, Value x, llvm::ArrayRef<int64_t> axes) {
  return node.create<LogOp>(makeReduced<ReduceSumOp>(node, x, axes));
}

/// log(sum of exp(x - m)) + m for a number m near the largest element, so that
/// nothing overflows.
static Value logOfSumOfExp(Node &node, Value x, llvm::ArrayRef<int64_t> axes) {
  constexpr float kHighest = std::numeric_limits<float>::max();
  Value max = makeClip(node, makeReduced<ReduceMaxOp>(node, x, axes), -kHighest,
                       kHighest);
  Value exp = node.create<ExpOp>(node.create<SubOp>(x, max));
  return node.create<AddOp>(logOfSum(node, exp, axes), max);
}

/// Exporters count elements by it.
static LogicalResult foldReduceProd(Node &node) {
  std::optional<Reduction> reduction = readReduction(node, 18);
  const HostTensor *input = getNumbers(node, 0);
  if (!reduction || !input)
    return failure();
  Shape kept = input->shape;
  for (int64_t axis : reduction->axes)
    kept[axis] = 1;
  llvm::SmallVector<int64_t> targets = broadcastIndices(kept, input->shape);
  if (!input->isInteger()) {
    std::vector<double> products(*countElements(kept), 1);
    for (auto [i, target] : llvm::enumerate(targets))
      products[target] *= input->numberAt(i);
    return node.setConstant(
        makeReals(input->elementType, reduction->result, products));
  }
  std::vector<int64_t> products(*countElements(kept), 1);
  for (auto [i, target] : llvm::enumerate(targets))
    if (__builtin_mul_overflow(products[target], input->intAt(i),
                               &products[target]))
      return node.refuse("its product is beyond int64");
  return node.setConstant(HostTensor::ofInts(
      input->elementType, reduction->result, std::move(products)));
}

void kiln::addReductionOps(OpTable &table) {
  table.add("ReduceL1", 1, importComposed<sumSizes, Elements::Number>);
  table.add("ReduceL2", 1, importComposed<rootOfSquares>);
  table.add("ReduceLogSum", 1, importComposed<logOfSum>);
  table.add("ReduceLogSumExp", 1, importComposed<logOfSumOfExp>);
  table.add("ReduceMax", 1, importReduction<ReduceMaxOp>);
  table.add("ReduceMean", 1, importComposed<makeMean>);
  table.add("ReduceMin", 1, importReduction<ReduceMinOp>);
  table.add("ReduceProd", 1, importReduction<ReduceProdOp>);
  table.addFold("ReduceProd", foldReduceProd);
  table.add("ReduceSum", 1, importReduction<ReduceSumOp, 13>);
  table.add("ReduceSumSquare", 1, importComposed<sumSquares, Elements::Number>);
}
