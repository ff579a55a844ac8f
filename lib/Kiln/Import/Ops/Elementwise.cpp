// Arithmetic on reals and integers: Add, Sub, Mul, Div, Mod, Pow, and Sum,
// Mean, Max, Min of any number of tensors. On constants the first four are
// computed by the Evaluator.

#include "Constants.h"
#include "Node.h"

using namespace mlir;
using namespace kiln;

template <typename OpT> static LogicalResult importBinary(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  Value operands[] = {node.getTensor(0, Elements::Number),
                      node.getTensor(1, Elements::Number)};
  return node.setResult(node.create<OpT>(operands));
}

/// The shape under which the second operand broadcasts as opsets 1 to 6 say:
/// its dimensions start at `axis` of the first.
static Shape alignedAt(int64_t axis, llvm::ArrayRef<int64_t> lhs,
                       llvm::ArrayRef<int64_t> rhs) {
  Shape shape(rhs);
  shape.append(lhs.size() - axis - rhs.size(), 1);
  return shape;
}

template <typename OpT> static LogicalResult importBinary1(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  node.ignoreAttrs({"consumed_inputs"});
  Shape lhs = node.getShape(0), rhs = node.getShape(1);
  bool broadcast = node.getFlag("broadcast", false);
  int64_t axis = int64_t(lhs.size()) - int64_t(rhs.size());
  if (node.hasAttr("axis"))
    axis = node.getAxis("axis", 0, lhs.size(), /*end=*/true);
  if (node.isRefused())
    return failure();
  bool fits = axis >= 0 && axis + rhs.size() <= lhs.size();
  if (!fits || (!broadcast && lhs != rhs))
    return node.refuse("its operands have shapes " + shapeText(lhs) + " and " +
                       shapeText(rhs) +
                       (broadcast ? ", and the second does not fit into the "
                                    "first at axis " +
                                        std::to_string(axis)
                                  : ", but 'broadcast' is 0"));
  Value operands[] = {
      node.getTensor(0, Elements::Number),
      node.getTensorAs(1, alignedAt(axis, lhs, rhs), Elements::Number)};
  return node.setResult(node.create<OpT>(operands));
}

/// Combines any number of inputs, the first two first; null if one is missing.
template <typename OpT> static Value chain(Node &node) {
  if (!node.expectInputs(1, ~0u))
    return {};
  node.ignoreAttrs({"consumed_inputs"});
  Value result = node.getTensor(0, Elements::Number);
  for (unsigned i = 1; i < node.getNumInputs(); ++i)
    result = node.create<OpT>(result, node.getTensor(i, Elements::Number));
  return result;
}

template <typename OpT> static LogicalResult importChain(Node &node) {
  if (node.getNumInputs() != 1)
    return node.setResult(chain<OpT>(node));
  node.ignoreAttrs({"consumed_inputs"});
  return node.expectInputs(1, 1) ? node.forward() : failure();
}

static LogicalResult importMean(Node &node) {
  if (node.getNumInputs() == 1)
    return importChain<AddOp>(node);
  Value sum = chain<AddOp>(node);
  if (!sum)
    return failure();
  return node.setResult(node.create<DivOp>(
      sum, node.number(node.getNumInputs(), elementTypeOf(sum))));
}

/// The remainder with the sign of the divisor, or with `fmod` of the dividend.
static LogicalResult importMod(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  bool fmod = node.getFlag("fmod", false);
  Value lhs = node.getTensor(0, Elements::Number),
        rhs = node.getTensor(1, Elements::Number);
  Value rest = node.create<RemOp>(lhs, rhs);
  if (!rest)
    return failure();
  Type element = elementTypeOf(rest);
  if (!fmod && isa<FloatType>(element))
    return node.refuseParameter(
        "fmod", "is 0, but its inputs are " + elementTypeName(element), "1");
  if (fmod || element.isUnsignedInteger())
    return node.setResult(rest);
  // rest + rhs where their signs differ and rest is not 0.
  Value zero = node.number(0, element);
  Value differ = node.create<XorOp>(node.create<LessOp>(rest, zero),
                                    node.create<LessOp>(rhs, zero));
  Value isZero = node.create<EqualOp>(rest, zero);
  Value kept = node.create<OrOp>(
      isZero,
      node.create<EqualOp>(differ, node.number(0, elementTypeOf(differ))));
  Value moved = node.create<AddOp>(rest, rhs);
  return node.setResult(node.create<SelectOp>(ValueRange{kept, rest, moved}));
}

/// Powers of integers, and by integers: the result has the type of the base.
/// Computed in f64, which has room for every result of up to 53 bits.
static LogicalResult makeMixedPow(Node &node, Value base, Value exponent) {
  Type element = elementTypeOf(base);
  Type real = element;
  if (!isa<FloatType>(real))
    real = node.getBuilder().getF64Type();
  Value power =
      node.create<PowOp>(node.castTo(base, real), node.castTo(exponent, real));
  return node.setResult(node.castTo(power, element));
}

/// Input 1. Whole numbers that are constant become reals if the base is real.
static Value getExponents(Node &node) {
  Type base = node.getElementType(0), own = node.getElementType(1);
  bool isWhole = own && isa<IntegerType>(own) && !own.isInteger(1);
  if (!base || !base.isF32() || !isWhole || !node.isConstant(1) ||
      *countElements(node.getShape(1)) == 0)
    return node.getTensor(1, Elements::Number);
  const HostTensor &whole = *node.getConstant(1, "Y");
  std::vector<float> exponents;
  for (int64_t i = 0, e = whole.size(); i < e; ++i)
    exponents.push_back(whole.numberAt(i));
  return node.constant(HostTensor::ofFloats(whole.shape, std::move(exponents)));
}

/// The common exponents are products and roots, whose result may differ from
/// powf's in the last bit.
static LogicalResult importPow(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  Value base = node.getTensor(0, Elements::Number);
  Value power = getExponents(node);
  if (!base || !power)
    return failure();
  if (!elementTypeOf(base).isF32() || !elementTypeOf(power).isF32())
    return makeMixedPow(node, base, power);
  std::optional<double> exponent;
  if (node.isConstant(1) && node.getShape(1).empty())
    exponent = node.getConstant(1, "Y")->numberAt(0);
  if (exponent == 1.0)
    return node.forward();
  if (exponent == 2.0)
    return node.setResult(node.create<MulOp>(base, base));
  if (exponent == 3.0) {
    Value square = node.create<MulOp>(base, base);
    return node.setResult(node.create<MulOp>(square, base));
  }
  return node.setResult(node.create<PowOp>(base, power));
}

template <typename OpT> static void add(OpTable &table, llvm::StringRef name) {
  table.add(name, 1, importBinary1<OpT>);
  table.add(name, 7, importBinary<OpT>);
}

void kiln::addElementwiseOps(OpTable &table) {
  add<AddOp>(table, "Add");
  add<DivOp>(table, "Div");
  add<MulOp>(table, "Mul");
  add<SubOp>(table, "Sub");
  table.add("Max", 1, importChain<MaxOp>);
  table.add("Mean", 1, importMean);
  table.add("Min", 1, importChain<MinOp>);
  table.add("Mod", 10, importMod);
  table.add("Pow", 1, importBinary1<PowOp>);
  table.add("Pow", 7, importPow);
  table.add("Sum", 1, importChain<AddOp>);
}
