// ArgMax, ArgMin, TopK, CumSum, and the ops whose result has a shape that only
// running the model could tell.

#include "Compose.h"
#include "Gather.h"

using namespace mlir;
using namespace kiln;

//===----------------------------------------------------------------------===//
// ArgMax and ArgMin
//===----------------------------------------------------------------------===//

/// Whether each element is the extreme of its line, or NaN, which comes first.
static Value makeIsBest(Node &node, Value x, Value best) {
  Value equal = node.create<EqualOp>(x, best);
  if (!equal || isa<IntegerType>(elementTypeOf(x)))
    return equal;
  Value isNumber = node.create<EqualOp>(x, x);
  Value isNaN =
      node.create<XorOp>(isNumber, node.number(1, elementTypeOf(isNumber)));
  return node.create<OrOp>(equal, isNaN);
}

/// The first index, or the last, of an element that equals the line's extreme:
///
///   reduce_min(select(x == reduce_max(x), [0, 1, 2, …], size))
///
/// Indices are counted in i32, whose vectors are as long as those of f32.
template <typename ReduceOp> static LogicalResult importArg(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  Shape shape = node.getShape(0);
  int64_t axis = node.getAxis("axis", 0, shape.size());
  bool keep = node.getFlag("keepdims", true);
  bool last = node.getOpset() >= 12 && node.getFlag("select_last_index", false);
  Value x = node.getTensor(0, Elements::Number);
  if (!x || node.isRefused())
    return failure();
  Type count = node.getBuilder().getI32Type();
  Value isBest = makeIsBest(node, x, makeReduced<ReduceOp>(node, x, axis));
  Value index = makeCount(node, shape[axis], axis, shape.size(), count);
  Value other = node.number(last ? -1 : shape[axis], count);
  Value candidates = node.create<SelectOp>(ValueRange{isBest, index, other});
  Value found = last ? makeReduced<ReduceMaxOp>(node, candidates, axis)
                     : makeReduced<ReduceMinOp>(node, candidates, axis);
  shape[axis] = 1;
  if (!keep)
    shape.erase(shape.begin() + axis);
  return node.setResult(
      node.reshape(node.castTo(found, node.getBuilder().getI64Type()), shape));
}

//===----------------------------------------------------------------------===//
// TopK
//===----------------------------------------------------------------------===//

static LogicalResult makeTopK(Node &node, int64_t k) {
  Shape shape = node.getShape(0);
  int64_t axis = node.getAxis("axis", -1, shape.size());
  bool largest = true;
  if (node.getOpset() >= 11) {
    largest = node.getFlag("largest", true);
    node.ignoreAttrs({"sorted"});
  }
  Value x = node.getTensor(0, Elements::Number);
  if (!x || node.isRefused())
    return failure();
  Value indices =
      node.create<TopKOp>(x, {node.intAttr("axis", axis), node.intAttr("k", k),
                              node.boolAttr("largest", largest)});
  if (node.hasOutput(0) &&
      failed(node.setResult(makeGatherElements(node, x, indices, axis))))
    return failure();
  return node.hasOutput(1) ? node.setResult(indices, 1) : success();
}

static LogicalResult importTopK1(Node &node) {
  if (!node.expectInputs(1, 1) || !node.requireAttr("k"))
    return failure();
  return makeTopK(node, node.getInt("k", 0));
}

static LogicalResult importTopK10(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  std::optional<llvm::SmallVector<int64_t>> k = node.getConstantInts(1, "K");
  if (!k)
    return failure();
  if (k->size() != 1)
    return node.refuse("'K' has " + llvm::Twine(k->size()) + " elements", "1");
  return makeTopK(node, k->front());
}

//===----------------------------------------------------------------------===//
// CumSum
//===----------------------------------------------------------------------===//

/// `x` moved by `distance` places along `axis` towards its end, or with
/// `reverse` its beginning; zeros come in.
static Value shift(Node &node, Value x, int64_t axis, int64_t distance,
                   bool reverse) {
  if (!x)
    return {};
  int64_t kept = dimsOf(x)[axis] - distance;
  if (kept <= 0)
    return node.number(0, elementTypeOf(x), dimsOf(x));
  x = makeSlice(node, x, axis, reverse ? distance : 0, kept);
  return makeZeroPadded(node, x, axis, reverse ? 0 : distance,
                        reverse ? distance : 0);
}

/// Sums of 1, 2, 4, … neighbours, each the sum of two of those before (Hillis
/// and Steele: Data parallel algorithms, 1986).
static LogicalResult importCumSum(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  Shape shape = node.getShape(0);
  bool exclusive = node.getFlag("exclusive", false);
  bool reverse = node.getFlag("reverse", false);
  std::optional<llvm::SmallVector<int64_t>> given =
      node.getConstantInts(1, "axis");
  Value sum = node.getTensor(0, Elements::Number);
  if (!given || !sum || node.isRefused())
    return failure();
  if (given->size() != 1)
    return node.refuseParameter(
        "axis", "has " + llvm::Twine(given->size()) + " elements", "1");
  int64_t axis = node.normalizeAxis(given->front(), shape.size());
  if (node.isRefused())
    return failure();
  if (exclusive)
    sum = shift(node, sum, axis, 1, reverse);
  for (int64_t distance = 1; distance < shape[axis]; distance *= 2)
    sum = node.create<AddOp>(sum, shift(node, sum, axis, distance, reverse));
  return node.setResult(sum);
}

//===----------------------------------------------------------------------===//
// Results of unknown shape
//===----------------------------------------------------------------------===//

static LogicalResult refuseDynamicResult(Node &node) {
  return node.refuse("how large its result is depends on the values of its "
                     "inputs, but Kiln compiles for shapes that are known; end "
                     "the model before this node and do it in the program that "
                     "calls the model");
}

void kiln::addSelectionOps(OpTable &table) {
  table.add("ArgMax", 1, importArg<ReduceMaxOp>);
  table.add("ArgMin", 1, importArg<ReduceMinOp>);
  table.add("CumSum", 11, importCumSum);
  for (llvm::StringRef op :
       {"Compress", "NonMaxSuppression", "NonZero", "Unique"})
    table.add(op, 1, refuseDynamicResult);
  table.add("TopK", 1, importTopK1);
  table.add("TopK", 10, importTopK10);
}
