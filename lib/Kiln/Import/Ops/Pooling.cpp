// MaxPool, AveragePool, LpPool and the same over all pixels. Attributes that an
// opset does not have yet are refused by Node::checkNoAttrsLeft when they are
// not read.

#include "Compose.h"
#include "MaxPoolIndices.h"
#include "Window.h"

using namespace mlir;
using namespace kiln;

static std::optional<Window> readPoolWindow(Node &node, bool hasDilations) {
  if (!node.expectInputs(1, 1) || !node.requireAttr("kernel_shape"))
    return std::nullopt;
  return readWindow(node, node.getInts("kernel_shape", {}), hasDilations);
}

template <typename OpT>
static Value makePool2D(Node &node, Value x, const Window &window,
                        llvm::ArrayRef<NamedAttribute> modes) {
  llvm::SmallVector<NamedAttribute> attributes = {
      node.intsAttr("kernel", window.kernel),
      node.intsAttr("strides", window.strides),
      node.intsAttr("pads", window.pads),
      node.intsAttr("dilations", window.dilations)};
  attributes.append(modes.begin(), modes.end());
  return node.create<OpT>(x, attributes);
}

/// Windows over depth too are those over planes, and then over depth, which
/// sees a plane as a row:
///
///   NxCxDxHxW -> NxCDxHxW -> NxCDxH'xW' -> NxCxDxH'W' -> NxCxD'xH'W'
///
/// A maximum of maxima and a mean of means are what they are of all: the
/// elements that count are counted in each dimension by itself.
template <typename OpT>
static Value makePool(Node &node, Value x, const Window &window,
                      llvm::ArrayRef<NamedAttribute> modes) {
  if (window.kernel.size() == 2 || !x)
    return makePool2D<OpT>(node, x, window, modes);
  Shape shape = dimsOf(x);
  Value planes =
      node.reshape(x, {shape[0], shape[1] * shape[2], shape[3], shape[4]});
  planes = makePool2D<OpT>(node, planes, getPlanes(window), modes);
  if (!planes)
    return {};
  Shape pooled = dimsOf(planes);
  Value rows = node.reshape(
      planes, {shape[0], shape[1], shape[2], pooled[2] * pooled[3]});
  rows = makePool2D<OpT>(node, rows, getDepth(window), modes);
  if (!rows)
    return {};
  return node.reshape(
      rows, {shape[0], shape[1], dimsOf(rows)[2], pooled[2], pooled[3]});
}

static LogicalResult importMaxPool(Node &node) {
  std::optional<Window> window =
      readPoolWindow(node, /*hasDilations=*/node.getOpset() >= 10);
  if (!window)
    return failure();
  bool ceilMode = node.getOpset() >= 10 && node.getFlag("ceil_mode", false);
  bool columnMajor =
      node.getOpset() >= 8 && node.getFlag("storage_order", false);
  Value x = node.getTensorAs(0, toPlanar(node.getShape(0)));
  Value maxima = makePool<MaxPool2DOp>(
      node, x, *window,
      node.boolAttr("ceil_mode", ceilMode && !window->autoPad));
  if (node.getOpset() >= 8 && node.hasOutput(1)) {
    Value indices = makeMaxPoolIndices(node, x, maxima, *window, columnMajor);
    if (failed(setWindowResult(node, indices, 1)))
      return failure();
  }
  return setWindowResult(node, maxima);
}

static LogicalResult importAveragePool(Node &node) {
  std::optional<Window> window =
      readPoolWindow(node, /*hasDilations=*/node.getOpset() >= 19);
  if (!window)
    return failure();
  bool ceilMode = node.getOpset() >= 10 && node.getFlag("ceil_mode", false);
  bool countPad =
      node.getOpset() >= 7 && node.getFlag("count_include_pad", false);
  Value x = node.getTensorAs(0, toPlanar(node.getShape(0)));
  return setWindowResult(
      node, makePool<AvgPool2DOp>(
                node, x, *window,
                {node.boolAttr("ceil_mode", ceilMode && !window->autoPad),
                 node.boolAttr("count_include_pad", countPad)}));
}

//===----------------------------------------------------------------------===//
// LpPool
//===----------------------------------------------------------------------===//

/// The exponent, a number of any kind in opset 1 and a whole one since.
static float readExponent(Node &node) {
  float p = node.getOpset() < 2 ? node.getFloat("p", 2.0f)
                                : float(node.getInt("p", 2));
  if (!node.isRefused() && !(p > 0 && p <= 1024))
    (void)node.refuseParameter("p", "is " + std::to_string(p),
                               "a number above 0 and up to 1024");
  return p;
}

/// |x|^p
static Value makePower(Node &node, Value x, float p) {
  if (p == 2)
    return node.create<MulOp>(x, x);
  Value size = node.create<AbsOp>(x);
  return p == 1 ? size : node.create<PowOp>(size, p);
}

/// x^(1/p)
static Value makeRoot(Node &node, Value x, float p) {
  if (p == 2)
    return node.create<SqrtOp>(x);
  return p == 1 ? x : node.create<PowOp>(x, 1 / p);
}

/// Lengthens the pads at the end to what the last windows reach, so that every
/// window lies in the padded input. As ONNX has it, no window starts in the
/// padding at the end.
static void coverLastWindows(Window &window, llvm::ArrayRef<int64_t> input) {
  size_t rank = window.kernel.size();
  for (size_t i = 0; i < rank; ++i) {
    int64_t extent = (window.kernel[i] - 1) * window.dilations[i] + 1;
    int64_t room = input[i] + window.pads[i] + window.pads[rank + i] - extent;
    int64_t rest = room % window.strides[i];
    if (room < 0 || rest == 0)
      continue;
    int64_t start = room - rest + window.strides[i];
    if (start < input[i] + window.pads[i])
      window.pads[rank + i] += window.strides[i] - rest;
  }
}

/// The root of the sum over a window, which is its mean, pads counted, times
/// the number of its elements.
static LogicalResult importLpPool(Node &node) {
  std::optional<Window> window =
      readPoolWindow(node, /*hasDilations=*/node.getOpset() >= 18);
  float p = readExponent(node);
  if (!window || node.isRefused())
    return failure();
  bool ceilMode = node.getOpset() >= 18 && node.getFlag("ceil_mode", false);
  Shape planar = toPlanar(node.getShape(0));
  if (ceilMode && !window->autoPad)
    coverLastWindows(*window, llvm::ArrayRef<int64_t>(planar).drop_front(2));
  float count = 1;
  for (int64_t size : window->kernel)
    count *= float(size);
  Value powers = makePower(node, node.getTensorAs(0, planar), p);
  Value mean = makePool<AvgPool2DOp>(node, powers, *window,
                                     node.boolAttr("count_include_pad", true));
  Value sum = node.create<MulOp>(mean, count);
  return setWindowResult(node, makeRoot(node, sum, p));
}

//===----------------------------------------------------------------------===//
// Global pools
//===----------------------------------------------------------------------===//

/// All spatial dimensions; refuses an input that has none.
static llvm::SmallVector<int64_t> spatialAxes(Node &node) {
  Shape shape = node.getShape(0);
  if (!node.isRefused() && shape.size() < 3)
    (void)node.refuseInput(
        0, "of shape " + shapeText(shape) + " has no spatial dimension",
        "3 dimensions or more");
  return llvm::to_vector(
      llvm::seq<int64_t>(2, std::max<int64_t>(2, shape.size())));
}

/// Any number of spatial dimensions: the mean does not care how they fold.
static LogicalResult importGlobalAveragePool(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Shape shape = node.getShape(0);
  llvm::SmallVector<int64_t> axes = spatialAxes(node);
  if (node.isRefused())
    return failure();
  Shape planar = shape, result = shape;
  if (shape.size() != 4) {
    int64_t pixels = 1;
    for (int64_t axis : axes)
      pixels *= shape[axis];
    planar = {shape[0], shape[1], 1, pixels};
  }
  std::fill(result.begin() + 2, result.end(), 1);
  Value mean = node.create<GlobalAvgPoolOp>(node.getTensorAs(0, planar));
  return node.setResult(node.reshape(mean, result));
}

static LogicalResult importGlobalMaxPool(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  llvm::SmallVector<int64_t> axes = spatialAxes(node);
  return node.setResult(
      makeReduced<ReduceMaxOp>(node, node.getTensor(0), axes));
}

static LogicalResult importGlobalLpPool(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  llvm::SmallVector<int64_t> axes = spatialAxes(node);
  float p = readExponent(node);
  Value powers = makePower(node, node.getTensor(0), p);
  return node.setResult(
      makeRoot(node, makeReduced<ReduceSumOp>(node, powers, axes), p));
}

void kiln::addPoolingOps(OpTable &table) {
  table.add("AveragePool", 1, importAveragePool);
  table.add("GlobalAveragePool", 1, importGlobalAveragePool);
  table.add("GlobalLpPool", 1, importGlobalLpPool);
  table.add("GlobalMaxPool", 1, importGlobalMaxPool);
  table.add("LpPool", 1, importLpPool);
  table.add("MaxPool", 1, importMaxPool);
}
