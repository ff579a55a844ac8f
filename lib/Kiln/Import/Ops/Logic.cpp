// Comparisons, logic and bits, Where, Trilu, IsNaN, IsInf, and casts.

#include "Constants.h"
#include "Gather.h"
#include "Node.h"
#include <limits>

using namespace mlir;
using namespace kiln;

//===----------------------------------------------------------------------===//
// Comparisons and logic
//===----------------------------------------------------------------------===//

/// An op on two inputs, with `swapped` the second one first: a > b is b < a.
template <typename OpT, Elements accepted, bool swapped = false>
static LogicalResult importPair(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  Value lhs = node.getTensor(0, accepted), rhs = node.getTensor(1, accepted);
  return node.setResult(swapped ? node.create<OpT>(rhs, lhs)
                                : node.create<OpT>(lhs, rhs));
}

static Value makeNot(Node &node, Value x) {
  if (!x)
    return {};
  // All bits set: -1 is cut to the width of the type.
  Type element = elementTypeOf(x);
  int64_t ones = element.isInteger(1) ? 1 : -1;
  return node.create<XorOp>(x, node.number(ones, element));
}

template <Elements accepted> static LogicalResult importNot(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  return node.setResult(makeNot(node, node.getTensor(0, accepted)));
}

static LogicalResult importWhere(Node &node) {
  if (!node.expectInputs(3, 3))
    return failure();
  Value operands[] = {node.getTensor(0, Elements::Bool), node.getAnyTensor(1),
                      node.getAnyTensor(2)};
  return node.setResult(node.create<SelectOp>(operands));
}

/// Input 0, whose elements must be real.
static Value getReals(Node &node) {
  Value x = node.getTensor(0, Elements::Number);
  if (!x || isa<FloatType>(elementTypeOf(x)))
    return x;
  (void)node.refuse("its input has element type " +
                        elementTypeName(elementTypeOf(x)),
                    "floating point");
  return {};
}

/// NaN alone differs from itself.
static LogicalResult importIsNaN(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Value x = getReals(node);
  return node.setResult(makeNot(node, node.create<EqualOp>(x, x)));
}

static LogicalResult importIsInf(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  bool negative = node.getFlag("detect_negative", true);
  bool positive = node.getFlag("detect_positive", true);
  Value x = getReals(node);
  if (!x)
    return failure();
  // Nothing is less than itself.
  if (!negative && !positive)
    return node.setResult(node.create<LessOp>(x, x));
  if (negative && positive)
    x = node.create<AbsOp>(x);
  float infinity = std::numeric_limits<float>::infinity();
  Value bound = node.scalar(positive ? infinity : -infinity);
  return node.setResult(
      node.create<EqualOp>(x, node.castTo(bound, elementTypeOf(x))));
}

/// Of each matrix, what is on or beyond the diagonal that is `k` above the main
/// one: there, row + k <= column.
static LogicalResult importTrilu(Node &node) {
  if (!node.expectInputs(1, 2))
    return failure();
  Shape shape = node.getShape(0);
  bool upper = node.getFlag("upper", true);
  int64_t k = 0, rank = shape.size();
  if (node.hasInput(1)) {
    std::optional<llvm::SmallVector<int64_t>> given =
        node.getConstantInts(1, "k");
    if (!given)
      return failure();
    if (given->size() != 1)
      return node.refuseParameter(
          "k", "has " + llvm::Twine(given->size()) + " elements", "1");
    k = given->front();
  }
  Value x = node.getAnyTensor(0);
  if (!x || node.isRefused())
    return failure();
  if (rank < 2)
    return node.refuseInput(0, "of shape " + shapeText(shape) + " is no matrix",
                            "2 dimensions or more");
  Type count = node.getBuilder().getI32Type();
  // Beyond the corners, all diagonals are alike.
  k = std::clamp(k, -shape[rank - 2], shape[rank - 1]);
  Value row = makeCount(node, shape[rank - 2], 0, 2, count);
  Value column = makeCount(node, shape[rank - 1], 1, 2, count);
  Value diagonal = node.create<AddOp>(row, node.number(k, count));
  Value isKept = upper ? node.create<LessEqualOp>(diagonal, column)
                       : node.create<LessEqualOp>(column, diagonal);
  return node.setResult(node.create<SelectOp>(
      ValueRange{isKept, x, node.number(0, elementTypeOf(x))}));
}

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

/// Small constants are cast by the Evaluator.
static LogicalResult importCast(Node &node) {
  if (!node.expectInputs(1, 1) || !node.requireAttr("to"))
    return failure();
  node.ignoreAttrs({"saturate", "round_mode"});
  int64_t to = node.getInt("to", 0);
  Type element = toElementType(to, *node.getBuilder().getContext());
  if (!element)
    return node.refuseParameter("to", "is " + elementTypeName(to) +
                                          ", which is not supported");
  return node.setResult(node.castTo(node.getAnyTensor(0), element));
}

static LogicalResult importCastLike(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  node.ignoreAttrs({"saturate", "round_mode"});
  Value input = node.getAnyTensor(0);
  Type element = node.getElementType(1);
  if (!element)
    return node.refuseInput(1, "has an element type that is not supported");
  return node.setResult(node.castTo(input, element));
}

void kiln::addLogicOps(OpTable &table) {
  constexpr Elements number = Elements::Number, truth = Elements::Bool,
                     integer = Elements::Integer;
  table.add("And", 7, importPair<AndOp, truth>);
  table.add("BitwiseAnd", 18, importPair<AndOp, integer>);
  table.add("BitwiseNot", 18, importNot<integer>);
  table.add("BitwiseOr", 18, importPair<OrOp, integer>);
  table.add("BitwiseXor", 18, importPair<XorOp, integer>);
  table.add("Cast", 6, importCast);
  table.add("CastLike", 15, importCastLike);
  table.add("Equal", 7, importPair<EqualOp, Elements::Any>);
  table.add("Greater", 7, importPair<LessOp, number, /*swapped=*/true>);
  table.add("GreaterOrEqual", 12,
            importPair<LessEqualOp, number, /*swapped=*/true>);
  table.add("IsInf", 10, importIsInf);
  table.add("IsNaN", 9, importIsNaN);
  table.add("Less", 7, importPair<LessOp, number>);
  table.add("LessOrEqual", 12, importPair<LessEqualOp, number>);
  table.add("Not", 1, importNot<truth>);
  table.add("Or", 7, importPair<OrOp, truth>);
  table.add("Trilu", 14, importTrilu);
  table.add("Where", 9, importWhere);
  table.add("Xor", 7, importPair<XorOp, truth>);
}
