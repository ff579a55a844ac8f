// Ops that decide, select and count: constraints, result types and folds.
// Comparisons and logic broadcast as arithmetic does, see ElementwiseOps.cpp.

#include "Constraints.h"
#include "Kiln/IR/Shapes.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace kiln;

LogicalResult CastOp::verify() {
  Constraints check(getOperationName(), getLoc());
  if (failed(check.checkOperands(getInput())))
    return failure();
  ArrayRef<int64_t> input = shapeOf(getInput());
  if (input == getType().getShape())
    return success();
  return check.violated(2, "expected result of shape " + toString(input) +
                               ", got " + toString(getType().getShape()));
}

OpFoldResult CastOp::fold(FoldAdaptor) {
  return getInput().getType() == getType() ? OpFoldResult(getInput())
                                           : OpFoldResult();
}

template <> Type kiln::inferElementType<EqualOp>(ValueRange operands) {
  return IntegerType::get(operands.front().getContext(), 1);
}
template <> Type kiln::inferElementType<LessOp>(ValueRange operands) {
  return inferElementType<EqualOp>(operands);
}
template <> Type kiln::inferElementType<LessEqualOp>(ValueRange operands) {
  return inferElementType<EqualOp>(operands);
}
template <> Type kiln::inferElementType<SelectOp>(ValueRange operands) {
  return elementTypeOf(operands[1]);
}
template <> Type kiln::inferElementType<TopKOp>(ValueRange operands) {
  return IntegerType::get(operands.front().getContext(), 64);
}

FailureOr<Shape> kiln::inferShape(SelectOp::Adaptor op,
                                  const Constraints &check) {
  auto shape = broadcastShapes(shapeOf(op.getLhs()), shapeOf(op.getRhs()));
  if (shape)
    shape = broadcastShapes(shapeOf(op.getCondition()), *shape);
  if (!shape)
    return check.violated(3, "expected operand shapes that broadcast, got " +
                                 toString(shapeOf(op.getCondition())) + ", " +
                                 toString(shapeOf(op.getLhs())) + " and " +
                                 toString(shapeOf(op.getRhs())));
  if (elementTypeOf(op.getLhs()) != elementTypeOf(op.getRhs()))
    return check.violated(4, "expected lhs and rhs of the same element type, "
                             "got " +
                                 toString(elementTypeOf(op.getLhs())) +
                                 " and " +
                                 toString(elementTypeOf(op.getRhs())));
  return *shape;
}

FailureOr<Shape> kiln::inferShape(GatherOp::Adaptor op,
                                  const Constraints &check) {
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  if (failed(check.checkAxis(3, op.getAxisAttr(), input.size())))
    return failure();
  size_t axis = op.getAxisAttr().getInt();
  Shape result(input.take_front(axis));
  llvm::append_range(result, shapeOf(op.getIndices()));
  llvm::append_range(result, input.drop_front(axis + 1));
  return result;
}

FailureOr<Shape> kiln::inferShape(TopKOp::Adaptor op,
                                  const Constraints &check) {
  Shape result(shapeOf(op.getInput()));
  if (failed(check.checkAxis(3, op.getAxisAttr(), result.size())))
    return failure();
  int64_t &size = result[op.getAxisAttr().getInt()];
  int64_t k = op.getKAttr() ? op.getKAttr().getInt() : 0;
  if (k < 1 || k > size)
    return check.violated(4, "expected k from 1 to " + Twine(size) +
                                 " (the size of the axis), got " + Twine(k));
  size = k;
  return result;
}
