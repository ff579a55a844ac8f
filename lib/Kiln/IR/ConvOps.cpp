// Convolution and its transpose: constraints and result shapes.

#include "Constraints.h"

using namespace mlir;
using namespace kiln;

/// Constraints C8 to C10: how the channels are dealt to the groups.
static LogicalResult checkGroups(Conv2DOp::Adaptor op,
                                 const Constraints &check) {
  int64_t inputChannels = shapeOf(op.getInput())[1];
  int64_t outputChannels = shapeOf(op.getFilter())[0];
  int64_t filterChannels = shapeOf(op.getFilter())[1];
  int64_t groups = op.getGroupsAttr() ? op.getGroupsAttr().getInt() : 0;
  if (groups < 1 || inputChannels % groups != 0)
    return check.violated(8, "expected groups of at least 1 that divide the " +
                                 Twine(inputChannels) +
                                 " input channels, got " + Twine(groups));
  if (outputChannels % groups != 0)
    return check.violated(
        9, "expected groups that divide the " + Twine(outputChannels) +
               " output channels (filter dimension 0), got " + Twine(groups));
  if (filterChannels != inputChannels / groups)
    return check.violated(10, "expected filter dimension 1 (" +
                                  Twine(filterChannels) +
                                  ") to equal input channels / groups (" +
                                  Twine(inputChannels) + " / " + Twine(groups) +
                                  " = " + Twine(inputChannels / groups) + ")");
  return success();
}

static LogicalResult checkBias(Conv2DOp::Adaptor op, const Constraints &check) {
  if (!op.getBias())
    return success();
  ArrayRef<int64_t> bias = shapeOf(op.getBias());
  int64_t outputChannels = shapeOf(op.getFilter())[0];
  if (bias.size() == 1 && bias[0] == outputChannels)
    return success();
  return check.violated(11, "expected bias of shape " + Twine(outputChannels) +
                                " (filter dimension 0), got shape " +
                                toString(bias));
}

FailureOr<Shape> kiln::inferShape(Conv2DOp::Adaptor op,
                                  const Constraints &check) {
  if (failed(check.checkRank(3, "input", op.getInput(), 4)) ||
      failed(check.checkRank(4, "filter", op.getFilter(), 4)) ||
      failed(check.checkEntries(5, "strides", op.getStridesAttr(), 2, 1)) ||
      failed(check.checkEntries(6, "pads", op.getPadsAttr(), 4, 0)) ||
      failed(check.checkEntries(7, "dilations", op.getDilationsAttr(), 2, 1)) ||
      failed(checkGroups(op, check)) || failed(checkBias(op, check)))
    return failure();

  ArrayRef<int64_t> input = shapeOf(op.getInput());
  ArrayRef<int64_t> filter = shapeOf(op.getFilter());
  Shape result = {input[0], filter[0]};
  return inferWindows(12, input.drop_front(2), filter.drop_front(2),
                      op.getStrides(), op.getPads(), op.getDilations(),
                      /*ceilMode=*/false, check, result);
}

//===----------------------------------------------------------------------===//
// Transposed convolution
//===----------------------------------------------------------------------===//

/// Constraints C9 to C11: how the channels are dealt to the groups.
static LogicalResult checkChannels(ConvTranspose2DOp::Adaptor op,
                                   const Constraints &check) {
  int64_t inputChannels = shapeOf(op.getInput())[1];
  ArrayRef<int64_t> filter = shapeOf(op.getFilter());
  int64_t groups = op.getGroupsAttr() ? op.getGroupsAttr().getInt() : 0;
  if (groups < 1 || inputChannels % groups != 0)
    return check.violated(9, "expected groups of at least 1 that divide the " +
                                 Twine(inputChannels) +
                                 " input channels, got " + Twine(groups));
  if (filter[0] != inputChannels)
    return check.violated(
        10, "expected filter dimension 0 (" + Twine(filter[0]) +
                ") to equal the input channels (" + Twine(inputChannels) + ")");
  if (!op.getBias())
    return success();
  ArrayRef<int64_t> bias = shapeOf(op.getBias());
  if (bias.size() == 1 && bias[0] == filter[1] * groups)
    return success();
  return check.violated(
      11, "expected bias of shape " + Twine(filter[1] * groups) +
              " (filter dimension 1 * groups), got shape " + toString(bias));
}

FailureOr<Shape> kiln::inferShape(ConvTranspose2DOp::Adaptor op,
                                  const Constraints &check) {
  if (failed(check.checkRank(3, "input", op.getInput(), 4)) ||
      failed(check.checkRank(4, "filter", op.getFilter(), 4)) ||
      failed(check.checkEntries(5, "strides", op.getStridesAttr(), 2, 1)) ||
      failed(check.checkEntries(6, "pads", op.getPadsAttr(), 4, 0)) ||
      failed(check.checkEntries(7, "dilations", op.getDilationsAttr(), 2, 1)) ||
      failed(check.checkEntries(8, "output_padding", op.getOutputPaddingAttr(),
                                2, 0)) ||
      failed(checkChannels(op, check)))
    return failure();

  ArrayRef<int64_t> input = shapeOf(op.getInput());
  ArrayRef<int64_t> filter = shapeOf(op.getFilter());
  Shape result = {input[0], filter[1] * op.getGroupsAttr().getInt()};
  for (unsigned i = 0; i < 2; ++i) {
    int64_t extent = (filter[2 + i] - 1) * op.getDilations()[i] + 1;
    result.push_back((input[2 + i] - 1) * op.getStrides()[i] + extent +
                     op.getOutputPadding()[i] - op.getPads()[i] -
                     op.getPads()[i + 2]);
  }
  return result;
}
