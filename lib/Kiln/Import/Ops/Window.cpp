// Reading sliding windows.

#include "Window.h"

using namespace mlir;
using namespace kiln;

Shape kiln::toPlanar(llvm::ArrayRef<int64_t> shape) {
  Shape planar(shape);
  if (planar.size() == 3)
    planar.insert(planar.begin() + 2, 1);
  return planar;
}

/// Whether `values` has `count` elements, none of them below `least`.
static bool check(Node &node, llvm::StringRef name,
                  llvm::ArrayRef<int64_t> values, size_t count, int64_t least) {
  if (values.size() != count)
    return succeeded(node.refuseParameter(
        name, "has " + llvm::Twine(values.size()) + " elements",
        llvm::Twine(count)));
  for (int64_t value : values)
    if (value < least)
      return succeeded(node.refuseParameter(name, "holds " + llvm::Twine(value),
                                            "at least " + llvm::Twine(least)));
  return true;
}

/// The pads that make the result ceil(input / stride) large; the odd one goes
/// to the end, or to the beginning if `lower`.
static llvm::SmallVector<int64_t> samePads(llvm::ArrayRef<int64_t> input,
                                           const Window &window, bool lower) {
  size_t rank = window.kernel.size();
  llvm::SmallVector<int64_t> pads(2 * rank);
  for (size_t i = 0; i < rank; ++i) {
    int64_t stride = window.strides[i];
    int64_t extent = (window.kernel[i] - 1) * window.dilations[i] + 1;
    int64_t steps = (input[i] - 1) / stride;
    int64_t total = std::max<int64_t>(steps * stride + extent - input[i], 0);
    pads[i] = lower ? total - total / 2 : total / 2;
    pads[rank + i] = total - pads[i];
  }
  return pads;
}

static bool readPads(Node &node, Window &window,
                     llvm::ArrayRef<int64_t> input) {
  size_t rank = window.kernel.size();
  std::string mode = node.getString("auto_pad", "NOTSET");
  llvm::SmallVector<int64_t> zeros(2 * rank, 0);
  window.pads = node.getInts("pads", zeros);
  if (node.isRefused())
    return false;
  if (mode == "NOTSET")
    return check(node, "pads", window.pads, 2 * rank, 0);
  window.autoPad = true;
  window.pads = zeros;
  if (mode == "SAME_UPPER" || mode == "SAME_LOWER")
    window.pads = samePads(input, window, mode == "SAME_LOWER");
  else if (mode != "VALID")
    return succeeded(
        node.refuseParameter("auto_pad", "is " + quoted(mode),
                             "NOTSET, SAME_UPPER, SAME_LOWER or VALID"));
  return true;
}

static void makePlanar(Window &window) {
  if (window.kernel.size() != 1)
    return;
  window.kernel = {1, window.kernel[0]};
  window.strides = {1, window.strides[0]};
  window.dilations = {1, window.dilations[0]};
  window.pads = {0, window.pads[0], 0, window.pads[1]};
}

std::optional<Window> kiln::readWindow(Node &node,
                                       llvm::ArrayRef<int64_t> kernel,
                                       bool hasDilations) {
  Shape shape = node.getShape(0);
  if (node.isRefused())
    return std::nullopt;
  if (shape.size() < 3 || shape.size() > 5) {
    (void)node.refuseInput(0,
                           "of shape " + shapeText(shape) + " has " +
                               llvm::Twine(shape.size()) + " dimensions",
                           "3 to 5, of which one to three are spatial");
    return std::nullopt;
  }
  llvm::ArrayRef<int64_t> input = llvm::ArrayRef<int64_t>(shape).drop_front(2);
  size_t rank = input.size();
  llvm::SmallVector<int64_t> ones(rank, 1);
  Window window;
  window.kernel.assign(kernel.begin(), kernel.end());
  window.strides = node.getInts("strides", ones);
  window.dilations = hasDilations ? node.getInts("dilations", ones) : ones;
  if (node.isRefused() ||
      !check(node, "kernel_shape", window.kernel, rank, 1) ||
      !check(node, "strides", window.strides, rank, 1) ||
      !check(node, "dilations", window.dilations, rank, 1) ||
      !readPads(node, window, input))
    return std::nullopt;
  makePlanar(window);
  return window;
}

Window kiln::getPlanes(const Window &window) {
  auto drop = [](llvm::ArrayRef<int64_t> list) {
    return llvm::SmallVector<int64_t>(list.drop_front());
  };
  Window planes = window;
  planes.kernel = drop(window.kernel);
  planes.strides = drop(window.strides);
  planes.dilations = drop(window.dilations);
  planes.pads = {window.pads[1], window.pads[2], window.pads[4],
                 window.pads[5]};
  return planes;
}

Window kiln::getDepth(const Window &window) {
  Window depth = window;
  depth.kernel = {window.kernel[0], 1};
  depth.strides = {window.strides[0], 1};
  depth.dilations = {window.dilations[0], 1};
  depth.pads = {window.pads[0], 0, window.pads[3], 0};
  return depth;
}

LogicalResult kiln::setWindowResult(Node &node, Value planar, unsigned i) {
  if (!planar)
    return failure();
  Shape shape(cast<RankedTensorType>(planar.getType()).getShape());
  if (node.getShape(0).size() == 3)
    shape.erase(shape.begin() + 2);
  return node.setResult(node.reshape(planar, shape), i);
}
