// Softmax, LogSoftmax and Hardmax, in the meaning that they have before opset
// 13 and in the one that they have since.

#include "Compose.h"
#include <limits>

using namespace mlir;
using namespace kiln;

/// What one of these ops makes of `x` along `axis`.
using AxisFunction = Value (*)(Node &node, Value x, int64_t axis);

static Value makeSoftmax(Node &node, Value x, int64_t axis) {
  return node.create<SoftmaxOp>(x, {node.intAttr("axis", axis)});
}

/// x - m - log(sum of exp(x - m)), where m is the largest element
static Value makeLogSoftmax(Node &node, Value x, int64_t axis) {
  Value max = makeReduced<ReduceMaxOp>(node, x, axis);
  Value shifted = node.create<SubOp>(x, max);
  Value sum = makeReduced<ReduceSumOp>(node, node.create<ExpOp>(shifted), axis);
  return node.create<SubOp>(shifted, node.create<LogOp>(sum));
}

/// 1 where `x` is 0, and 0 where it is less.
static Value makeIsZero(Node &node, Value x) {
  return node.create<AddOp>(makeSign(node, x), 1.0f);
}

/// The first of the largest elements is found as the one of largest weight,
/// where weights fall along the axis:
///
///   w = is_zero(x - max(x)) * [n, n - 1, …, 1]
///   is_zero(w - max(w))
static Value makeHardmax(Node &node, Value x, int64_t axis) {
  if (!x)
    return {};
  int64_t size = dimsOf(x)[axis];
  constexpr int64_t kMost = 1 << 24;
  if (size > kMost) {
    (void)node.refuse("its axis has " + llvm::Twine(size) + " places",
                      "at most 2^24");
    return {};
  }
  std::vector<float> weights;
  for (int64_t i = 0; i < size; ++i)
    weights.push_back(size - i);
  Shape line(dimsOf(x).size() - axis, 1);
  line[0] = size;
  // An infinite maximum would be at no distance that is a number.
  constexpr float kHighest = std::numeric_limits<float>::max();
  Value finite = makeClip(node, x, -kHighest, kHighest);
  auto isLargest = [&](Value value) {
    Value max = makeReduced<ReduceMaxOp>(node, value, axis);
    return makeIsZero(node, node.create<SubOp>(value, max));
  };
  Value ranked = node.create<MulOp>(
      isLargest(finite),
      node.constant(HostTensor::ofFloats(line, std::move(weights))));
  return isLargest(ranked);
}

/// Before opset 13 all dimensions from `axis` on are one:
///
///   softmax %x {axis = 1} : 2x3x4  ->  reshape 2x12, softmax {axis = 1},
///                                      reshape 2x3x4
template <AxisFunction make> static LogicalResult importFlat(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Shape shape = node.getShape(0);
  int64_t axis = node.getAxis("axis", 1, shape.size());
  if (node.isRefused())
    return failure();
  int64_t rows = 1, columns = 1;
  for (auto [i, dim] : llvm::enumerate(shape))
    (int64_t(i) < axis ? rows : columns) *= dim;
  bool inner = axis + 1 == int64_t(shape.size());
  Value input =
      inner ? node.getTensor(0) : node.getTensorAs(0, {rows, columns});
  Value result = make(node, input, inner ? axis : 1);
  return node.setResult(node.reshape(result, shape));
}

template <AxisFunction make> static LogicalResult importAlongAxis(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  int64_t axis = node.getAxis("axis", -1, node.getShape(0).size());
  if (node.isRefused())
    return failure();
  return node.setResult(make(node, node.getTensor(0), axis));
}

void kiln::addSoftmaxOps(OpTable &table) {
  table.add("Hardmax", 1, importFlat<makeHardmax>);
  table.add("Hardmax", 13, importAlongAxis<makeHardmax>);
  table.add("LogSoftmax", 1, importFlat<makeLogSoftmax>);
  table.add("LogSoftmax", 13, importAlongAxis<makeLogSoftmax>);
  table.add("Softmax", 1, importFlat<makeSoftmax>);
  table.add("Softmax", 13, importAlongAxis<makeSoftmax>);
}
