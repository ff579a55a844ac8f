// Ops that compute each element of their result from the elements at its place
// (activations, broadcasting arithmetic, batch normalization) or along its axis
// (softmax): constraints and result shapes.

#include "Constraints.h"
#include "Kiln/IR/Shapes.h"

using namespace mlir;
using namespace kiln;

template <typename OpT> static Constraints constraintsOf(OpT op) {
  return Constraints(OpT::getOperationName(), op.getLoc());
}

LogicalResult ReluOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult SigmoidOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult TanhOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult ExpOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult LogOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult SqrtOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult ErfOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult AbsOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult FloorOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult CeilOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult RoundOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult SinOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult CosOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult AtanOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult Log1pOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult EluOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult LeakyReluOp::verify() {
  return constraintsOf(*this).checkOperands(getInput());
}

LogicalResult ClipOp::verify() {
  Constraints check = constraintsOf(*this);
  if (failed(check.checkOperands(getInput())))
    return failure();
  if (getMin().isNaN() || getMax().isNaN())
    return check.violated(2, Twine("expected min and max to be numbers, got ") +
                                 (getMin().isNaN() ? "min" : "max") +
                                 " that is NaN");
  return success();
}

LogicalResult SoftmaxOp::verify() {
  Constraints check = constraintsOf(*this);
  if (failed(check.checkOperands(getInput())))
    return failure();
  return check.checkAxis(2, getAxisAttr(), shapeOf(getInput()).size());
}

FailureOr<Shape> kiln::inferShape(BatchNormOp::Adaptor op,
                                  const Constraints &check) {
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  if (input.size() < 2) {
    return check.violated(3, "expected input of rank at least 2, got rank " +
                                 Twine(input.size()));
  }
  const std::pair<StringRef, Value> vectors[] = {
      {"scale", op.getScale()},
      {"offset", op.getOffset()},
      {"mean", op.getMean()},
      {"variance", op.getVariance()}};
  for (auto [name, vector] : vectors) {
    ArrayRef<int64_t> shape = shapeOf(vector);
    if (shape.size() == 1 && shape[0] == input[1])
      continue;
    return check.violated(
        4, "expected " + name + " of shape " + Twine(input[1]) +
               " (input dimension 1), got shape " + toString(shape));
  }
  FloatAttr epsilon = op.getEpsilonAttr();
  if (!epsilon || !epsilon.getValue().isFinite() ||
      epsilon.getValue().isNegative()) {
    return check.violated(
        5, "expected epsilon finite and not negative, got " +
               (epsilon ? std::to_string(epsilon.getValueAsDouble()) : "none"));
  }
  return Shape(input);
}

FailureOr<Shape> kiln::inferShape(LRNOp::Adaptor op, const Constraints &check) {
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  if (input.size() < 3)
    return check.violated(3, "expected input of rank at least 3, got rank " +
                                 Twine(input.size()));
  int64_t size = op.getSizeAttr() ? op.getSizeAttr().getInt() : 0;
  if (size < 1 || size > kMaxWindowValue)
    return check.violated(4, "expected size from 1 to " +
                                 Twine(kMaxWindowValue) + ", got " +
                                 Twine(size));
  const std::pair<StringRef, FloatAttr> numbers[] = {
      {"alpha", op.getAlphaAttr()},
      {"beta", op.getBetaAttr()},
      {"bias", op.getBiasAttr()}};
  for (auto [name, number] : numbers)
    if (!number || !number.getValue().isFinite())
      return check.violated(
          5, "expected " + name + " finite, got " +
                 (number ? std::to_string(number.getValueAsDouble()) : "none"));
  return Shape(input);
}

static FailureOr<Shape> inferBinary(Value lhs, Value rhs,
                                    const Constraints &check) {
  if (auto shape = broadcastShapes(shapeOf(lhs), shapeOf(rhs))) {
    if (failed(check.checkSameElementType(4, {lhs, rhs})))
      return failure();
    return *shape;
  }
  return check.violated(3, "expected operand shapes that broadcast, got " +
                               toString(shapeOf(lhs)) + " and " +
                               toString(shapeOf(rhs)));
}

FailureOr<Shape> kiln::inferShape(AddOp::Adaptor op, const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(SubOp::Adaptor op, const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(MulOp::Adaptor op, const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(DivOp::Adaptor op, const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(MaxOp::Adaptor op, const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(MinOp::Adaptor op, const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(RemOp::Adaptor op, const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(EqualOp::Adaptor op,
                                  const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(LessOp::Adaptor op,
                                  const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(LessEqualOp::Adaptor op,
                                  const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(AndOp::Adaptor op, const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(OrOp::Adaptor op, const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(XorOp::Adaptor op, const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

FailureOr<Shape> kiln::inferShape(PowOp::Adaptor op, const Constraints &check) {
  return inferBinary(op.getLhs(), op.getRhs(), check);
}

static FailureOr<Shape> inferReduction(Value input, DenseI64ArrayAttr axes,
                                       const Constraints &check) {
  Shape result(shapeOf(input));
  if (!axes)
    return check.violated(3, "expected axes, got none");
  int64_t next = 0;
  for (int64_t axis : axes.asArrayRef()) {
    if (axis < next || axis >= int64_t(result.size()))
      return check.violated(3, "expected axes in ascending order from 0 to the "
                               "input's rank " +
                                   Twine(result.size()) + " - 1, got " +
                                   Twine(axis));
    result[axis] = 1;
    next = axis + 1;
  }
  return result;
}

FailureOr<Shape> kiln::inferShape(ReduceSumOp::Adaptor op,
                                  const Constraints &check) {
  return inferReduction(op.getInput(), op.getAxesAttr(), check);
}

FailureOr<Shape> kiln::inferShape(ReduceProdOp::Adaptor op,
                                  const Constraints &check) {
  return inferReduction(op.getInput(), op.getAxesAttr(), check);
}

FailureOr<Shape> kiln::inferShape(ReduceMaxOp::Adaptor op,
                                  const Constraints &check) {
  return inferReduction(op.getInput(), op.getAxesAttr(), check);
}

FailureOr<Shape> kiln::inferShape(ReduceMinOp::Adaptor op,
                                  const Constraints &check) {
  return inferReduction(op.getInput(), op.getAxesAttr(), check);
}
