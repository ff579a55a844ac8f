// Pad: a border of one value, or of elements of the input.

#include "Compose.h"

using namespace mlir;
using namespace kiln;

/// Spreads the pads of some axes over all `rank` of them.
static llvm::SmallVector<int64_t> spreadPads(Node &node,
                                             llvm::ArrayRef<int64_t> pads,
                                             llvm::ArrayRef<int64_t> axes,
                                             int64_t rank) {
  llvm::SmallVector<int64_t> all(2 * rank, 0);
  if (pads.size() != 2 * axes.size()) {
    (void)node.refuse("it has " + llvm::Twine(pads.size()) + " pads",
                      "2 for each of " + llvm::Twine(axes.size()) + " axes");
    return all;
  }
  llvm::SmallVector<bool> seen(rank, false);
  for (auto [i, given] : llvm::enumerate(axes)) {
    int64_t axis = node.normalizeAxis(given, rank);
    if (node.isRefused())
      return all;
    if (seen[axis]) {
      (void)node.refuse("axis " + llvm::Twine(axis) + " is padded twice");
      return all;
    }
    seen[axis] = true;
    all[axis] = pads[i];
    all[rank + axis] = pads[axes.size() + i];
  }
  return all;
}

/// Checks the number of pads and that none is absurd.
static LogicalResult checkPads(Node &node, llvm::ArrayRef<int64_t> pads) {
  int64_t rank = node.getShape(0).size();
  if (node.isRefused())
    return failure();
  if (int64_t(pads.size()) != 2 * rank)
    return node.refuse("it has " + llvm::Twine(pads.size()) + " pads",
                       "2 for each of " + llvm::Twine(rank) + " dimensions");
  for (int64_t pad : pads)
    if (pad > kMaxElements || pad < -kMaxElements)
      return node.refuse("a pad is " + llvm::Twine(pad) +
                         ", more than the 2^31 elements that a tensor may "
                         "have");
  return success();
}

/// Takes away what negative pads ask for; they are 0 afterwards.
static Value crop(Node &node, Value x, llvm::MutableArrayRef<int64_t> pads) {
  Shape shape = node.getShape(0);
  int64_t rank = shape.size();
  for (int64_t axis = 0; axis < rank; ++axis) {
    int64_t before = std::max<int64_t>(-pads[axis], 0);
    int64_t after = std::max<int64_t>(-pads[rank + axis], 0);
    int64_t left = shape[axis] - before - after;
    if (left < 1) {
      (void)node.refuse("its pads " + llvm::Twine(pads[axis]) + " and " +
                        llvm::Twine(pads[rank + axis]) +
                        " leave nothing of dimension " + llvm::Twine(axis) +
                        " of its input " + shapeText(shape));
      return {};
    }
    x = makeSlice(node, x, axis, before, left);
    pads[axis] += before;
    pads[rank + axis] += after;
  }
  return x;
}

namespace {
/// What stands before and after an axis when a mode other than constant is
/// asked for.
using Border = Value (*)(Node &node, Value x, int64_t axis, int64_t count,
                         bool before);
} // namespace

/// The outermost place, again and again.
static Value makeEdge(Node &node, Value x, int64_t axis, int64_t count,
                      bool before) {
  Shape shape = dimsOf(x);
  Value edge =
      makeSlice(node, x, axis, before ? 0 : shape[axis] - 1, /*size=*/1);
  shape[axis] = count;
  return makeExpanded(node, edge, shape);
}

/// The places next to the outermost one, mirrored at it.
static Value makeReflection(Node &node, Value x, int64_t axis, int64_t count,
                            bool before) {
  int64_t size = dimsOf(x)[axis];
  int64_t start = before ? 1 : size - 1 - count;
  return makeReversed(node, makeSlice(node, x, axis, start, count), axis);
}

/// The places from the other end.
static Value makeWrapped(Node &node, Value x, int64_t axis, int64_t count,
                         bool before) {
  int64_t size = dimsOf(x)[axis];
  return makeSlice(node, x, axis, before ? size - count : 0, count);
}

/// `x` with a border on each axis, which later axes continue:
///
///   concat(border before, x, border after)
///
/// `reach` is how many places short of an axis' size a pad must stay.
static Value surround(Node &node, Value x, llvm::ArrayRef<int64_t> pads,
                      llvm::StringRef mode, Border makeBorder, int64_t reach) {
  int64_t rank = pads.size() / 2;
  for (int64_t axis = 0; x && axis < rank; ++axis) {
    int64_t before = pads[axis], after = pads[rank + axis];
    int64_t size = dimsOf(x)[axis];
    if (std::max(before, after) > size - reach) {
      (void)node.refuseParameter("mode",
                                 "is " + quoted(mode) + " and a pad is " +
                                     llvm::Twine(std::max(before, after)),
                                 "at most " + llvm::Twine(size - reach) +
                                     " for dimension " + llvm::Twine(axis) +
                                     " of size " + llvm::Twine(size));
      return {};
    }
    llvm::SmallVector<Value, 3> parts;
    if (before)
      parts.push_back(makeBorder(node, x, axis, before, /*before=*/true));
    parts.push_back(x);
    if (after)
      parts.push_back(makeBorder(node, x, axis, after, /*before=*/false));
    x = makeConcat(node, parts, axis);
  }
  return x;
}

/// +0, which pads get unless they say more.
static bool isZero(TypedAttr value) {
  if (auto real = dyn_cast<FloatAttr>(value))
    return real.getValue().isPosZero();
  return cast<IntegerAttr>(value).getValue().isZero();
}

/// Pads by `value`, a scalar of the input's type, or by 0 if that is null.
static LogicalResult makePad(Node &node, llvm::SmallVector<int64_t> pads,
                             TypedAttr value) {
  std::string mode = node.getString("mode", "constant");
  if (failed(checkPads(node, pads)))
    return failure();
  Value x = crop(node, node.getAnyTensor(0), pads);
  if (mode == "reflect")
    return node.setResult(surround(node, x, pads, mode, makeReflection, 1));
  if (mode == "wrap")
    return node.setResult(surround(node, x, pads, mode, makeWrapped, 0));
  if (mode == "edge")
    return node.setResult(
        surround(node, x, pads, mode, makeEdge, /*reach=*/-kMaxElements));
  if (mode != "constant")
    return node.refuseParameter("mode", "is " + quoted(mode),
                                "constant, reflect, edge or wrap");
  llvm::ArrayRef<int64_t> all = pads;
  if (llvm::all_of(all, [](int64_t pad) { return pad == 0; }))
    return node.setResult(x);
  llvm::SmallVector<NamedAttribute> attributes = {
      node.intsAttr("low", all.take_front(all.size() / 2)),
      node.intsAttr("high", all.take_back(all.size() / 2))};
  if (value && !isZero(value))
    attributes.push_back(node.attr("value", value));
  return node.setResult(node.create<PadOp>(x, attributes));
}

/// Pads and value are attributes; opset 1 spelled the first one otherwise.
static LogicalResult importPad1(Node &node) {
  llvm::StringRef name = node.getOpset() == 1 ? "paddings" : "pads";
  if (!node.expectInputs(1, 1) || !node.requireAttr(name))
    return failure();
  llvm::SmallVector<int64_t> pads = node.getInts(name, {});
  float value = node.getFloat("value", 0);
  return makePad(node, pads, node.getBuilder().getF32FloatAttr(value));
}

/// Pads, value and, from opset 18 on, axes are inputs.
static LogicalResult importPad11(Node &node) {
  if (!node.expectInputs(2, node.getOpset() >= 18 ? 4 : 3))
    return failure();
  std::optional<llvm::SmallVector<int64_t>> pads =
      node.getConstantInts(1, "pads");
  TypedAttr value;
  if (node.hasInput(2))
    value = node.getConstantScalar(2, "constant_value");
  if (!pads || node.isRefused())
    return failure();
  if (node.hasInput(3)) {
    std::optional<llvm::SmallVector<int64_t>> axes =
        node.getConstantInts(3, "axes");
    if (axes)
      pads = spreadPads(node, *pads, *axes, node.getShape(0).size());
  }
  return node.isRefused() ? failure() : makePad(node, *pads, value);
}

void kiln::addPadOps(OpTable &table) {
  table.add("Pad", 1, importPad1);
  table.add("Pad", 11, importPad11);
}
