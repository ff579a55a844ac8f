// CumSum.

#include "Compose.h"

using namespace mlir;
using namespace kiln;

/// `x` moved by `distance` places along `axis`, towards the end or, with
/// `reverse`, the beginning; zeros follow it.
static Value shift(Node &node, Value x, int64_t axis, int64_t distance,
                   bool reverse) {
  if (!x)
    return {};
  int64_t rest = dimsOf(x)[axis] - distance;
  if (rest <= 0)
    return node.splat(0.0f, dimsOf(x));
  Value kept = makeSlice(node, x, axis, reverse ? distance : 0, rest);
  return makeZeroPadded(node, kept, axis, reverse ? 0 : distance,
                        reverse ? distance : 0);
}

/// Sums of 2, 4, 8, … neighbours, each from two of the sums before.
static LogicalResult importCumSum(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  auto given = node.getConstantInts(1, "axis");
  bool exclusive = node.getFlag("exclusive", false);
  bool reverse = node.getFlag("reverse", false);
  Shape shape = node.getShape(0);
  if (!given || node.isRefused())
    return failure();
  if (given->size() != 1)
    return node.refuse("'axis' has " + llvm::Twine(given->size()) +
                       " elements, expected one");
  int64_t axis = node.normalizeAxis(given->front(), shape.size());
  if (node.isRefused())
    return failure();
  Value sums = node.getTensor(0);
  if (exclusive)
    sums = shift(node, sums, axis, 1, reverse);
  for (int64_t distance = 1; distance < shape[axis]; distance *= 2)
    sums = node.create<AddOp>(sums, shift(node, sums, axis, distance, reverse));
  return node.setResult(sums);
}

void kiln::addScanOps(OpTable &table) { table.add("CumSum", 11, importCumSum); }
