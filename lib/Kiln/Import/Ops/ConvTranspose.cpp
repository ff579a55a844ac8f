// ConvTranspose.

#include "Compose.h"
#include "Convolution.h"

using namespace mlir;
using namespace kiln;

/// The pads that give the result the size `wanted`, or stride * input with
/// auto_pad; the odd one goes to the end, or to the beginning if `lower`. A
/// result beyond the last product comes from output padding.
static void fitPads(Window &window, llvm::ArrayRef<int64_t> input,
                    llvm::ArrayRef<int64_t> wanted, bool lower,
                    llvm::MutableArrayRef<int64_t> outputPadding) {
  size_t rank = window.kernel.size();
  for (size_t i = 0; i < rank; ++i) {
    int64_t extent = (window.kernel[i] - 1) * window.dilations[i] + 1;
    int64_t total = (input[i] - 1) * window.strides[i] + extent +
                    outputPadding[i] - wanted[i];
    if (total < 0)
      outputPadding[i] -= total;
    total = std::max<int64_t>(total, 0);
    window.pads[i] = lower ? total - total / 2 : total / 2;
    window.pads[rank + i] = total - window.pads[i];
  }
}

/// An attribute with a number for each spatial dimension; a single one becomes
/// one for height and one for width.
static llvm::SmallVector<int64_t> readPlanar(Node &node, llvm::StringRef name,
                                             size_t rank, int64_t unit) {
  llvm::SmallVector<int64_t> values =
      node.getInts(name, llvm::SmallVector<int64_t>(rank, unit));
  if (values.size() != rank)
    (void)node.refuseParameter(
        name, "has " + llvm::Twine(values.size()) + " elements",
        llvm::Twine(rank));
  if (rank == 1)
    values.insert(values.begin(), unit);
  return values;
}

/// `stride` - 1 zeros between neighbouring places along `axis`:
///
///   …xDx…  ->  …xDx1x…  ->  …xDxSx…  ->  …xDSx…  ->  …x(D-1)S+1x…
static Value spread(Node &node, Value x, int64_t axis, int64_t stride) {
  if (!x || stride == 1)
    return x;
  Shape shape = dimsOf(x), split = shape;
  split.insert(split.begin() + axis + 1, 1);
  Value spaced =
      makeZeroPadded(node, node.reshape(x, split), axis + 1, 0, stride - 1);
  int64_t size = shape[axis];
  shape[axis] = size * stride;
  return makeSlice(node, node.reshape(spaced, shape), axis, 0,
                   (size - 1) * stride + 1);
}

/// The filter whose convolution undoes the places that `filter` adds to: each
/// spatial dimension reversed, input and output channels exchanged in each
/// group.
static Value mirrorFilter(Node &node, Value filter, int64_t groups) {
  if (!filter)
    return {};
  Shape shape = dimsOf(filter);
  int64_t inputs = shape[0] / groups, outputs = shape[1];
  for (size_t axis = 2; axis < shape.size(); ++axis)
    filter = makeReversed(node, filter, axis);
  Shape split = {groups, inputs, outputs}, order = {0, 2, 1};
  Shape result = {groups * outputs, inputs};
  for (size_t axis = 2; axis < shape.size(); ++axis) {
    split.push_back(shape[axis]);
    order.push_back(axis + 1);
    result.push_back(shape[axis]);
  }
  Value grouped = node.reshape(filter, split);
  return node.reshape(makeTransposed(node, grouped, order), result);
}

/// As a convolution of the input with zeros between its places: for a filter
/// that is no constant, and over three dimensions. The pads say what is cut off
/// the full result, so the convolution's are what is left of its reach.
static Value makeFromConv(Node &node, Value x, Value filter, Value bias,
                          const Window &window,
                          llvm::ArrayRef<int64_t> outputPadding,
                          int64_t groups) {
  if (!x || !filter)
    return {};
  if (groups < 1 || dimsOf(filter)[0] % groups != 0) {
    (void)node.refuseParameter(
        "group",
        "is " + llvm::Twine(groups) +
            ", which does not divide the input channels of its filter " +
            shapeText(dimsOf(filter)));
    return {};
  }
  size_t rank = window.kernel.size();
  Window plain = window;
  plain.strides.assign(rank, 1);
  plain.pads.assign(2 * rank, 0);
  for (size_t i = 0; x && i < rank; ++i) {
    int64_t axis = 2 + i;
    int64_t reach = (window.kernel[i] - 1) * window.dilations[i];
    int64_t before = reach - window.pads[i];
    int64_t after = reach - window.pads[rank + i] + outputPadding[i];
    x = spread(node, x, axis, window.strides[i]);
    x = makeZeroPadded(node, x, axis, std::max<int64_t>(before, 0),
                       std::max<int64_t>(after, 0));
    if (!x)
      return {};
    int64_t cutBefore = std::max<int64_t>(-before, 0);
    int64_t left = dimsOf(x)[axis] - cutBefore - std::max<int64_t>(-after, 0);
    if (left <= reach) {
      (void)node.refuse("its pads leave nothing of dimension " +
                        llvm::Twine(axis) + " of its result");
      return {};
    }
    x = makeSlice(node, x, axis, cutBefore, left);
  }
  return makeConv(node, x, mirrorFilter(node, filter, groups), bias, plain,
                  groups);
}

static LogicalResult importConvTranspose(Node &node) {
  std::optional<Window> window = readFilterWindow(node);
  if (!window)
    return failure();
  Shape input = node.getShape(0), filterShape = node.getShape(1);
  size_t rank = input.size() - 2;
  llvm::SmallVector<int64_t> padding =
      readPlanar(node, "output_padding", rank, 0);
  bool hasShape = node.hasAttr("output_shape");
  llvm::SmallVector<int64_t> wanted = readPlanar(node, "output_shape", rank, 1);
  std::string mode = node.getString("auto_pad", "NOTSET");
  int64_t groups = node.getInt("group", 1);
  if (node.isRefused())
    return failure();
  Shape planar = toPlanar(input);
  auto spatial = llvm::ArrayRef<int64_t>(planar).drop_front(2);
  if (!hasShape)
    for (size_t i = 0; i < spatial.size(); ++i)
      wanted[i] = spatial[i] * window->strides[i];
  if (hasShape || mode == "SAME_UPPER" || mode == "SAME_LOWER")
    fitPads(*window, spatial, wanted, /*lower=*/mode != "SAME_UPPER", padding);

  Value x = node.getTensorAs(0, planar);
  Value filter = node.getTensorAs(1, toPlanar(filterShape));
  Value bias = node.hasInput(2) ? node.getTensor(2) : Value();
  if (!node.isConstant(1) || rank == 3)
    return setWindowResult(
        node, makeFromConv(node, x, filter, bias, *window, padding, groups));
  llvm::SmallVector<Value> operands = {x, filter};
  if (bias)
    operands.push_back(bias);
  return setWindowResult(
      node, node.create<ConvTranspose2DOp>(
                operands, {node.intsAttr("strides", window->strides),
                           node.intsAttr("pads", window->pads),
                           node.intsAttr("dilations", window->dilations),
                           node.intsAttr("output_padding", padding),
                           node.intAttr("groups", groups)}));
}

void kiln::addConvTransposeOps(OpTable &table) {
  table.add("ConvTranspose", 1, importConvTranspose);
}
