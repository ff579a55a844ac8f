// Normalization by given statistics (BatchNormalization) and by those of the
// input itself: InstanceNormalization, LayerNormalization, GroupNormalization,
// MeanVarianceNormalization. LRN.

#include "Compose.h"

using namespace mlir;
using namespace kiln;

//===----------------------------------------------------------------------===//
// What they share
//===----------------------------------------------------------------------===//

namespace {
/// An input and its statistics along some axes, which are 1 in `mean`,
/// `variance` and `inverse`.
struct Moments {
  Value mean, centered, variance;

  /// 1 / sqrt(variance + epsilon)
  Value inverse(Node &node, float epsilon) const {
    Value deviation =
        node.create<SqrtOp>(node.create<AddOp>(variance, epsilon));
    return node.create<DivOp>(node.scalar(1.0f), deviation);
  }
};
} // namespace

/// The variance is that of the centered input: the difference of the squares'
/// mean and the mean's square would cancel.
static Moments makeMoments(Node &node, Value x,
                           llvm::function_ref<Value(Value)> makeMeans) {
  Moments moments;
  moments.mean = makeMeans(x);
  moments.centered = node.create<SubOp>(x, moments.mean);
  moments.variance =
      makeMeans(node.create<MulOp>(moments.centered, moments.centered));
  return moments;
}

/// All dimensions of `shape` from `first` on.
static llvm::SmallVector<int64_t> axesFrom(int64_t first,
                                           llvm::ArrayRef<int64_t> shape) {
  return llvm::to_vector(llvm::seq<int64_t>(first, shape.size()));
}

/// Input `i`, one number for each of `count` channels, in a shape that
/// broadcasts along dimension 1 of a tensor of `rank` dimensions.
static Value getPerChannel(Node &node, unsigned i, int64_t count,
                           int64_t rank) {
  Shape given = node.getShape(i), shape(rank - 1, 1);
  shape[0] = count;
  if (!node.isRefused() && given != Shape{count})
    (void)node.refuseInput(i, "has shape " + shapeText(given),
                           llvm::Twine(count));
  return node.getTensorAs(i, shape);
}

/// Refuses an input without channels and places in them.
static bool checkSpatial(Node &node) {
  Shape shape = node.getShape(0);
  if (!node.isRefused() && shape.size() < 3)
    (void)node.refuseInput(
        0, "of shape " + shapeText(shape) + " has no spatial dimension",
        "3 dimensions or more");
  return !node.isRefused();
}

/// centered * (scale * inverse) + bias: the factor is small, the product large.
static Value makeAffine(Node &node, const Moments &moments, float epsilon,
                        Value scale, Value bias) {
  Value factor = node.create<MulOp>(moments.inverse(node, epsilon), scale);
  return node.create<AddOp>(node.create<MulOp>(moments.centered, factor), bias);
}

//===----------------------------------------------------------------------===//
// BatchNormalization and LRN
//===----------------------------------------------------------------------===//

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
    return node.refuseParameter("spatial", "is 0, for statistics of each pixel",
                                "1, for statistics of each channel");
  if (node.getOpset() < 7 && !node.getFlag("is_test", false))
    return node.refuseParameter("is_test", "is 0, for training",
                                "1, for inference");
  return importBatchNorm(node);
}

/// `kept` * momentum + `seen` * (1 - momentum), in the shape of `kept`.
static Value makeRunning(Node &node, Value kept, Value seen, float momentum) {
  if (!kept)
    return {};
  Value fresh =
      node.create<MulOp>(node.reshape(seen, dimsOf(kept)), 1.0f - momentum);
  return node.create<AddOp>(node.create<MulOp>(kept, momentum), fresh);
}

/// By the statistics of the batch, which update the given ones.
static LogicalResult importTrainingBatchNorm(Node &node) {
  if (!node.expectInputs(5, 5))
    return failure();
  Shape shape = node.getShape(0);
  float epsilon = node.getFloat("epsilon", 1e-5f);
  float momentum = node.getFloat("momentum", 0.9f);
  if (node.isRefused())
    return failure();
  if (shape.size() < 2)
    return node.refuseInput(0,
                            "of shape " + shapeText(shape) + " has no channels",
                            "2 dimensions or more");
  llvm::SmallVector<int64_t> axes = axesFrom(1, shape);
  axes[0] = 0;
  Value scale = getPerChannel(node, 1, shape[1], shape.size());
  Value bias = getPerChannel(node, 2, shape[1], shape.size());
  Moments moments = makeMoments(node, node.getTensor(0), [&](Value x) {
    return makeMean(node, x, axes);
  });
  Value statistics[] = {moments.mean, moments.variance};
  for (unsigned i : {1, 2})
    if (node.hasOutput(i) &&
        failed(node.setResult(makeRunning(node, node.getTensor(i + 2),
                                          statistics[i - 1], momentum),
                              i)))
      return failure();
  return node.setResult(makeAffine(node, moments, epsilon, scale, bias));
}

static LogicalResult importBatchNorm14(Node &node) {
  return node.getFlag("training_mode", false) ? importTrainingBatchNorm(node)
                                              : importBatchNorm(node);
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

//===----------------------------------------------------------------------===//
// Statistics of the input
//===----------------------------------------------------------------------===//

static LogicalResult importInstanceNorm(Node &node) {
  if (!node.expectInputs(3, 3) || !checkSpatial(node))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  float epsilon = node.getFloat("epsilon", 1e-5f);
  Shape shape = node.getShape(0);
  Value scale = getPerChannel(node, 1, shape[1], shape.size());
  Value bias = getPerChannel(node, 2, shape[1], shape.size());
  Moments moments = makeMoments(node, node.getTensor(0), [&](Value x) {
    return makeMean(node, x, axesFrom(2, shape));
  });
  return node.setResult(makeAffine(node, moments, epsilon, scale, bias));
}

/// Along all dimensions from `axis` on; mean and inverse deviation are further
/// outputs. What the statistics are stored in (`stash_type`) is float32.
static LogicalResult importLayerNorm(Node &node) {
  if (!node.expectInputs(2, 3))
    return failure();
  node.ignoreAttrs({"stash_type"});
  float epsilon = node.getFloat("epsilon", 1e-5f);
  Shape shape = node.getShape(0), scaleShape = node.getShape(1);
  int64_t axis = node.getAxis("axis", -1, shape.size());
  if (node.isRefused())
    return failure();
  Moments moments = makeMoments(node, node.getTensor(0), [&](Value x) {
    return makeMean(node, x, axesFrom(axis, shape));
  });
  Value inverse = moments.inverse(node, epsilon);
  Value y = node.create<MulOp>(node.create<MulOp>(moments.centered, inverse),
                               node.getTensor(1));
  if (node.hasInput(2))
    y = node.create<AddOp>(y, node.getTensor(2));
  if (y && dimsOf(y) != shape)
    return node.refuse("its scale of shape " + shapeText(scaleShape) +
                       " or its bias cannot be broadcast to its input " +
                       shapeText(shape));
  if (node.hasOutput(1) && failed(node.setResult(moments.mean, 1)))
    return failure();
  if (node.hasOutput(2) && failed(node.setResult(inverse, 2)))
    return failure();
  return node.setResult(y);
}

/// Scale and bias are one number for each group before opset 21, and for each
/// channel since. What is as large as the input is computed with one number for
/// each channel, so that groups cost little more than channels:
///
///   mean over pixels : NxCx1x1  ->  mean over the channels of a group : NxGx1
///                               ->  repeated for its channels : NxCx1x1
static LogicalResult importGroupNorm(Node &node) {
  if (!node.expectInputs(3, 3) || !node.requireAttr("num_groups") ||
      !checkSpatial(node))
    return failure();
  node.ignoreAttrs({"stash_type"});
  float epsilon = node.getFloat("epsilon", 1e-5f);
  int64_t groups = node.getInt("num_groups", 1);
  Shape shape = node.getShape(0);
  if (node.isRefused())
    return failure();
  if (groups < 1 || shape[1] % groups != 0)
    return node.refuseParameter(
        "num_groups", "is " + llvm::Twine(groups) +
                          ", which does not divide the " +
                          llvm::Twine(shape[1]) + " channels of its input " +
                          shapeText(shape));
  Shape grouped = {shape[0], groups, shape[1] / groups}, channels = shape;
  std::fill(channels.begin() + 2, channels.end(), 1);
  auto repeat = [&](Value perGroup) {
    return node.reshape(makeExpanded(node, perGroup, grouped), channels);
  };
  auto getParameter = [&](unsigned i) -> Value {
    if (node.getOpset() >= 21)
      return getPerChannel(node, i, shape[1], shape.size());
    Value perGroup = getPerChannel(node, i, groups, /*rank=*/3);
    Shape line = {groups, grouped[2]}, result(shape.size() - 1, 1);
    result[0] = shape[1];
    return node.reshape(makeExpanded(node, perGroup, line), result);
  };
  Value scale = getParameter(1), bias = getParameter(2);
  Moments moments = makeMoments(node, node.getTensor(0), [&](Value x) {
    Value means = makeMean(node, x, axesFrom(2, shape));
    return repeat(makeMean(node, node.reshape(means, grouped), 2));
  });
  return node.setResult(makeAffine(node, moments, epsilon, scale, bias));
}

/// (x - mean) / (deviation + 1e-9)
static LogicalResult importMeanVarianceNorm(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  llvm::SmallVector<int64_t> given = node.getInts("axes", {0, 2, 3});
  Shape shape = node.getShape(0);
  llvm::SmallVector<bool> isReduced(shape.size(), false);
  for (int64_t entry : given) {
    int64_t axis = node.normalizeAxis(entry, shape.size());
    if (node.isRefused())
      return failure();
    isReduced[axis] = true;
  }
  llvm::SmallVector<int64_t> axes;
  for (auto [axis, reduced] : llvm::enumerate(isReduced))
    if (reduced)
      axes.push_back(axis);
  Moments moments = makeMoments(node, node.getTensor(0), [&](Value x) {
    return makeMean(node, x, axes);
  });
  Value deviation =
      node.create<AddOp>(node.create<SqrtOp>(moments.variance), 1e-9f);
  return node.setResult(node.create<DivOp>(moments.centered, deviation));
}

void kiln::addNormalizationOps(OpTable &table) {
  table.add("BatchNormalization", 1, importBatchNorm1);
  table.add("BatchNormalization", 9, importBatchNorm);
  table.add("BatchNormalization", 14, importBatchNorm14);
  table.add("GroupNormalization", 18, importGroupNorm);
  table.add("InstanceNormalization", 1, importInstanceNorm);
  table.add("LRN", 1, importLRN);
  table.add("LayerNormalization", 17, importLayerNorm);
  table.add("MeanVarianceNormalization", 9, importMeanVarianceNorm);
}
