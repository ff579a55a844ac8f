// Matrix products: constraints and result shapes.

#include "Constraints.h"
#include "Kiln/IR/Shapes.h"

using namespace mlir;
using namespace kiln;

FailureOr<Shape> kiln::inferShape(MatmulOp::Adaptor op,
                                  const Constraints &check) {
  ArrayRef<int64_t> lhs = shapeOf(op.getLhs()), rhs = shapeOf(op.getRhs());
  if (lhs.size() < 2 || rhs.size() < 2)
    return check.violated(3,
                          "expected operands of rank at least 2, got ranks " +
                              Twine(lhs.size()) + " and " + Twine(rhs.size()));
  int64_t depth = rhs[rhs.size() - 2];
  if (lhs.back() != depth)
    return check.violated(
        4, "expected the last dimension of lhs (" + Twine(lhs.back()) +
               ") to equal the last but one of rhs (" + Twine(depth) + ")");
  std::optional<Shape> result =
      broadcastShapes(lhs.drop_back(2), rhs.drop_back(2));
  if (!result)
    return check.violated(5,
                          "expected leading dimensions that broadcast, got " +
                              toString(lhs.drop_back(2)) + " and " +
                              toString(rhs.drop_back(2)));
  result->append({lhs[lhs.size() - 2], rhs.back()});
  return *result;
}

FailureOr<Shape> kiln::inferShape(GemmOp::Adaptor op,
                                  const Constraints &check) {
  if (failed(check.checkRank(3, "a", op.getA(), 2)) ||
      failed(check.checkRank(4, "b", op.getB(), 2)))
    return failure();
  ArrayRef<int64_t> a = shapeOf(op.getA()), b = shapeOf(op.getB());
  bool transA = op.getTransAAttr() && op.getTransA();
  bool transB = op.getTransBAttr() && op.getTransB();
  if (a[transA ? 0 : 1] != b[transB ? 1 : 0])
    return check.violated(
        5, "expected columns of op(a) (" + Twine(a[transA ? 0 : 1]) +
               ") to equal rows of op(b) (" + Twine(b[transB ? 1 : 0]) + ")");
  Shape result = {a[transA ? 1 : 0], b[transB ? 0 : 1]};
  if (op.getC() && !isBroadcastableTo(shapeOf(op.getC()), result))
    return check.violated(6, "expected c that broadcasts to " +
                                 toString(result) + ", got shape " +
                                 toString(shapeOf(op.getC())));
  return result;
}
