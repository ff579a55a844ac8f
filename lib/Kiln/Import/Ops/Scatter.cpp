// ScatterElements (which opset 9 calls Scatter) and ScatterND: elements put at
// places that another tensor names. Nothing is ever written to a computed
// place: where the places are constants, each element of the result selects its
// update, and where they are not, the updates are compared with all places.

#include "Compose.h"
#include "Constants.h"
#include "EvaluatorUtils.h"
#include "Gather.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace kiln;

/// As many updates may meet at one place, or lie along an axis whose places are
/// computed.
constexpr int64_t kMostRounds = 64;

namespace {
/// What an update does to the element that is there.
using Combine = Value (*)(Node &, Value there, Value update);
} // namespace

static Value replace(Node &, Value, Value update) { return update; }

template <typename OpT>
static Value combine(Node &node, Value there, Value update) {
  return node.create<OpT>(there, update);
}

/// The attribute 'reduction'; null if it is unknown, which is refused.
static Combine readReduction(Node &node) {
  if (node.getOpset() < 16)
    return replace;
  std::string reduction = node.getString("reduction", "none");
  Combine found = llvm::StringSwitch<Combine>(reduction)
                      .Case("none", replace)
                      .Case("add", combine<AddOp>)
                      .Case("mul", combine<MulOp>)
                      .Case("max", combine<MaxOp>)
                      .Case("min", combine<MinOp>)
                      .Default(nullptr);
  if (!found)
    (void)node.refuseParameter("reduction", "is " + quoted(reduction),
                               "none, add, mul, max or min");
  return found;
}

//===----------------------------------------------------------------------===//
// Constant places
//===----------------------------------------------------------------------===//

/// For each element of `updates`, row-major, `targets` has the element of the
/// flattened input that it goes to. The n-th updates of all places make one
/// round:
///
///   result = select(has an n-th update, combine(result, gather(updates)),
///                   result)
static Value scatterTo(Node &node, Value input, Value updates,
                       llvm::ArrayRef<int64_t> targets, Combine combine) {
  if (!input || !updates || node.isRefused())
    return {};
  Shape shape = dimsOf(input);
  int64_t size = *countElements(shape), count = targets.size();
  // -1 where there is no update.
  std::vector<std::vector<int64_t>> rounds;
  std::vector<int64_t> taken(size, 0);
  for (int64_t i = 0; i < count; ++i) {
    size_t round = combine == replace ? 0 : taken[targets[i]]++;
    if (round == rounds.size())
      rounds.emplace_back(size, -1);
    if (rounds.size() > kMostRounds) {
      (void)node.refuse("too many updates meet at one place",
                        "at most " + llvm::Twine(kMostRounds));
      return {};
    }
    rounds[round][targets[i]] = i;
  }
  updates = node.reshape(updates, count);
  for (const std::vector<int64_t> &round : rounds) {
    std::vector<int64_t> from, has;
    for (int64_t i : round) {
      from.push_back(std::max<int64_t>(i, 0));
      has.push_back(i >= 0);
    }
    Value indices = node.constant(HostTensor::ofInts(shape, std::move(from)));
    Type truth = node.getBuilder().getI1Type();
    Value mask = node.constant(
        HostTensor::ofInts(toOnnxType(truth), shape, std::move(has)));
    Value gathered = node.create<GatherOp>(ValueRange{updates, indices},
                                           {node.intAttr("axis", 0)});
    if (!gathered)
      return {};
    input = node.create<SelectOp>(
        ValueRange{mask, combine(node, input, gathered), input});
  }
  return input;
}

/// Whether tables of so many places may be made.
static bool checkTableSize(Node &node, llvm::ArrayRef<int64_t> input,
                           llvm::ArrayRef<int64_t> updates) {
  if (isFoldable(input) && isFoldable(updates))
    return true;
  (void)node.refuse("its input " + shapeText(input) + " or its updates " +
                        shapeText(updates) + " are too large",
                    "at most 2^20 elements");
  return false;
}

/// The constant indices of input 1, negative ones counted from the end of their
/// dimension, which `sizeOf` tells; empty after one that is outside.
static llvm::SmallVector<int64_t>
readPlaces(Node &node, llvm::function_ref<int64_t(int64_t)> sizeOf) {
  std::optional<llvm::SmallVector<int64_t>> places =
      node.getConstantInts(1, "indices");
  if (!places)
    return {};
  for (auto [i, place] : llvm::enumerate(*places)) {
    int64_t size = sizeOf(i);
    if (place < -size || place >= size) {
      (void)node.refuse("the index " + llvm::Twine(place) +
                        " is outside of a dimension of " + llvm::Twine(size));
      return {};
    }
    place += place < 0 ? size : 0;
  }
  return *places;
}

//===----------------------------------------------------------------------===//
// ScatterElements
//===----------------------------------------------------------------------===//

/// Update `i` along the axis goes wherever the place counted along the axis is
/// index `i`:
///
///   result = select(0, 1, 2, … == indices[i], combine(result, updates[i]),
///                   result)
static Value scatterComputed(Node &node, Value input, Value indices,
                             Value updates, int64_t axis, Combine combine) {
  if (!input || !indices || !updates || node.isRefused())
    return {};
  Shape shape = dimsOf(input), where = dimsOf(indices);
  int64_t count = where[axis], rank = shape.size();
  where[axis] = shape[axis];
  if (where != shape || count > kMostRounds) {
    where[axis] = count;
    (void)node.refuseInput(1,
                           "of shape " + shapeText(where) +
                               " is no constant and does not fit to the input",
                           "the input's shape with at most " +
                               llvm::Twine(kMostRounds) + " along axis " +
                               llvm::Twine(axis));
    return {};
  }
  Type element = elementTypeOf(indices);
  Value places = makeCount(node, shape[axis], axis, rank, element);
  Value size = node.number(shape[axis], element);
  for (int64_t i = 0; i < count; ++i) {
    Value index = makeSlice(node, indices, axis, i, 1);
    Value update = makeSlice(node, updates, axis, i, 1);
    Value isHere = node.create<OrOp>(
        node.create<EqualOp>(places, index),
        node.create<EqualOp>(places, node.create<AddOp>(index, size)));
    input = node.create<SelectOp>(
        ValueRange{isHere, combine(node, input, update), input});
    if (!input)
      return {};
  }
  return input;
}

static LogicalResult importScatterElements(Node &node) {
  if (!node.expectInputs(3, 3))
    return failure();
  Shape from = node.getShape(0), where = node.getShape(1);
  int64_t axis = node.getAxis("axis", 0, from.size());
  Combine combine = readReduction(node);
  Value input = node.getAnyTensor(0), updates = node.getAnyTensor(2);
  if (!input || !updates || node.isRefused())
    return failure();
  bool fits = where.size() == from.size() && where == node.getShape(2);
  for (size_t i = 0; fits && i < from.size(); ++i)
    fits = int64_t(i) == axis || where[i] <= from[i];
  if (!fits)
    return node.refuse("its indices have shape " + shapeText(where) +
                       " and its updates " + shapeText(node.getShape(2)) +
                       ", which do not fit into its input " + shapeText(from) +
                       " beside axis " + llvm::Twine(axis));
  if (!node.isConstant(1))
    return node.setResult(scatterComputed(node, input, getIndices(node, 1),
                                          updates, axis, combine));
  if (!checkTableSize(node, from, where))
    return failure();
  llvm::SmallVector<int64_t> places =
      readPlaces(node, [&](int64_t) { return from[axis]; });
  if (node.isRefused())
    return failure();
  // The place of each index but for the axis.
  Shape strides = rowMajorStrides(from);
  int64_t stride = std::exchange(strides[axis], 0);
  llvm::SmallVector<int64_t> targets = stridedIndices(where, strides);
  for (auto [target, place] : llvm::zip_equal(targets, places))
    target += place * stride;
  return node.setResult(scatterTo(node, input, updates, targets, combine));
}

//===----------------------------------------------------------------------===//
// ScatterND
//===----------------------------------------------------------------------===//

static LogicalResult importScatterND(Node &node) {
  if (!node.expectInputs(3, 3))
    return failure();
  Shape from = node.getShape(0), where = node.getShape(1);
  Combine combine = readReduction(node);
  Value input = node.getAnyTensor(0), updates = node.getAnyTensor(2);
  if (!input || !updates || node.isRefused())
    return failure();
  int64_t depth = where.empty() ? 0 : where.back();
  bool fits = depth > 0 && depth <= int64_t(from.size());
  Shape expected(where);
  if (fits) {
    expected.pop_back();
    expected.append(from.begin() + depth, from.end());
    fits = expected == node.getShape(2);
  }
  if (!fits)
    return node.refuse("its indices have shape " + shapeText(where) +
                       " and its updates " + shapeText(node.getShape(2)) +
                       ", which do not fit into its input " + shapeText(from));
  if (!checkTableSize(node, from, expected) ||
      !checkTableSize(node, from, where))
    return failure();
  llvm::SmallVector<int64_t> places =
      readPlaces(node, [&](int64_t i) { return from[i % depth]; });
  if (node.isRefused())
    return failure();
  Shape strides = rowMajorStrides(from);
  int64_t inner =
      *countElements(llvm::ArrayRef<int64_t>(from).drop_front(depth));
  llvm::SmallVector<int64_t> targets;
  for (size_t i = 0; i < places.size(); i += depth) {
    int64_t start = 0;
    for (int64_t dim = 0; dim < depth; ++dim)
      start += places[i + dim] * strides[dim];
    for (int64_t k = 0; k < inner; ++k)
      targets.push_back(start + k);
  }
  return node.setResult(scatterTo(node, input, updates, targets, combine));
}

void kiln::addScatterOps(OpTable &table) {
  table.add("Scatter", 9, importScatterElements);
  table.add("ScatterElements", 11, importScatterElements);
  table.add("ScatterND", 11, importScatterND);
}
