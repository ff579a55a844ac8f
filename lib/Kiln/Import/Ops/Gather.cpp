// Gather, GatherElements, GatherND, OneHot: elements at places that other
// tensors name.

#include "Gather.h"
#include "Compose.h"
#include "Constants.h"
#include "EvaluatorUtils.h"

using namespace mlir;
using namespace kiln;

Value kiln::makeCount(Node &node, int64_t size, int64_t axis, int64_t rank,
                      Type element, int64_t step) {
  constexpr int64_t most = 1 << 24;
  if (size > most) {
    (void)node.refuse("counts " + llvm::Twine(size) + " places of a dimension",
                      "at most 2^24");
    return {};
  }
  std::vector<int64_t> values;
  for (int64_t i = 0; i < size; ++i)
    values.push_back(i * step);
  Shape shape(rank, 1);
  shape[axis] = size;
  return node.constant(
      HostTensor::ofInts(toOnnxType(element), shape, std::move(values)));
}

Value kiln::getIndices(Node &node, unsigned i) {
  Value indices = node.getTensor(i, Elements::Integer);
  if (!indices || elementTypeOf(indices).isInteger(32) ||
      elementTypeOf(indices).isInteger(64))
    return indices;
  (void)node.refuseInput(
      1, "has element type " + elementTypeName(elementTypeOf(indices)),
      "int32 or int64");
  return {};
}

/// `indices` as i64 places among `size`: those that are negative from the end,
/// those outside the nearest.
static Value makePlaces(Node &node, Value indices, int64_t size) {
  Type element = node.getBuilder().getI64Type();
  indices = node.castTo(indices, element);
  Value zero = node.number(0, element);
  Value fromEnd = node.create<AddOp>(indices, node.number(size, element));
  Value places = node.create<SelectOp>(
      ValueRange{node.create<LessOp>(indices, zero), fromEnd, indices});
  places = node.create<MaxOp>(places, zero);
  return node.create<MinOp>(places, node.number(size - 1, element));
}

//===----------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------===//

/// Reports an index of the constant input `i` that is not among `size`.
static void checkConstantIndices(Node &node, unsigned i, int64_t size) {
  if (!node.isConstant(i))
    return;
  const HostTensor *indices = node.getConstant(i, "indices");
  for (int64_t k = 0, e = indices->splat ? 1 : indices->size(); k < e; ++k)
    if (int64_t index = indices->intAt(k); index < -size || index >= size) {
      (void)node.refuse("the index " + llvm::Twine(index) +
                        " is outside of a dimension of " + llvm::Twine(size));
      return;
    }
}

/// A gather of places that follow each other at regular steps is a slice:
///
///   gather(%x, [1, 3], axis 1)  ->  slice(%x, starts [0, 1], steps [1, 2])
static Value makeRegularGather(Node &node, Value input, int64_t axis,
                               llvm::ArrayRef<int64_t> places) {
  int64_t step = places.size() > 1 ? places[1] - places[0] : 1;
  if (step < 1)
    return {};
  for (size_t i = 1; i < places.size(); ++i)
    if (places[i] - places[i - 1] != step)
      return {};
  return makeSlice(node, input, axis, places[0], places.size(), step);
}

static LogicalResult importGather(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  Shape from = node.getShape(0), where = node.getShape(1);
  int64_t axis = node.getAxis("axis", 0, from.size());
  Value input = node.getAnyTensor(0), indices = getIndices(node, 1);
  if (!input || !indices || node.isRefused())
    return failure();
  checkConstantIndices(node, 1, from[axis]);
  if (node.isConstant(1) && !node.isRefused() &&
      *countElements(where) <= from[axis]) {
    llvm::SmallVector<int64_t> places = node.getConstant(1, "indices")->ints();
    for (int64_t &place : places)
      place += place < 0 ? from[axis] : 0;
    if (Value slice = makeRegularGather(node, input, axis, places)) {
      Shape shape(llvm::ArrayRef<int64_t>(from).take_front(axis));
      shape.append(where);
      shape.append(from.begin() + axis + 1, from.end());
      return node.setResult(node.reshape(slice, shape));
    }
  }
  return node.setResult(node.create<GatherOp>(ValueRange{input, indices},
                                              {node.intAttr("axis", axis)}));
}

//===----------------------------------------------------------------------===//
// GatherElements and GatherND
//===----------------------------------------------------------------------===//

/// The sum over dimensions of index times stride names the element of the
/// flattened input.
Value kiln::makeGatherElements(Node &node, Value input, Value indices,
                               int64_t axis) {
  if (!input || !indices || node.isRefused())
    return {};
  Shape from = dimsOf(input), shape = dimsOf(indices);
  Shape strides = rowMajorStrides(from);
  Value flat = makePlaces(node, indices, from[axis]);
  Type element = node.getBuilder().getI64Type();
  if (strides[axis] != 1)
    flat = node.create<MulOp>(flat, node.number(strides[axis], element));
  int64_t rank = from.size();
  for (int64_t dim = 0; dim < rank; ++dim)
    if (dim != axis && shape[dim] > 1)
      flat = node.create<AddOp>(
          flat, makeCount(node, shape[dim], dim, rank, element, strides[dim]));
  return node.create<GatherOp>(
      ValueRange{node.reshape(input, *countElements(from)), flat},
      {node.intAttr("axis", 0)});
}

static LogicalResult importGatherElements(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  Shape from = node.getShape(0), where = node.getShape(1);
  int64_t axis = node.getAxis("axis", 0, from.size());
  Value input = node.getAnyTensor(0), indices = getIndices(node, 1);
  if (!input || !indices || node.isRefused())
    return failure();
  bool fits = where.size() == from.size();
  for (size_t i = 0; fits && i < from.size(); ++i)
    fits = int64_t(i) == axis || where[i] <= from[i];
  if (!fits)
    return node.refuse("its indices have shape " + shapeText(where) +
                       ", which does not fit into its input " +
                       shapeText(from) + " beside axis " + llvm::Twine(axis));
  checkConstantIndices(node, 1, from[axis]);
  return node.setResult(makeGatherElements(node, input, indices, axis));
}

/// Entry `i` of the innermost dimension.
static Value takeEntry(Node &node, Value value, int64_t i) {
  if (!value)
    return {};
  Shape shape = dimsOf(value);
  int64_t last = shape.size() - 1;
  shape.pop_back();
  return node.reshape(makeSlice(node, value, last, i, 1), shape);
}

/// The rows of the input, flattened up to the last dimension that is indexed,
/// are gathered by the sum of index times stride.
static LogicalResult importGatherND(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  Shape from = node.getShape(0), where = node.getShape(1);
  int64_t batch = node.getOpset() >= 12 ? node.getInt("batch_dims", 0) : 0;
  Value input = node.getAnyTensor(0), indices = getIndices(node, 1);
  if (!input || !indices || node.isRefused())
    return failure();
  int64_t depth = where.empty() ? 0 : where.back(), rank = from.size();
  bool fits = depth > 0 && batch >= 0 && batch < int64_t(where.size()) &&
              batch + depth <= rank;
  for (int64_t i = 0; fits && i < batch; ++i)
    fits = from[i] == where[i];
  if (!fits)
    return node.refuse("its indices have shape " + shapeText(where) +
                       ", its input " + shapeText(from) +
                       " and 'batch_dims' is " + llvm::Twine(batch) +
                       ", which do not fit");
  llvm::ArrayRef<int64_t> outer(from.begin(), batch + depth);
  Shape strides = rowMajorStrides(outer),
        result(where.begin(), where.end() - 1);
  int64_t entries = result.size();
  Type element = node.getBuilder().getI64Type();
  Value flat;
  auto add = [&](Value term) {
    flat = flat ? node.create<AddOp>(flat, term) : term;
  };
  for (int64_t i = 0; i < depth; ++i) {
    Value places =
        makePlaces(node, takeEntry(node, indices, i), from[batch + i]);
    add(node.create<MulOp>(places, node.number(strides[batch + i], element)));
  }
  for (int64_t i = 0; i < batch; ++i)
    add(makeCount(node, where[i], i, entries, element, strides[i]));
  int64_t rows = *countElements(outer);
  Value table = node.reshape(input, {rows, *countElements(from) / rows});
  Value gathered =
      node.create<GatherOp>(ValueRange{table, flat}, {node.intAttr("axis", 0)});
  result.append(from.begin() + batch + depth, from.end());
  return node.setResult(node.reshape(gathered, result));
}

//===----------------------------------------------------------------------===//
// OneHot
//===----------------------------------------------------------------------===//

/// where(index == 0, 1, 2, … along the new axis, on, off)
static LogicalResult importOneHot(Node &node) {
  if (!node.expectInputs(3, 3))
    return failure();
  Shape shape = node.getShape(0);
  int64_t axis = node.getAxis("axis", -1, shape.size() + 1);
  const HostTensor *depths = node.getConstant(1, "depth");
  Value indices = node.getTensor(0, Elements::Number);
  Value values = node.getAnyTensor(2);
  if (!depths || !indices || !values || node.isRefused())
    return failure();
  if (depths->size() != 1 || node.getShape(2) != Shape{2})
    return node.refuse("'depth' and 'values' have shapes " +
                           shapeText(depths->shape) + " and " +
                           shapeText(node.getShape(2)),
                       "one number and two");
  double given = depths->numberAt(0);
  if (!(given >= 1 && given <= kMaxElements))
    return node.refuseParameter("depth", "is not a size",
                                "a number from 1 to 2^31");
  int64_t depth = given;
  shape.insert(shape.begin() + axis, 1);
  if (!countElements({*countElements(shape), depth}))
    return node.refuse("its result has more than the 2^31 elements that a "
                       "tensor may have");
  Type element = node.getBuilder().getI64Type();
  indices = node.reshape(node.castTo(indices, element), shape);
  Value fromEnd = node.create<AddOp>(indices, node.number(depth, element));
  Value isNegative = node.create<LessOp>(indices, node.number(0, element));
  Value places =
      node.create<SelectOp>(ValueRange{isNegative, fromEnd, indices});
  Value isHot = node.create<EqualOp>(
      places, makeCount(node, depth, axis, shape.size(), element));
  Value off = takeEntry(node, values, 0), on = takeEntry(node, values, 1);
  return node.setResult(node.create<SelectOp>(ValueRange{isHot, on, off}));
}

void kiln::addGatherOps(OpTable &table) {
  table.add("Gather", 1, importGather);
  table.add("GatherElements", 11, importGatherElements);
  table.add("GatherND", 11, importGatherND);
  table.add("OneHot", 9, importOneHot);
}
