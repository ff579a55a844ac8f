// MaxPool's second output: where each window's maximum is.

#include "MaxPoolIndices.h"
#include "Compose.h"
#include <limits>

using namespace mlir;
using namespace kiln;

/// So many places of a window are compared one after the other.
constexpr int64_t kMostPlaces = 256;

namespace {
/// One dimension of the input and of the window.
struct Axis {
  int64_t input, output, kernel, stride, dilation, before;
  /// How far apart indices of neighbours are.
  int64_t distance;

  /// The place `k` of window `o`.
  int64_t at(int64_t o, int64_t k) const {
    return o * stride - before + k * dilation;
  }
  /// The padding after the input that the last window reaches.
  int64_t after() const {
    return std::max<int64_t>(at(output - 1, kernel - 1) + 1 - input, 0);
  }
  /// For each window, how much the index of its first place that is not padding
  /// is above the one of its first place.
  std::vector<int64_t> getFirst() const {
    std::vector<int64_t> values;
    for (int64_t o = 0; o < output; ++o) {
      int64_t k = 0;
      while (k + 1 < kernel && at(o, k) < 0)
        ++k;
      values.push_back(k * dilation * distance);
    }
    return values;
  }
  /// For each window, the part of its first place in the index.
  std::vector<int64_t> getBase() const {
    std::vector<int64_t> values;
    for (int64_t o = 0; o < output; ++o)
      values.push_back(at(o, 0) * distance);
    return values;
  }
};
} // namespace

/// `rows` x `columns` of sums.
static Value makeSums(Node &node, const std::vector<int64_t> &rows,
                      const std::vector<int64_t> &columns) {
  std::vector<int64_t> sums;
  for (int64_t row : rows)
    for (int64_t column : columns)
      sums.push_back(row + column);
  return node.constant(HostTensor::ofInts(
      {int64_t(rows.size()), int64_t(columns.size())}, std::move(sums)));
}

/// The first index of each channel of each image.
static Value makePlanes(Node &node, llvm::ArrayRef<int64_t> input) {
  std::vector<int64_t> planes;
  for (int64_t i = 0; i < input[0] * input[1]; ++i)
    planes.push_back(i * input[2] * input[3]);
  return node.constant(
      HostTensor::ofInts({input[0], input[1], 1, 1}, std::move(planes)));
}

/// The windows' places are compared in their order: of equal elements the first
/// one stays, and NaN is never larger.
Value kiln::makeMaxPoolIndices(Node &node, Value x, Value maxima,
                               const Window &window, bool columnMajor) {
  if (!x || !maxima || node.isRefused())
    return {};
  if (window.kernel.size() != 2 ||
      window.kernel[0] * window.kernel[1] > kMostPlaces) {
    (void)node.refuse("its output Indices is used",
                      "a window of at most " + llvm::Twine(kMostPlaces) +
                          " places over one or two dimensions");
    return {};
  }
  Shape input = dimsOf(x), output = dimsOf(maxima);
  Axis axes[2];
  for (unsigned i = 0; i < 2; ++i)
    axes[i] = {input[2 + i],      output[2 + i],       window.kernel[i],
               window.strides[i], window.dilations[i], window.pads[i],
               /*distance=*/1};
  if (columnMajor)
    axes[1].distance = input[2];
  else
    axes[0].distance = input[3];
  const Axis &rows = axes[0], &columns = axes[1];

  float lowest = -std::numeric_limits<float>::infinity();
  Value padded = node.create<PadOp>(
      x, {node.intsAttr("low", {0, 0, rows.before, columns.before}),
          node.intsAttr("high", {0, 0, rows.after(), columns.after()}),
          node.floatAttr("value", lowest)});
  Value best = node.scalar(lowest);
  Value place = makeSums(node, rows.getFirst(), columns.getFirst());
  Type element = node.getBuilder().getI64Type();
  for (int64_t y = 0; y < rows.kernel && padded; ++y)
    for (int64_t k = 0; k < columns.kernel; ++k) {
      Value line = makeSlice(node, padded, 2, y * rows.dilation, rows.output,
                             rows.stride);
      Value candidate = makeSlice(node, line, 3, k * columns.dilation,
                                  columns.output, columns.stride);
      Value isBetter = node.create<LessOp>(best, candidate);
      best = node.create<SelectOp>(ValueRange{isBetter, candidate, best});
      Value here = node.number(y * rows.dilation * rows.distance +
                                   k * columns.dilation * columns.distance,
                               element);
      place = node.create<SelectOp>(ValueRange{isBetter, here, place});
    }
  Value base = makeSums(node, rows.getBase(), columns.getBase());
  Value index = node.create<AddOp>(place, base);
  return node.create<AddOp>(index, makePlanes(node, input));
}
