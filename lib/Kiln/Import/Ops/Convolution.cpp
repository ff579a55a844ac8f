// Conv.

#include "Convolution.h"
#include "Compose.h"

using namespace mlir;
using namespace kiln;

std::optional<Window> kiln::readFilterWindow(Node &node) {
  if (!node.expectInputs(2, 3))
    return std::nullopt;
  Shape input = node.getShape(0), filter = node.getShape(1);
  if (filter.size() != input.size() || filter.size() < 3) {
    (void)node.refuse("its input has shape " + shapeText(input) +
                          " and its filter " + shapeText(filter),
                      "as many dimensions, at least 3");
    return std::nullopt;
  }
  llvm::ArrayRef<int64_t> kernel =
      llvm::ArrayRef<int64_t>(filter).drop_front(2);
  llvm::SmallVector<int64_t> declared = node.getInts("kernel_shape", kernel);
  if (!node.isRefused() && llvm::ArrayRef<int64_t>(declared) != kernel)
    (void)node.refuseParameter(
        "kernel_shape", "is " + shapeText(declared) +
                            ", but the filter has shape " + shapeText(filter));
  return readWindow(node, kernel);
}

static Value makeConv2D(Node &node, Value x, Value filter, Value bias,
                        const Window &window, int64_t groups) {
  llvm::SmallVector<Value> operands = {x, filter};
  if (bias)
    operands.push_back(bias);
  return node.create<Conv2DOp>(operands,
                               {node.intsAttr("strides", window.strides),
                                node.intsAttr("pads", window.pads),
                                node.intsAttr("dilations", window.dilations),
                                node.intAttr("groups", groups)});
}

/// The planes that each place of the result sees, as further channels:
///
///   NxCxDxHxW  ->  one strided slice of the depth for each plane of the kernel
///              ->  NxCxKxD'xHxW  ->  ND'xCKxHxW
static Value unfoldDepth(Node &node, Value x, const Window &window,
                         int64_t depth) {
  constexpr int64_t kMostPlanes = 64;
  int64_t planes = window.kernel[0];
  if (planes > kMostPlanes) {
    (void)node.refuse("its kernel is " + llvm::Twine(planes) + " planes deep",
                      "at most " + llvm::Twine(kMostPlanes));
    return {};
  }
  x = makeZeroPadded(node, x, 2, window.pads[0], window.pads[3]);
  llvm::SmallVector<Value> parts;
  for (int64_t k = 0; x && k < planes; ++k) {
    Value part = makeSlice(node, x, 2, k * window.dilations[0], depth,
                           window.strides[0]);
    if (!part)
      return {};
    Shape shape = dimsOf(part);
    shape.insert(shape.begin() + 2, 1);
    parts.push_back(node.reshape(part, shape));
  }
  Value stacked = x ? makeConcat(node, parts, 2) : Value();
  if (!stacked)
    return {};
  Shape shape = dimsOf(stacked);
  return node.reshape(
      makeTransposed(node, stacked, {0, 3, 1, 2, 4, 5}),
      {shape[0] * depth, shape[1] * planes, shape[4], shape[5]});
}

/// A convolution over depth too is one over planes of more channels, whose
/// results are put in order again.
static Value makeConv3D(Node &node, Value x, Value filter, Value bias,
                        const Window &window, int64_t groups) {
  Shape shape = dimsOf(x), kernel = dimsOf(filter);
  int64_t extent = (window.kernel[0] - 1) * window.dilations[0] + 1;
  int64_t room = shape[2] + window.pads[0] + window.pads[3] - extent;
  if (room < 0) {
    (void)node.refuse("its kernel reaches over " + llvm::Twine(extent) +
                      " planes; its input " + shapeText(shape) + " has " +
                      llvm::Twine(room + extent) + ", pads included");
    return {};
  }
  int64_t depth = room / window.strides[0] + 1;
  Value planes = unfoldDepth(node, x, window, depth);
  Value flat = node.reshape(
      filter, {kernel[0], kernel[1] * kernel[2], kernel[3], kernel[4]});
  Value result =
      makeConv2D(node, planes, flat, bias, getPlanes(window), groups);
  if (!result)
    return {};
  Shape pooled = dimsOf(result);
  Value split =
      node.reshape(result, {shape[0], depth, pooled[1], pooled[2], pooled[3]});
  return makeTransposed(node, split, {0, 2, 1, 3, 4});
}

Value kiln::makeConv(Node &node, Value x, Value filter, Value bias,
                     const Window &window, int64_t groups) {
  if (!x || !filter || node.isRefused())
    return {};
  return window.kernel.size() == 3
             ? makeConv3D(node, x, filter, bias, window, groups)
             : makeConv2D(node, x, filter, bias, window, groups);
}

static LogicalResult importConv(Node &node) {
  std::optional<Window> window = readFilterWindow(node);
  if (!window)
    return failure();
  Value x = node.getTensorAs(0, toPlanar(node.getShape(0)));
  Value filter = node.getTensorAs(1, toPlanar(node.getShape(1)));
  Value bias = node.hasInput(2) ? node.getTensor(2) : Value();
  return setWindowResult(
      node, makeConv(node, x, filter, bias, *window, node.getInt("group", 1)));
}

void kiln::addConvolutionOps(OpTable &table) {
  table.add("Conv", 1, importConv);
}
