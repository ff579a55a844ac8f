// The constant evaluator's comparisons, logic and choices, by which exporters
// fill in what a shape leaves open.

#include "EvaluatorUtils.h"
#include "onnx/onnx.pb.h"

using namespace mlir;
using namespace kiln;
using onnx::TensorProto;

/// A bool for each element of `shape`.
static LogicalResult setTruths(Node &node, llvm::ArrayRef<int64_t> shape,
                               std::vector<int64_t> values) {
  return node.setConstant(
      HostTensor::ofInts(TensorProto::BOOL, shape, std::move(values)));
}

namespace {
enum class Relation { Equal, Less, LessOrEqual, Greater, GreaterOrEqual };
} // namespace

template <Relation relation, typename T> static bool holds(T a, T b) {
  switch (relation) {
  case Relation::Equal:
    return a == b;
  case Relation::Less:
    return a < b;
  case Relation::LessOrEqual:
    return a <= b;
  case Relation::Greater:
    return a > b;
  case Relation::GreaterOrEqual:
    return a >= b;
  }
}

template <Relation relation> static LogicalResult foldRelation(Node &node) {
  std::optional<ConstantPair> pair = getConstantPair(node);
  if (!pair)
    return failure();
  std::vector<int64_t> values;
  for (auto [l, r] : llvm::zip_equal(pair->left, pair->right))
    values.push_back(
        pair->lhs->isInteger()
            ? holds<relation>(pair->lhs->intAt(l), pair->rhs->intAt(r))
            : holds<relation>(pair->lhs->numberAt(l), pair->rhs->numberAt(r)));
  return setTruths(node, pair->shape, std::move(values));
}

/// The constant input `i`, which must be of bools.
static const HostTensor *getTruths(Node &node, unsigned i) {
  const HostTensor *tensor = node.getConstant(i, "input");
  if (!tensor || tensor->elementType == TensorProto::BOOL)
    return tensor;
  (void)node.refuseInput(
      i, "has element type " + elementTypeName(tensor->elementType), "bool");
  return nullptr;
}

static LogicalResult foldNot(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  const HostTensor *input = getTruths(node, 0);
  if (!input)
    return failure();
  std::vector<int64_t> values;
  for (int64_t i = 0, e = input->size(); i < e; ++i)
    values.push_back(!input->intAt(i));
  return setTruths(node, input->shape, std::move(values));
}

template <typename Function> static LogicalResult foldLogic(Node &node) {
  std::optional<ConstantPair> pair = getConstantPair(node);
  if (!pair || !getTruths(node, 0) || !getTruths(node, 1))
    return failure();
  std::vector<int64_t> values;
  for (auto [l, r] : llvm::zip_equal(pair->left, pair->right))
    values.push_back(
        Function()(pair->lhs->intAt(l) != 0, pair->rhs->intAt(r) != 0));
  return setTruths(node, pair->shape, std::move(values));
}

/// The elements of one input, then those of the other, then the choice of one
/// of them for each place.
static LogicalResult foldWhere(Node &node) {
  if (!node.expectInputs(3, 3))
    return failure();
  const HostTensor *condition = getTruths(node, 0);
  std::optional<ConstantPair> pair = getConstantPair(node, 1);
  if (!condition || !pair)
    return failure();
  if (pair->lhs->elementType != pair->rhs->elementType)
    return refuseTypes(node, *pair->lhs, *pair->rhs);
  std::optional<Shape> shape = commonShape(condition->shape, pair->shape);
  if (!shape || !isFoldable(*shape))
    return node.refuse("its condition of shape " + shapeText(condition->shape) +
                       " and its choices of " + shapeText(pair->shape) +
                       " do not broadcast, or to too much to be computed at "
                       "compile time");
  HostTensor chosen = takeElements(*pair->lhs, pair->shape, pair->left);
  HostTensor other = takeElements(*pair->rhs, pair->shape, pair->right);
  std::vector<char> both(chosen.data);
  both.insert(both.end(), other.data.begin(), other.data.end());
  chosen.data = both;
  llvm::SmallVector<int64_t> places = broadcastIndices(pair->shape, *shape);
  int64_t size = *countElements(pair->shape);
  for (auto [place, c] :
       llvm::zip_equal(places, broadcastIndices(condition->shape, *shape)))
    place += condition->intAt(c) ? 0 : size;
  return node.setConstant(takeElements(chosen, *shape, places));
}

/// The indices of what is not 0 or false, a column for each.
static LogicalResult foldNonZero(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  const HostTensor *input = getNumbers(node, 0);
  if (!input)
    return failure();
  std::vector<int64_t> found;
  for (int64_t i = 0, e = input->size(); i < e; ++i)
    if (input->numberAt(i) != 0)
      found.push_back(i);
  std::vector<int64_t> values;
  for (auto [size, stride] :
       llvm::zip_equal(input->shape, rowMajorStrides(input->shape)))
    for (int64_t i : found)
      values.push_back(i / stride % size);
  return node.setConstant(HostTensor::ofInts(
      {input->rank(), int64_t(found.size())}, std::move(values)));
}

void kiln::addEvaluatedLogicOps(OpTable &table) {
  table.addFold("And", foldLogic<std::logical_and<bool>>);
  table.addFold("Equal", foldRelation<Relation::Equal>);
  table.addFold("Greater", foldRelation<Relation::Greater>);
  table.addFold("GreaterOrEqual", foldRelation<Relation::GreaterOrEqual>);
  table.addFold("Less", foldRelation<Relation::Less>);
  table.addFold("LessOrEqual", foldRelation<Relation::LessOrEqual>);
  table.addFold("NonZero", foldNonZero);
  table.addFold("Not", foldNot);
  table.addFold("Or", foldLogic<std::logical_or<bool>>);
  table.addFold("Where", foldWhere);
  table.addFold("Xor", foldLogic<std::not_equal_to<bool>>);
}
