// Conv and ConvTranspose.

#include "Window.h"

using namespace mlir;
using namespace kiln;

static LogicalResult importConv(Node &node) {
  if (!node.expectInputs(2, 3))
    return failure();
  Shape input = node.getShape(0), filter = node.getShape(1);
  if (filter.size() != input.size() || filter.size() < 3)
    return node.refuse("its input has shape " + shapeText(input) +
                       " and its filter " + shapeText(filter) +
                       "; expected as many dimensions, at least 3");
  llvm::ArrayRef<int64_t> kernel =
      llvm::ArrayRef<int64_t>(filter).drop_front(2);
  llvm::SmallVector<int64_t> declared = node.getInts("kernel_shape", kernel);
  if (!node.isRefused() && llvm::ArrayRef<int64_t>(declared) != kernel)
    return node.refuse("'kernel_shape' is " + shapeText(declared) +
                       ", but the filter has shape " + shapeText(filter));
  std::optional<Window> window = readWindow(node, kernel);
  if (!window)
    return failure();

  llvm::SmallVector<Value> operands = {node.getTensorAs(0, toPlanar(input)),
                                       node.getTensorAs(1, toPlanar(filter))};
  if (node.hasInput(2))
    operands.push_back(node.getTensor(2));
  return setWindowResult(
      node, node.create<Conv2DOp>(
                operands, {node.intsAttr("strides", window->strides),
                           node.intsAttr("pads", window->pads),
                           node.intsAttr("dilations", window->dilations),
                           node.intAttr("groups", node.getInt("group", 1))}));
}

/// The pads that give the result the size `wanted`, or stride * input with
/// auto_pad; the odd one goes to the end, or to the beginning if `lower`. A
/// result beyond the last product comes from output padding.
static void fitPads(Window &window, llvm::ArrayRef<int64_t> input,
                    llvm::ArrayRef<int64_t> wanted, bool lower,
                    llvm::MutableArrayRef<int64_t> outputPadding) {
  for (unsigned i = 0; i < 2; ++i) {
    int64_t extent = (window.kernel[i] - 1) * window.dilations[i] + 1;
    int64_t total = (input[i] - 1) * window.strides[i] + extent +
                    outputPadding[i] - wanted[i];
    if (total < 0)
      outputPadding[i] -= total;
    total = std::max<int64_t>(total, 0);
    window.pads[i] = lower ? total - total / 2 : total / 2;
    window.pads[2 + i] = total - window.pads[i];
  }
}

/// An attribute with a number for each spatial dimension, as one for height and
/// one for width.
static llvm::SmallVector<int64_t> readPlanar(Node &node, llvm::StringRef name,
                                             size_t rank, int64_t unit) {
  llvm::SmallVector<int64_t> values =
      node.getInts(name, llvm::SmallVector<int64_t>(rank, unit));
  if (values.size() != rank)
    (void)node.refuse("'" + name + "' has " + llvm::Twine(values.size()) +
                      " elements, expected " + llvm::Twine(rank));
  if (rank == 1)
    values.insert(values.begin(), unit);
  return values;
}

static LogicalResult importConvTranspose(Node &node) {
  if (!node.expectInputs(2, 3))
    return failure();
  Shape input = node.getShape(0), filter = node.getShape(1);
  if (filter.size() != input.size() || filter.size() < 3)
    return node.refuse("its input has shape " + shapeText(input) +
                       " and its filter " + shapeText(filter) +
                       "; expected as many dimensions, at least 3");
  if (!node.isConstant(1))
    return node.refuse("its filter is not a constant");
  llvm::ArrayRef<int64_t> kernel =
      llvm::ArrayRef<int64_t>(filter).drop_front(2);
  llvm::SmallVector<int64_t> declared = node.getInts("kernel_shape", kernel);
  if (!node.isRefused() && llvm::ArrayRef<int64_t>(declared) != kernel)
    return node.refuse("'kernel_shape' is " + shapeText(declared) +
                       ", but the filter has shape " + shapeText(filter));
  std::optional<Window> window = readWindow(node, kernel);
  if (!window)
    return failure();
  size_t rank = kernel.size();
  llvm::SmallVector<int64_t> padding =
      readPlanar(node, "output_padding", rank, 0);
  Shape planar = toPlanar(input);
  bool hasShape = node.hasAttr("output_shape");
  llvm::SmallVector<int64_t> wanted = readPlanar(node, "output_shape", rank, 1);
  std::string mode = node.getString("auto_pad", "NOTSET");
  if (node.isRefused())
    return failure();
  auto spatial = llvm::ArrayRef<int64_t>(planar).drop_front(2);
  if (!hasShape)
    for (unsigned i = 0; i < 2; ++i)
      wanted[i] = spatial[i] * window->strides[i];
  if (hasShape || mode == "SAME_UPPER" || mode == "SAME_LOWER")
    fitPads(*window, spatial, wanted, /*lower=*/mode != "SAME_UPPER", padding);

  llvm::SmallVector<Value> operands = {node.getTensorAs(0, planar),
                                       node.getTensorAs(1, toPlanar(filter))};
  if (node.hasInput(2))
    operands.push_back(node.getTensor(2));
  return setWindowResult(
      node, node.create<ConvTranspose2DOp>(
                operands, {node.intsAttr("strides", window->strides),
                           node.intsAttr("pads", window->pads),
                           node.intsAttr("dilations", window->dilations),
                           node.intsAttr("output_padding", padding),
                           node.intAttr("groups", node.getInt("group", 1))}));
}

void kiln::addConvolutionOps(OpTable &table) {
  table.add("Conv", 1, importConv);
  table.add("ConvTranspose", 1, importConvTranspose);
}
