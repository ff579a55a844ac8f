// Slice and Split, of constants and of tensors that are computed.

#include "Compose.h"
#include "EvaluatorUtils.h"

using namespace mlir;
using namespace kiln;

namespace {
/// What to take of one dimension.
struct Bounds {
  int64_t start, count, step;
};
} // namespace

/// Clamps as ONNX says: negative bounds count from the end, bounds outside
/// mean the end that they lie beyond.
static Bounds clampBounds(int64_t start, int64_t end, int64_t step,
                          int64_t size) {
  auto fromEnd = [&](int64_t bound) {
    return bound < 0 ? (bound < -size ? -1 : bound + size) : bound;
  };
  int64_t low = step < 0 ? -1 : 0, high = step < 0 ? size - 1 : size;
  start = std::clamp(fromEnd(start), std::max<int64_t>(low, 0), high);
  end = std::clamp(fromEnd(end), low, high);
  if (size == 0 || (step > 0 ? end <= start : end >= start))
    return {0, 0, 1};
  uint64_t distance = step > 0 ? end - start : start - end;
  uint64_t stride = step > 0 ? uint64_t(step) : -uint64_t(step);
  int64_t count = (distance - 1) / stride + 1;
  // A single element needs no step, and a huge one would overflow.
  return {start, count, count > 1 ? step : 1};
}

static llvm::SmallVector<int64_t> firstAxes(size_t count) {
  return llvm::to_vector(llvm::seq<int64_t>(0, count));
}

namespace {
/// The parameters of a Slice as its node gives them, one entry for each axis
/// that it slices.
struct SliceParameters {
  llvm::SmallVector<int64_t> starts, ends, axes, steps;

  /// They are attributes before opset 10 and inputs since.
  LogicalResult read(Node &node) {
    if (node.getOpset() < 10) {
      if (!node.expectInputs(1, 1) || !node.requireAttr("starts") ||
          !node.requireAttr("ends"))
        return failure();
      starts = node.getLongs("starts", {});
      ends = node.getLongs("ends", {});
      axes = node.getLongs("axes", firstAxes(starts.size()));
      steps.assign(starts.size(), 1);
      return success(!node.isRefused());
    }
    if (!node.expectInputs(3, 5))
      return failure();
    auto readInput = [&](unsigned i, llvm::StringRef what,
                         llvm::SmallVector<int64_t> absent) {
      if (i > 2 && !node.hasInput(i))
        return absent;
      return node.getConstantInts(i, what).value_or(absent);
    };
    starts = readInput(1, "starts", {});
    ends = readInput(2, "ends", {});
    axes = readInput(3, "axes", firstAxes(starts.size()));
    steps = readInput(4, "steps", llvm::SmallVector<int64_t>(starts.size(), 1));
    return success(!node.isRefused());
  }

  /// The bounds along every dimension of `shape`.
  std::optional<llvm::SmallVector<Bounds>>
  getBounds(Node &node, llvm::ArrayRef<int64_t> shape) const {
    llvm::SmallVector<Bounds> bounds;
    for (int64_t size : shape)
      bounds.push_back({0, size, 1});
    if (ends.size() != starts.size() || axes.size() != starts.size() ||
        steps.size() != starts.size()) {
      (void)node.refuse("'starts', 'ends', 'axes' and 'steps' have " +
                            llvm::Twine(starts.size()) + ", " +
                            llvm::Twine(ends.size()) + ", " +
                            llvm::Twine(axes.size()) + " and " +
                            llvm::Twine(steps.size()) + " elements",
                        "as many of each");
      return std::nullopt;
    }
    llvm::SmallVector<bool> seen(shape.size(), false);
    for (auto [start, end, given, step] :
         llvm::zip(starts, ends, axes, steps)) {
      int64_t axis = node.normalizeAxis(given, shape.size());
      if (node.isRefused())
        return std::nullopt;
      if (step == 0 || seen[axis]) {
        (void)node.refuse(
            "axis " + llvm::Twine(axis) +
            (step ? " is sliced twice" : " is sliced with a step of 0"));
        return std::nullopt;
      }
      seen[axis] = true;
      bounds[axis] = clampBounds(start, end, step, shape[axis]);
    }
    return bounds;
  }
};
} // namespace

static HostTensor takeBounded(const HostTensor &data,
                              llvm::ArrayRef<Bounds> bounds) {
  Shape shape, strides = rowMajorStrides(data.shape);
  int64_t offset = 0;
  for (auto [stride, bound] : llvm::zip_equal(strides, bounds)) {
    offset += bound.start * stride;
    stride *= bound.step;
    shape.push_back(bound.count);
  }
  return takeElements(data, shape, stridedIndices(shape, strides, offset));
}

static LogicalResult foldSlice(Node &node) {
  SliceParameters parameters;
  if (failed(parameters.read(node)))
    return failure();
  const HostTensor *data = node.getConstant(0, "data");
  if (node.isRefused())
    return failure();
  auto bounds = parameters.getBounds(node, data->shape);
  return bounds ? node.setConstant(takeBounded(*data, *bounds)) : failure();
}

/// The part of `input` within `bounds`; what is taken backwards is taken
/// forwards and reversed.
static Value makeBounded(Node &node, Value input,
                         llvm::ArrayRef<Bounds> bounds) {
  Shape starts, sizes, steps;
  for (const Bounds &bound : bounds) {
    int64_t last = bound.start + (bound.count - 1) * bound.step;
    starts.push_back(std::min(bound.start, last));
    sizes.push_back(bound.count);
    steps.push_back(std::abs(bound.step));
  }
  if (!input)
    return {};
  if (dimsOf(input) != sizes)
    input = node.create<SliceOp>(input, {node.intsAttr("starts", starts),
                                         node.intsAttr("sizes", sizes),
                                         node.intsAttr("steps", steps)});
  for (auto [axis, bound] : llvm::enumerate(bounds))
    if (bound.step < 0)
      input = makeReversed(node, input, axis);
  return input;
}

static LogicalResult importSlice(Node &node) {
  SliceParameters parameters;
  if (failed(parameters.read(node)))
    return failure();
  Shape shape = node.getShape(0);
  if (node.isRefused())
    return failure();
  auto bounds = parameters.getBounds(node, shape);
  if (!bounds)
    return failure();
  for (auto [axis, bound] : llvm::enumerate(*bounds)) {
    if (bound.count == 0)
      return node.refuse("nothing of dimension " + llvm::Twine(axis) +
                         " of its input " + shapeText(shape) + " is left");
  }
  return node.setResult(makeBounded(node, node.getAnyTensor(0), *bounds));
}

//===----------------------------------------------------------------------===//
// Split
//===----------------------------------------------------------------------===//

/// As many parts as outputs, the last one smaller if they cannot be equal,
/// which opset 18 allows.
static llvm::SmallVector<int64_t> equalParts(Node &node, int64_t size) {
  int64_t count = node.getNumOutputs();
  if (node.getOpset() >= 18 && node.hasAttr("num_outputs")) {
    int64_t given = node.getInt("num_outputs", count);
    if (given != count) {
      (void)node.refuseParameter("num_outputs",
                                 "is " + llvm::Twine(given) + ", but it has " +
                                     llvm::Twine(count) + " outputs");
      return {};
    }
  }
  int64_t part = (size + count - 1) / count, last = size - part * (count - 1);
  bool even = part == last;
  if (last <= 0 || (!even && node.getOpset() < 18)) {
    (void)node.refuse("a dimension of " + llvm::Twine(size) +
                      " cannot be split into " + llvm::Twine(count) +
                      " equal parts");
    return {};
  }
  llvm::SmallVector<int64_t> parts(count, part);
  parts.back() = last;
  return parts;
}

/// The bounds of all parts along every dimension; nothing if the node was
/// refused. The parts' sizes are an attribute before opset 13 and an input
/// since (as in opset 1).
static std::optional<llvm::SmallVector<llvm::SmallVector<Bounds>>>
readParts(Node &node) {
  bool isInput = node.getOpset() < 2 || node.getOpset() >= 13;
  if (!node.expectInputs(1, isInput ? 2 : 1))
    return std::nullopt;
  Shape shape = node.getShape(0);
  int64_t axis = node.getAxis("axis", 0, shape.size());
  if (node.isRefused())
    return std::nullopt;
  llvm::SmallVector<int64_t> sizes;
  if (isInput && node.hasInput(1))
    sizes = node.getConstantInts(1, "split").value_or(sizes);
  else if (node.getOpset() < 13 && node.hasAttr("split"))
    sizes = node.getInts("split", {});
  else
    sizes = equalParts(node, shape[axis]);
  if (node.isRefused())
    return std::nullopt;
  if (sizes.size() != node.getNumOutputs()) {
    (void)node.refuseParameter(
        "split", "has " + llvm::Twine(sizes.size()) + " elements, but it has " +
                     llvm::Twine(node.getNumOutputs()) + " outputs");
    return std::nullopt;
  }

  int64_t rest = shape[axis];
  for (int64_t size : sizes) {
    if (size < 1 || size > rest)
      rest = -1;
    rest = rest < 0 ? -1 : rest - size;
  }
  if (rest != 0) {
    (void)node.refuseParameter("split", "does not fit the dimension",
                               "positive numbers with the sum " +
                                   llvm::Twine(shape[axis]));
    return std::nullopt;
  }
  llvm::SmallVector<Bounds> whole;
  for (int64_t size : shape)
    whole.push_back({0, size, 1});
  llvm::SmallVector<llvm::SmallVector<Bounds>> parts;
  int64_t start = 0;
  for (int64_t size : sizes) {
    parts.push_back(whole);
    parts.back()[axis] = {start, size, 1};
    start += size;
  }
  return parts;
}

static LogicalResult importSplit(Node &node) {
  auto parts = readParts(node);
  if (!parts)
    return failure();
  Value input = node.getAnyTensor(0);
  for (auto [i, bounds] : llvm::enumerate(*parts))
    if (node.hasOutput(i) &&
        failed(node.setResult(makeBounded(node, input, bounds), i)))
      return failure();
  return success();
}

static LogicalResult foldSplit(Node &node) {
  auto parts = readParts(node);
  if (!parts)
    return failure();
  const HostTensor *input = node.getConstant(0, "input");
  for (auto [i, bounds] : llvm::enumerate(*parts))
    if (node.hasOutput(i) &&
        failed(node.setConstant(takeBounded(*input, bounds), i)))
      return failure();
  return success();
}

void kiln::addSliceOps(OpTable &table) {
  table.add("Slice", 1, importSlice);
  table.addFold("Slice", foldSlice);
  table.add("Split", 1, importSplit);
  table.addFold("Split", foldSplit);
}
