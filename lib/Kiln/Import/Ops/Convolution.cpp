// Conv.

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

void kiln::addConvolutionOps(OpTable &table) {
  table.add("Conv", 1, importConv);
}
