// The small constant evaluator: the arithmetic on shapes that exporters leave
// in a graph, computed while importing. Every handler here is called with
// constant inputs of few elements. Integers are computed as int64 and stored as
// their own type.

#include "EvaluatorUtils.h"
#include "onnx/onnx.pb.h"
#include <cmath>

using namespace mlir;
using namespace kiln;
using onnx::TensorProto;

//===----------------------------------------------------------------------===//
// Elementwise arithmetic
//===----------------------------------------------------------------------===//

namespace {
enum class Arithmetic { Add, Sub, Mul, Div, Rem, Mod, Min, Max };
} // namespace

/// `a op b`; nothing on overflow or division by zero.
template <Arithmetic op>
static std::optional<int64_t> computeInt(int64_t a, int64_t b) {
  int64_t result = 0;
  bool overflow = false;
  if constexpr (op == Arithmetic::Add)
    overflow = __builtin_add_overflow(a, b, &result);
  else if constexpr (op == Arithmetic::Sub)
    overflow = __builtin_sub_overflow(a, b, &result);
  else if constexpr (op == Arithmetic::Mul)
    overflow = __builtin_mul_overflow(a, b, &result);
  else if constexpr (op == Arithmetic::Min)
    result = std::min(a, b);
  else if constexpr (op == Arithmetic::Max)
    result = std::max(a, b);
  else if (b == 0 || (a == INT64_MIN && b == -1))
    overflow = true;
  else
    result = op == Arithmetic::Div ? a / b : a % b;
  // The remainder has the dividend's sign, the modulus the divisor's.
  if (op == Arithmetic::Mod && result != 0 && (result < 0) != (b < 0))
    result += b;
  if (overflow)
    return std::nullopt;
  return result;
}

template <Arithmetic op> static double computeReal(double a, double b) {
  if constexpr (op == Arithmetic::Add)
    return a + b;
  else if constexpr (op == Arithmetic::Sub)
    return a - b;
  else if constexpr (op == Arithmetic::Mul)
    return a * b;
  else if constexpr (op == Arithmetic::Div)
    return a / b;
  else if (op == Arithmetic::Rem || op == Arithmetic::Mod)
    return std::fmod(a, b);
  else if (std::isnan(a) || std::isnan(b))
    return a + b;
  else
    return op == Arithmetic::Min ? std::min(a, b) : std::max(a, b);
}

/// Nothing if the node was refused.
template <Arithmetic op>
static std::optional<HostTensor>
compute(Node &node, const std::optional<ConstantPair> &pair) {
  if (!pair)
    return std::nullopt;
  const HostTensor &lhs = *pair->lhs, &rhs = *pair->rhs;
  if (!lhs.isInteger()) {
    std::vector<double> values;
    for (auto [l, r] : llvm::zip_equal(pair->left, pair->right))
      values.push_back(computeReal<op>(lhs.numberAt(l), rhs.numberAt(r)));
    return makeReals(lhs.elementType, pair->shape, values);
  }
  std::vector<int64_t> values;
  for (auto [l, r] : llvm::zip_equal(pair->left, pair->right)) {
    std::optional<int64_t> value = computeInt<op>(lhs.intAt(l), rhs.intAt(r));
    if (!value) {
      (void)node.refuse("overflows or divides by zero on " +
                        llvm::Twine(lhs.intAt(l)) + " and " +
                        llvm::Twine(rhs.intAt(r)));
      return std::nullopt;
    }
    values.push_back(*value);
  }
  return HostTensor::ofInts(lhs.elementType, pair->shape, std::move(values));
}

template <Arithmetic op> static LogicalResult foldBinary(Node &node) {
  std::optional<HostTensor> result = compute<op>(node, getConstantPair(node));
  return result ? node.setConstant(std::move(*result)) : failure();
}

/// Combines any number of inputs, the first two first.
template <Arithmetic op> static LogicalResult foldChain(Node &node) {
  if (!node.expectInputs(1, ~0u))
    return failure();
  const HostTensor *first = getNumbers(node, 0);
  if (!first)
    return failure();
  HostTensor result = *first;
  for (unsigned i = 1; i < node.getNumInputs(); ++i) {
    const HostTensor *next = getNumbers(node, i);
    std::optional<HostTensor> both;
    if (next)
      both = compute<op>(node, pairUp(node, result, *next));
    if (!both)
      return failure();
    result = std::move(*both);
  }
  return node.setConstant(std::move(result));
}

static LogicalResult foldMod(Node &node) {
  if (node.getFlag("fmod", false))
    return foldBinary<Arithmetic::Rem>(node);
  const HostTensor *input = node.getConstant(0, "A");
  if (input && !input->isInteger())
    return node.refuseParameter(
        "fmod",
        "is 0, but its inputs are " + elementTypeName(input->elementType), "1");
  return foldBinary<Arithmetic::Mod>(node);
}

/// Floor and Ceil are defined on reals only.
template <double (*function)(double)>
static LogicalResult foldRounding(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  const HostTensor *input = getNumbers(node, 0);
  if (!input)
    return failure();
  if (input->isInteger())
    return node.refuseInput(
        0, "has element type " + elementTypeName(input->elementType),
        "floating point");
  std::vector<double> values;
  for (int64_t i = 0, e = input->size(); i < e; ++i)
    values.push_back(function(input->numberAt(i)));
  return node.setConstant(makeReals(input->elementType, input->shape, values));
}

static LogicalResult foldNeg(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  const HostTensor *input = getNumbers(node, 0);
  if (!input)
    return failure();
  std::vector<double> reals;
  std::vector<int64_t> ints;
  for (int64_t i = 0, e = input->size(); i < e; ++i) {
    if (!input->isInteger())
      reals.push_back(-input->numberAt(i));
    else if (input->intAt(i) == INT64_MIN)
      return node.refuse("overflows on the smallest int64");
    else
      ints.push_back(-input->intAt(i));
  }
  return node.setConstant(
      input->isInteger() ? HostTensor::ofInts(input->elementType, input->shape,
                                              std::move(ints))
                         : makeReals(input->elementType, input->shape, reals));
}

//===----------------------------------------------------------------------===//
// Cast and Range
//===----------------------------------------------------------------------===//

/// The integer of the type `to` that is nearest to `real` without its fraction,
/// 0 for NaN: what kiln.cast computes. ONNX leaves it open.
static int64_t saturate(double real, int to) {
  unsigned bits = 8 * *HostTensor::byteWidth(to);
  bool isUnsigned = to == TensorProto::UINT8 || to == TensorProto::UINT16 ||
                    to == TensorProto::UINT32 || to == TensorProto::UINT64;
  double end = std::ldexp(1.0, isUnsigned ? bits : bits - 1);
  double low = isUnsigned ? 0 : -end;
  if (std::isnan(real))
    return 0;
  if (real <= low)
    return int64_t(low);
  // The number before `end` may be no double.
  if (real >= end)
    return isUnsigned ? llvm::maxUIntN(bits) : llvm::maxIntN(bits);
  return isUnsigned ? int64_t(uint64_t(real)) : int64_t(real);
}

/// Of an integer, the bits that `to` has no room for are dropped, as ONNX says.
static LogicalResult castToInts(Node &node, const HostTensor &input, int to) {
  std::vector<int64_t> values;
  for (int64_t i = 0, e = input.size(); i < e; ++i)
    values.push_back(to == TensorProto::BOOL ? input.numberAt(i) != 0
                     : input.isInteger()     ? input.intAt(i)
                                             : saturate(input.numberAt(i), to));
  return node.setConstant(
      HostTensor::ofInts(to, input.shape, std::move(values)));
}

static LogicalResult foldCast(Node &node) {
  if (!node.expectInputs(1, 1) || !node.requireAttr("to"))
    return failure();
  node.ignoreAttrs({"saturate", "round_mode"});
  int64_t to = node.getInt("to", 0);
  const HostTensor *input = getNumbers(node, 0);
  if (!input || node.isRefused())
    return failure();
  switch (to) {
  case TensorProto::BOOL:
  case TensorProto::INT8:
  case TensorProto::INT16:
  case TensorProto::INT32:
  case TensorProto::INT64:
  case TensorProto::UINT8:
  case TensorProto::UINT16:
  case TensorProto::UINT32:
  case TensorProto::UINT64:
    return castToInts(node, *input, to);
  case TensorProto::FLOAT:
  case TensorProto::DOUBLE: {
    std::vector<double> values;
    for (int64_t i = 0, e = input->size(); i < e; ++i)
      values.push_back(input->numberAt(i));
    return node.setConstant(makeReals(to, input->shape, values));
  }
  default:
    return node.refuseParameter("to", "is " + elementTypeName(to) +
                                          ", which is not supported");
  }
}

static LogicalResult foldRange(Node &node) {
  if (!node.expectInputs(3, 3))
    return failure();
  const HostTensor *inputs[3];
  for (unsigned i = 0; i < 3; ++i) {
    inputs[i] = getNumbers(node, i);
    if (!inputs[i])
      return failure();
    if (inputs[i]->size() != 1 ||
        inputs[i]->isInteger() != inputs[0]->isInteger())
      return node.refuse("its inputs differ in type or are no scalars",
                         "three scalars of one type");
  }
  double start = inputs[0]->numberAt(0), delta = inputs[2]->numberAt(0);
  double steps = std::ceil((inputs[1]->numberAt(0) - start) / delta);
  if (delta == 0 || !(steps <= kMaxFoldResult))
    return node.refuse("its result is endless or too large to be computed at "
                       "compile time");
  int64_t count = std::max(steps, 0.0);
  if (!inputs[0]->isInteger()) {
    std::vector<double> values;
    for (int64_t i = 0; i < count; ++i)
      values.push_back(start + i * delta);
    return node.setConstant(makeReals(inputs[0]->elementType, count, values));
  }
  std::vector<int64_t> values;
  uint64_t value = inputs[0]->intAt(0), step = inputs[2]->intAt(0);
  for (int64_t i = 0; i < count; ++i, value += step)
    values.push_back(value);
  return node.setConstant(
      HostTensor::ofInts(inputs[0]->elementType, count, std::move(values)));
}

void kiln::addEvaluatedOps(OpTable &table) {
  table.addFold("Add", foldBinary<Arithmetic::Add>);
  table.addFold("Cast", foldCast);
  table.addFold("Ceil", foldRounding<std::ceil>);
  table.addFold("Div", foldBinary<Arithmetic::Div>);
  table.addFold("Floor", foldRounding<std::floor>);
  table.addFold("Max", foldChain<Arithmetic::Max>);
  table.addFold("Min", foldChain<Arithmetic::Min>);
  table.addFold("Mod", foldMod);
  table.addFold("Mul", foldBinary<Arithmetic::Mul>);
  table.addFold("Neg", foldNeg);
  table.addFold("Range", foldRange);
  table.addFold("Sub", foldBinary<Arithmetic::Sub>);
  addEvaluatedLogicOps(table);
  addEvaluatedMovementOps(table);
}
