// Resampling of images: constraints and result shape.

#include "Constraints.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace mlir;
using namespace kiln;

/// The most products that an axis' interpolation may take for one line.
static constexpr int64_t kMaxProducts = int64_t(1) << 26;

static LogicalResult checkOneOf(unsigned number, StringRef subject,
                                StringAttr attr, ArrayRef<StringRef> allowed,
                                const Constraints &check) {
  if (attr && llvm::is_contained(allowed, attr.getValue()))
    return success();
  return check.violated(number, "expected " + subject + " to be one of " +
                                    llvm::join(allowed, ", ") + ", got " +
                                    (attr ? attr.getValue() : "none"));
}

static LogicalResult checkScales(DenseF32ArrayAttr scales,
                                 const Constraints &check) {
  size_t count = scales ? scales.size() : 0;
  if (count != 2)
    return check.violated(5, "expected scales to have 2 entries, got " +
                                 Twine(count));
  for (float scale : scales.asArrayRef())
    if (!std::isfinite(scale) || scale <= 0)
      return check.violated(5,
                            "expected scales finite and greater than 0, got " +
                                std::to_string(scale));
  return success();
}

static LogicalResult checkRoi(DenseF32ArrayAttr roi, bool isUsed,
                              const Constraints &check) {
  size_t count = roi ? roi.size() : 0, expected = isUsed ? 4 : 0;
  if (count != expected || bool(roi) != isUsed)
    return check.violated(9, "expected roi to have " + Twine(expected) +
                                 " entries, got " + Twine(count));
  if (roi && !llvm::all_of(roi.asArrayRef(),
                           [](float entry) { return std::isfinite(entry); }))
    return check.violated(9, "expected the entries of roi to be finite");
  return success();
}

FailureOr<Shape> kiln::inferShape(Resize2DOp::Adaptor op,
                                  const Constraints &check) {
  if (failed(check.checkRank(3, "input", op.getInput(), 4)) ||
      failed(check.checkEntries(4, "sizes", op.getSizesAttr(), 2, 1)) ||
      failed(checkScales(op.getScalesAttr(), check)) ||
      failed(checkOneOf(6, "mode", op.getModeAttr(),
                        {"floor", "ceil", "round_prefer_floor",
                         "round_prefer_ceil", "linear", "cubic"},
                        check)) ||
      failed(checkOneOf(7, "coordinates", op.getCoordinatesAttr(),
                        {"asymmetric", "half_pixel", "half_pixel_symmetric",
                         "pytorch_half_pixel", "tf_half_pixel_for_nn",
                         "align_corners", "tf_crop_and_resize"},
                        check)))
    return failure();
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  for (unsigned i = 0; i < 2; ++i) {
    int64_t products = input[2 + i] * op.getSizes()[i];
    if (products > kMaxProducts)
      return check.violated(
          8, "expected the input's size times the result's to be at most " +
                 Twine(kMaxProducts) + ", got " + Twine(input[2 + i]) + " * " +
                 Twine(op.getSizes()[i]));
  }
  if (failed(checkRoi(op.getRoiAttr(),
                      op.getCoordinates() == "tf_crop_and_resize", check)))
    return failure();
  FloatAttr coefficient = op.getCubicCoeffAttr();
  if (coefficient && !coefficient.getValue().isFinite())
    return check.violated(10, "expected cubic_coeff to be finite");
  return Shape{input[0], input[1], op.getSizes()[0], op.getSizes()[1]};
}
