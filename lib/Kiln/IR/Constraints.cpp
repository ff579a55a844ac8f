// Reporting of violated constraints and the checks that ops have in common,
// see Constraints.h.

#include "Constraints.h"
#include "Kiln/IR/Shapes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace kiln;

std::string kiln::toString(ArrayRef<int64_t> shape) {
  if (shape.empty())
    return "scalar";
  return llvm::join(
      llvm::map_range(shape, [](int64_t size) { return std::to_string(size); }),
      "x");
}

std::string kiln::toString(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

LogicalResult Constraints::violated(unsigned number,
                                    const Twine &message) const {
  if (loc)
    emitError(*loc) << "'" << opName << "' op "
                    << opName.drop_front(opName.find('.') + 1) << "_C" << number
                    << ": " << message;
  return failure();
}

LogicalResult Constraints::checkSize(ArrayRef<int64_t> shape,
                                     const Twine &subject) const {
  if (elementCount(shape))
    return success();
  return violated(1, "expected " + subject + " of 1 to " + Twine(kMaxElements) +
                         " elements, got shape " + toString(shape));
}

LogicalResult Constraints::checkOperands(ValueRange operands) const {
  for (auto [index, value] : llvm::enumerate(operands)) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (!type || !type.hasStaticShape())
      return violated(1, "expected operand " + Twine(index) +
                             " to be a tensor of static shape");
    if (failed(checkSize(type.getShape(), "operand " + Twine(index))))
      return failure();
  }
  return success();
}

LogicalResult Constraints::checkRank(unsigned number, StringRef subject,
                                     Value value, int64_t rank) const {
  int64_t actual = shapeOf(value).size();
  if (actual == rank)
    return success();
  return violated(number, "expected " + subject + " of rank " + Twine(rank) +
                              ", got rank " + Twine(actual));
}

LogicalResult Constraints::checkEntries(unsigned number, StringRef subject,
                                        DenseI64ArrayAttr attr, size_t count,
                                        int64_t low) const {
  size_t actual = attr ? attr.size() : 0;
  if (actual != count)
    return violated(number, "expected " + subject + " to have " + Twine(count) +
                                " entries, got " + Twine(actual));
  for (auto [index, value] : llvm::enumerate(attr.asArrayRef()))
    if (value < low || value > kMaxWindowValue)
      return violated(number, "expected " + subject + "[" + Twine(index) +
                                  "] from " + Twine(low) + " to " +
                                  Twine(kMaxWindowValue) + ", got " +
                                  Twine(value));
  return success();
}

LogicalResult Constraints::checkSameElementType(unsigned number,
                                                ValueRange operands) const {
  Type first = elementTypeOf(operands.front());
  for (auto [index, value] : llvm::enumerate(operands))
    if (elementTypeOf(value) != first)
      return violated(number, "expected operand " + Twine(index) +
                                  " to have the element type of operand 0 (" +
                                  toString(first) + "), got " +
                                  toString(elementTypeOf(value)));
  return success();
}

LogicalResult Constraints::checkAxis(unsigned number, IntegerAttr attr,
                                     int64_t end) const {
  if (attr && attr.getInt() >= 0 && attr.getInt() < end)
    return success();
  if (end == 0)
    return violated(number, "expected an input with an axis, got a scalar");
  return violated(number, "expected axis from 0 to " + Twine(end - 1) +
                              ", got " +
                              (attr ? Twine(attr.getInt()) : Twine("none")));
}

FailureOr<Shape> kiln::inferWindows(unsigned number, ArrayRef<int64_t> input,
                                    ArrayRef<int64_t> kernel,
                                    ArrayRef<int64_t> strides,
                                    ArrayRef<int64_t> pads,
                                    ArrayRef<int64_t> dilations, bool ceilMode,
                                    const Constraints &check, Shape result) {
  for (unsigned i = 0; i < 2; ++i) {
    std::optional<int64_t> size =
        windowOutputSize(input[i], kernel[i], strides[i], pads[i], pads[i + 2],
                         dilations[i], ceilMode);
    if (!size) {
      return check.violated(number,
                            Twine("expected the dilated kernel ") +
                                (i == 0 ? "height " : "width ") +
                                Twine((kernel[i] - 1) * dilations[i] + 1) +
                                " to fit the padded input's " +
                                Twine(input[i] + pads[i] + pads[i + 2]));
    }
    result.push_back(*size);
  }
  return result;
}
