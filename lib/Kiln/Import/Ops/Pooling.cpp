// MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool. Attributes that an
// opset does not have yet are refused by Node::checkNoAttrsLeft when they are
// not read.

#include "Window.h"

using namespace mlir;
using namespace kiln;

static std::optional<Window> readPoolWindow(Node &node, bool hasDilations) {
  if (!node.expectInputs(1, 1) || !node.requireAttr("kernel_shape"))
    return std::nullopt;
  return readWindow(node, node.getInts("kernel_shape", {}), hasDilations);
}

static LogicalResult importMaxPool(Node &node) {
  std::optional<Window> window =
      readPoolWindow(node, /*hasDilations=*/node.getOpset() >= 10);
  if (!window)
    return failure();
  bool ceilMode = node.getOpset() >= 10 && node.getFlag("ceil_mode", false);
  // The order of indices matters only to the output Indices, which nobody may
  // use.
  node.ignoreAttrs({"storage_order"});
  Value input = node.getTensorAs(0, toPlanar(node.getShape(0)));
  return setWindowResult(
      node,
      node.create<MaxPool2DOp>(
          input, {node.intsAttr("kernel", window->kernel),
                  node.intsAttr("strides", window->strides),
                  node.intsAttr("pads", window->pads),
                  node.intsAttr("dilations", window->dilations),
                  node.boolAttr("ceil_mode", ceilMode && !window->autoPad)}));
}

static LogicalResult importAveragePool(Node &node) {
  std::optional<Window> window =
      readPoolWindow(node, /*hasDilations=*/node.getOpset() >= 19);
  if (!window)
    return failure();
  bool ceilMode = node.getOpset() >= 10 && node.getFlag("ceil_mode", false);
  bool countPad =
      node.getOpset() >= 7 && node.getFlag("count_include_pad", false);
  Value input = node.getTensorAs(0, toPlanar(node.getShape(0)));
  return setWindowResult(
      node,
      node.create<AvgPool2DOp>(
          input, {node.intsAttr("kernel", window->kernel),
                  node.intsAttr("strides", window->strides),
                  node.intsAttr("pads", window->pads),
                  node.intsAttr("dilations", window->dilations),
                  node.boolAttr("ceil_mode", ceilMode && !window->autoPad),
                  node.boolAttr("count_include_pad", countPad)}));
}

/// Any number of spatial dimensions: the mean does not care how they fold.
static LogicalResult importGlobalAveragePool(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Shape shape = node.getShape(0);
  if (shape.size() < 3)
    return node.refuse("its input of shape " + shapeText(shape) +
                       " has no spatial dimension");
  Shape planar = shape, result = shape;
  if (shape.size() != 4) {
    int64_t pixels = 1;
    for (int64_t dim : llvm::ArrayRef<int64_t>(shape).drop_front(2))
      pixels *= dim;
    planar = {shape[0], shape[1], 1, pixels};
  }
  std::fill(result.begin() + 2, result.end(), 1);
  Value mean = node.create<GlobalAvgPoolOp>(node.getTensorAs(0, planar));
  return node.setResult(node.reshape(mean, result));
}

static LogicalResult importGlobalMaxPool(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Shape shape = node.getShape(0);
  if (shape.size() < 3)
    return node.refuse("its input of shape " + shapeText(shape) +
                       " has no spatial dimension");
  auto axes = llvm::to_vector(llvm::seq<int64_t>(2, shape.size()));
  return node.setResult(node.create<ReduceMaxOp>(
      node.getTensor(0), {node.intsAttr("axes", axes)}));
}

void kiln::addPoolingOps(OpTable &table) {
  table.add("MaxPool", 1, importMaxPool);
  table.add("AveragePool", 1, importAveragePool);
  table.add("GlobalAveragePool", 1, importGlobalAveragePool);
  table.add("GlobalMaxPool", 1, importGlobalMaxPool);
}
