// Ops that move elements of any type without computing on them: constraints and
// result shapes. Their folds are in MovementFolds.cpp.

#include "Constraints.h"
#include "Kiln/IR/Shapes.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace kiln;

LogicalResult ReshapeOp::verify() {
  Constraints check(getOperationName(), getLoc());
  ArrayRef<int64_t> input = getInput().getType().getShape();
  ArrayRef<int64_t> result = getType().getShape();
  if (failed(check.checkSize(input, "operand 0")) ||
      failed(check.checkSize(result, "result")))
    return failure();
  if (getInput().getType().getElementType() != getType().getElementType())
    return check.violated(2, "expected result of element type " +
                                 toString(elementTypeOf(getInput())) +
                                 ", got " +
                                 toString(getType().getElementType()));
  if (*elementCount(input) == *elementCount(result))
    return success();
  return check.violated(2, "expected as many elements in the result as in the "
                           "input (" +
                               Twine(*elementCount(input)) + "), got " +
                               Twine(*elementCount(result)));
}

FailureOr<Shape> kiln::inferShape(FlattenOp::Adaptor op,
                                  const Constraints &check) {
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  if (failed(check.checkAxis(3, op.getAxisAttr(), input.size() + 1)))
    return failure();
  size_t axis = op.getAxisAttr().getInt();
  return Shape{*elementCount(input.take_front(axis)),
               *elementCount(input.drop_front(axis))};
}

FailureOr<Shape> kiln::inferShape(TransposeOp::Adaptor op,
                                  const Constraints &check) {
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  DenseI64ArrayAttr attr = op.getPermutationAttr();
  ArrayRef<int64_t> permutation =
      attr ? attr.asArrayRef() : ArrayRef<int64_t>();
  int64_t rank = input.size();
  llvm::SmallBitVector seen(rank);
  Shape result;
  for (int64_t source : permutation) {
    if (source < 0 || source >= rank || seen.test(source))
      break;
    seen.set(source);
    result.push_back(input[source]);
  }
  if (permutation.size() == input.size() && seen.all())
    return result;
  return check.violated(
      3, "expected a permutation of the " + Twine(rank) +
             " input dimensions, got [" +
             llvm::join(
                 llvm::map_range(permutation,
                                 [](int64_t d) { return std::to_string(d); }),
                 ", ") +
             "]");
}

FailureOr<Shape> kiln::inferShape(ConcatOp::Adaptor op,
                                  const Constraints &check) {
  if (op.getInputs().empty())
    return check.violated(3, "expected at least one input, got none");
  Shape result(shapeOf(op.getInputs().front()));
  if (failed(check.checkAxis(4, op.getAxisAttr(), result.size())))
    return failure();
  size_t axis = op.getAxisAttr().getInt();
  for (auto [index, value] : llvm::enumerate(op.getInputs().drop_front())) {
    ArrayRef<int64_t> shape = shapeOf(value);
    std::string subject = ("input " + Twine(index + 1)).str();
    if (failed(check.checkRank(5, subject, value, result.size())))
      return failure();
    for (size_t i = 0; i < result.size(); ++i)
      if (i != axis && shape[i] != result[i])
        return check.violated(6, "expected dimension " + Twine(i) + " of " +
                                     subject + " to equal that of input 0 (" +
                                     Twine(result[i]) + "), got " +
                                     Twine(shape[i]));
    result[axis] += shape[axis];
  }
  if (failed(check.checkSameElementType(7, op.getInputs())))
    return failure();
  return result;
}

FailureOr<Shape> kiln::inferShape(PadOp::Adaptor op, const Constraints &check) {
  Shape result(shapeOf(op.getInput()));
  if (failed(check.checkEntries(3, "low", op.getLowAttr(), result.size(), 0)) ||
      failed(check.checkEntries(4, "high", op.getHighAttr(), result.size(), 0)))
    return failure();
  for (auto [size, low, high] :
       llvm::zip_equal(result, op.getLow(), op.getHigh()))
    size += low + high;
  TypedAttr value = op.getValueAttr();
  Type element = elementTypeOf(op.getInput());
  if (value && value.getType() != element)
    return check.violated(5, "expected value of type " + toString(element) +
                                 ", got " + toString(value.getType()));
  return result;
}

TypedAttr PadOp::getPaddingValue() {
  if (TypedAttr value = getValueAttr())
    return value;
  Type element = getType().getElementType();
  if (isa<FloatType>(element))
    return FloatAttr::get(element, 0.0);
  return IntegerAttr::get(element, 0);
}

bool PadOp::isPaddedBy(float number) {
  auto value = dyn_cast<FloatAttr>(getPaddingValue());
  return value && value.getType().isF32() &&
         value.getValue().bitwiseIsEqual(APFloat(number));
}

FailureOr<Shape> kiln::inferShape(SliceOp::Adaptor op,
                                  const Constraints &check) {
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  size_t rank = input.size();
  if (failed(check.checkEntries(3, "starts", op.getStartsAttr(), rank, 0)) ||
      failed(check.checkEntries(4, "sizes", op.getSizesAttr(), rank, 1)) ||
      failed(check.checkEntries(5, "steps", op.getStepsAttr(), rank, 1)))
    return failure();
  for (size_t i = 0; i < rank; ++i) {
    int64_t last =
        op.getStarts()[i] + (op.getSizes()[i] - 1) * op.getSteps()[i];
    if (last >= input[i])
      return check.violated(6, "expected the last place of dimension " +
                                   Twine(i) + " to be less than the input's " +
                                   Twine(input[i]) + ", got " + Twine(last));
  }
  return Shape(op.getSizes());
}
