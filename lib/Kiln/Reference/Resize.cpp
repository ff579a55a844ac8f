// Resampling of images, straight from the op's description.

#include "Kernels.h"
#include <algorithm>
#include <cmath>

using namespace kiln;
using namespace kiln::reference;

/// Where place `r` of `size` results lies among `from` elements. In f32, as
/// rounding decides which element is the nearest.
static float placeOf(Resize2DOp op, unsigned axis, float r, float from,
                     float size) {
  float scale = op.getScales()[axis];
  llvm::StringRef coordinates = op.getCoordinates();
  if (coordinates == "tf_crop_and_resize") {
    float start = (*op.getRoi())[axis], end = (*op.getRoi())[2 + axis];
    if (size == 1)
      return 0.5f * (start + end) * (from - 1);
    return start * (from - 1) + r * (end - start) * (from - 1) / (size - 1);
  }
  if (scale == 1 && from == size)
    return r;
  if (coordinates == "asymmetric")
    return r / scale;
  if (coordinates == "tf_half_pixel_for_nn")
    return (r + 0.5f) / scale;
  if (size == 1 &&
      (coordinates == "align_corners" || coordinates == "pytorch_half_pixel"))
    return 0;
  if (coordinates == "align_corners")
    return r * (from - 1) / (size - 1);
  float place = (r + 0.5f) / scale - 0.5f;
  if (coordinates == "half_pixel_symmetric")
    place += from / 2 * (1 - size / (scale * from));
  return place;
}

/// Keys' cubic kernel, as it is written in the paper.
static double cubic(double t, double a) {
  t = std::fabs(t);
  if (t <= 1)
    return (a + 2) * t * t * t - (a + 3) * t * t + 1;
  if (t < 2)
    return a * t * t * t - 5 * a * t * t + 8 * a * t - 4 * a;
  return 0;
}

/// The weighted mean around `place` of a line of `count` elements, where
/// `element` gives the one at an index in the line.
static double mix(Resize2DOp op, unsigned axis, double place, int64_t count,
                  llvm::function_ref<double(int64_t)> element) {
  bool isCubic = op.getMode() == "cubic";
  double scale = op.getScales()[axis], stretch = 1;
  if (op.getAntialias() && scale < 1)
    stretch = std::max(scale, 1.0 / count);
  int64_t reach = int64_t(std::ceil((isCubic ? 2 : 1) / stretch)) + 1;
  int64_t middle = int64_t(std::floor(place));
  double sum = 0, inside = 0, all = 0, insideSum = 0;
  for (int64_t k = middle - reach; k <= middle + reach; ++k) {
    double distance = (double(k) - place) * stretch;
    double weight = isCubic
                        ? cubic(distance, op.getCubicCoeff().convertToFloat())
                        : std::max(0.0, 1 - std::fabs(distance));
    if (weight == 0)
      continue;
    double value = element(std::clamp<int64_t>(k, 0, count - 1)) * weight;
    all += weight;
    sum += value;
    if (k >= 0 && k < count) {
      inside += weight;
      insideSum += value;
    }
  }
  if (op.getExcludeOutside() && inside != 0)
    return insideSum / inside;
  return op.getAntialias() ? sum / all : sum;
}

/// The element of a line of `count` that is next to `place`, as `mode` says.
static int64_t nearest(llvm::StringRef mode, float place, int64_t count) {
  float index = std::round(place);
  // What f32 cannot tell from a half is one.
  double half = std::floor(place) + 0.5;
  bool isHalfway = std::fabs(place - half) <=
                   std::ldexp(std::max(std::fabs(place), 1.0f), -23);
  if (mode == "floor" || (mode == "round_prefer_floor" && isHalfway))
    index = std::floor(place);
  if (mode == "ceil" || (mode == "round_prefer_ceil" && isHalfway))
    index = std::ceil(place);
  return std::clamp<float>(index, 0, count - 1);
}

/// Resizes height (axis 0) or width (axis 1).
static Tensor resizeAxis(Resize2DOp op, unsigned axis, const Tensor &input) {
  llvm::SmallVector<int64_t> shape = input.shape;
  unsigned dim = 2 + axis;
  int64_t count = shape[dim];
  shape[dim] = op.getSizes()[axis];
  Tensor result(shape);
  bool isMixed = op.getMode() == "linear" || op.getMode() == "cubic";
  bool isCrop = op.getCoordinates() == "tf_crop_and_resize";
  forEachIndex(shape, [&](llvm::ArrayRef<int64_t> at) {
    auto element = [&](int64_t index) {
      llvm::SmallVector<int64_t> source(at);
      source[dim] = index;
      return input.at(source);
    };
    float place = placeOf(op, axis, at[dim], count, shape[dim]);
    double &value = result.at(at);
    if (isCrop && !(place >= 0 && place <= count - 1))
      value = op.getExtrapolation().convertToFloat();
    else if (isMixed)
      value = mix(op, axis, place, count, element);
    else
      value = element(nearest(op.getMode(), place, count));
  });
  return result;
}

Tensor kiln::reference::evaluateOp(Resize2DOp op, Operands operands) {
  return resizeAxis(op, 1, resizeAxis(op, 0, *operands[0]));
}
