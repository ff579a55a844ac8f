// Pooling: constraints and result shapes.

#include "Constraints.h"

using namespace mlir;
using namespace kiln;

/// Constraint C8: every window touches the input or lies around it, but no
/// window lies in the padding alone.
static LogicalResult checkPadsBelowExtent(ArrayRef<int64_t> kernel,
                                          ArrayRef<int64_t> dilations,
                                          ArrayRef<int64_t> pads,
                                          const Constraints &check) {
  for (unsigned i = 0; i < 4; ++i) {
    std::optional<int64_t> extent =
        windowExtent(kernel[i % 2], dilations[i % 2]);
    if (!extent || pads[i] >= *extent)
      return check.violated(8, "expected pads[" + Twine(i) +
                                   "] to be less than the dilated kernel "
                                   "extent " +
                                   Twine(extent.value_or(0)) + ", got " +
                                   Twine(pads[i]));
  }
  return success();
}

template <typename AdaptorT>
static FailureOr<Shape> inferPool(AdaptorT op, const Constraints &check) {
  if (failed(check.checkRank(3, "input", op.getInput(), 4)) ||
      failed(check.checkEntries(4, "kernel", op.getKernelAttr(), 2, 1)) ||
      failed(check.checkEntries(5, "strides", op.getStridesAttr(), 2, 1)) ||
      failed(check.checkEntries(6, "pads", op.getPadsAttr(), 4, 0)) ||
      failed(check.checkEntries(7, "dilations", op.getDilationsAttr(), 2, 1)) ||
      failed(checkPadsBelowExtent(op.getKernel(), op.getDilations(),
                                  op.getPads(), check)))
    return failure();
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  bool ceilMode = op.getCeilModeAttr() && op.getCeilMode();
  Shape result = {input[0], input[1]};
  return inferWindows(9, input.drop_front(2), op.getKernel(), op.getStrides(),
                      op.getPads(), op.getDilations(), ceilMode, check, result);
}

FailureOr<Shape> kiln::inferShape(MaxPool2DOp::Adaptor op,
                                  const Constraints &check) {
  return inferPool(op, check);
}

FailureOr<Shape> kiln::inferShape(AvgPool2DOp::Adaptor op,
                                  const Constraints &check) {
  return inferPool(op, check);
}

FailureOr<Shape> kiln::inferShape(GlobalAvgPoolOp::Adaptor op,
                                  const Constraints &check) {
  if (failed(check.checkRank(3, "input", op.getInput(), 4)))
    return failure();
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  return Shape{input[0], input[1], 1, 1};
}
