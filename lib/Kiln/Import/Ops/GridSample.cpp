// GridSample: elements of images at places that another tensor names, mixed of
// their neighbours. What is read where is computed by elementwise ops; the
// neighbours themselves are gathered.

#include "Compose.h"
#include "Gather.h"

using namespace mlir;
using namespace kiln;

namespace {

/// How places become elements.
struct GridSampling {
  std::string mode, padding;
  bool alignsCorners;
};

/// One neighbour along one dimension: its index, f32 but whole, and its weight;
/// no weight stands for 1.
struct Neighbour {
  Value index, weight;
};

} // namespace

static Value makeFloor(Node &node, Value x) { return node.create<FloorOp>(x); }

/// The place in pixels of `x`, which is -1 and 1 at the ends of a dimension of
/// `size`: at the centres of its pixels there or at their outer borders.
static Value makePlace(Node &node, Value x, int64_t size, bool alignsCorners) {
  float half = (alignsCorners ? size - 1 : size) / 2.0f;
  Value scaled = node.create<MulOp>(node.create<AddOp>(x, 1.0f), half);
  return alignsCorners ? scaled : node.create<SubOp>(scaled, 0.5f);
}

/// An index anywhere as one of a dimension of `size`: mirrored at the outer
/// pixels' centres or at their borders, so with a period of 2 * size - 2 or
/// 2 * size, or the nearest one.
static Value makeInside(Node &node, Value index, int64_t size,
                        const GridSampling &sampling) {
  if (sampling.padding == "reflection") {
    float period = 2.0f * (sampling.alignsCorners ? size - 1 : size);
    float sum = sampling.alignsCorners ? period : period - 1;
    if (period != 0) {
      Value periods = makeFloor(node, node.create<DivOp>(index, period));
      Value rest = node.create<SubOp>(
          index, node.create<MulOp>(periods, node.scalar(period)));
      index =
          node.create<MinOp>(rest, node.create<SubOp>(node.scalar(sum), rest));
    }
  }
  return makeClip(node, index, 0.0f, size - 1);
}

/// Keys' cubic kernel with a = -0.75 at a distance `t` up to 1.
static Value makeNearWeight(Node &node, Value t) {
  constexpr float a = -0.75f;
  Value inner =
      node.create<SubOp>(node.create<MulOp>(t, a + 2), node.scalar(a + 3));
  Value square = node.create<MulOp>(t, t);
  return node.create<AddOp>(node.create<MulOp>(inner, square), 1.0f);
}

/// The same from 1 to 2.
static Value makeFarWeight(Node &node, Value t) {
  constexpr float a = -0.75f;
  Value value = node.create<MulOp>(t, a);
  for (float term : {-5 * a, 8 * a}) {
    value = node.create<AddOp>(value, term);
    value = node.create<MulOp>(value, t);
  }
  return node.create<AddOp>(value, -4 * a);
}

/// The neighbours that a place along one dimension is mixed of.
static llvm::SmallVector<Neighbour>
makeNeighbours(Node &node, Value place, const GridSampling &sampling) {
  if (sampling.mode == "nearest")
    return {{node.create<RoundOp>(place), {}}};
  Value low = makeFloor(node, place);
  Value high = node.create<AddOp>(low, 1.0f);
  Value after = node.create<SubOp>(place, low);
  Value before = node.create<SubOp>(node.scalar(1.0f), after);
  if (sampling.mode == "linear")
    return {{low, before}, {high, after}};
  return {{node.create<SubOp>(low, 1.0f),
           makeFarWeight(node, node.create<AddOp>(after, 1.0f))},
          {low, makeNearWeight(node, after)},
          {high, makeNearWeight(node, before)},
          {node.create<AddOp>(low, 2.0f),
           makeFarWeight(node, node.create<AddOp>(before, 1.0f))}};
}

/// The mix over `dims` of elements of `images`, 1xCxS, where `flat` says in
/// which of them: the sum over the neighbours along the first of `dims` of
/// weight times the mix over the others.
static Value makeMix(Node &node, Value images, Value flat,
                     llvm::ArrayRef<llvm::SmallVector<Neighbour>> dims,
                     llvm::ArrayRef<int64_t> strides) {
  if (node.isRefused() || !flat)
    return {};
  if (dims.empty())
    return node.create<GatherOp>(
        ValueRange{images, node.reshape(flat, dimsOf(flat).back())},
        {node.intAttr("axis", 2)});
  Value sum;
  Type element = node.getBuilder().getI64Type();
  for (const Neighbour &neighbour : dims.front()) {
    Value index = node.castTo(neighbour.index, element);
    if (strides.front() != 1)
      index = node.create<MulOp>(index, node.number(strides.front(), element));
    Value part = makeMix(node, images, node.create<AddOp>(flat, index),
                         dims.drop_front(), strides.drop_front());
    if (neighbour.weight)
      part = node.create<MulOp>(part, neighbour.weight);
    sum = sum ? node.create<AddOp>(sum, part) : part;
  }
  return sum;
}

/// NxCxD1x… as 1xCxS, with S = N * D1 * …
static Value makeOneImage(Node &node, Value images) {
  if (!images)
    return {};
  Shape shape = dimsOf(images);
  int64_t channels = shape[1], places = *countElements(shape) / channels;
  Value flat = node.reshape(images, {shape[0], channels, places / shape[0]});
  if (shape[0] != 1)
    flat = makeTransposed(node, flat, {1, 0, 2});
  return node.reshape(flat, {1, channels, places});
}

/// 1xCx(N*P) as `shape`, NxCxP1x…
static Value makeImages(Node &node, Value mix, llvm::ArrayRef<int64_t> shape) {
  if (!mix)
    return {};
  int64_t n = shape[0], channels = shape[1];
  int64_t places = dimsOf(mix).back() / n;
  if (n != 1)
    mix = makeTransposed(node, node.reshape(mix, {channels, n, places}),
                         {1, 0, 2});
  return node.reshape(mix, shape);
}

static LogicalResult makeGridSample(Node &node, GridSampling sampling) {
  Shape shape = node.getShape(0), grid = node.getShape(1);
  Value images = node.getTensor(0), places = node.getTensor(1);
  if (!images || !places)
    return failure();
  int64_t rank = shape.size();
  if (rank < 3 || int64_t(grid.size()) != rank || grid[0] != shape[0] ||
      grid.back() != rank - 2)
    return node.refuse("its input has shape " + shapeText(shape) +
                           " and its grid " + shapeText(grid),
                       "NxCxHxW and NxPxQx2, or as many dimensions more");
  if (sampling.mode == "cubic" && rank != 4)
    return node.refuseParameter(
        "mode", "is cubic and its input has shape " + shapeText(shape),
        "4 dimensions");
  // Zeros outside are a border of them that is repeated.
  bool hasBorder = sampling.padding == "zeros";
  int64_t count = *countElements(grid) / (rank - 2);
  llvm::SmallVector<llvm::SmallVector<Neighbour>> dims;
  Shape padded = shape;
  for (int64_t dim = 2; dim < rank; ++dim) {
    // The last dimension comes first in the grid.
    Value x = node.reshape(makeSlice(node, places, rank - 1, rank - 1 - dim, 1),
                           {1, 1, count});
    if (!x)
      return failure();
    dims.push_back(makeNeighbours(
        node, makePlace(node, x, shape[dim], sampling.alignsCorners),
        sampling));
    if (hasBorder) {
      images = makeZeroPadded(node, images, dim, 1, 1);
      padded[dim] += 2;
    }
    for (Neighbour &neighbour : dims.back()) {
      if (hasBorder)
        neighbour.index = node.create<AddOp>(neighbour.index, 1.0f);
      neighbour.index =
          makeInside(node, neighbour.index, padded[dim], sampling);
    }
  }
  llvm::SmallVector<int64_t> strides(rank - 2, 1);
  for (int64_t i = rank - 4; i >= 0; --i)
    strides[i] = strides[i + 1] * padded[3 + i];
  Shape result(grid.begin(), grid.end() - 1);
  result.insert(result.begin() + 1, shape[1]);
  // Where the image of each place begins.
  Type element = node.getBuilder().getI64Type();
  Value first = makeExpanded(
      node, makeCount(node, shape[0], 1, 3, element, strides[0] * padded[2]),
      {1, shape[0], count / shape[0]});
  first = node.reshape(first, {1, 1, count});
  return node.setResult(makeImages(
      node, makeMix(node, makeOneImage(node, images), first, dims, strides),
      result));
}

/// Opset 20 calls linear and cubic what opset 16 called bilinear and bicubic.
static LogicalResult importGridSample(Node &node) {
  if (!node.expectInputs(2, 2))
    return failure();
  bool isNew = node.getOpset() >= 20;
  GridSampling sampling;
  sampling.mode = node.getString("mode", isNew ? "linear" : "bilinear");
  sampling.padding = node.getString("padding_mode", "zeros");
  sampling.alignsCorners = node.getFlag("align_corners", false);
  llvm::StringRef kernel = sampling.mode;
  if ((!isNew && kernel != "nearest" && !kernel.consume_front("bi")) ||
      !llvm::is_contained({"nearest", "linear", "cubic"}, kernel))
    return node.refuseParameter("mode", "is " + quoted(sampling.mode),
                                isNew ? "nearest, linear or cubic"
                                      : "nearest, bilinear or bicubic");
  sampling.mode = kernel.str();
  if (!llvm::is_contained({"zeros", "border", "reflection"}, sampling.padding))
    return node.refuseParameter("padding_mode",
                                "is " + quoted(sampling.padding),
                                "zeros, border or reflection");
  return makeGridSample(node, std::move(sampling));
}

void kiln::addGridSampleOps(OpTable &table) {
  table.add("GridSample", 16, importGridSample);
}
