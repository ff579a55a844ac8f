// The places and weights of resampling, as the description of kiln.resize2d
// has them.

#include "Sampling.h"
#include <cfloat>
#include <cmath>

using namespace kiln;

Sampling::Sampling(Resize2DOp op, unsigned axis)
    : size(op.getInput().getType().getShape()[2 + axis]),
      result(op.getSizes()[axis]), scale(op.getScales()[axis]),
      mode(op.getMode()), coordinates(op.getCoordinates()),
      cubicCoeff(op.getCubicCoeff().convertToFloat()),
      excludesOutside(op.getExcludeOutside()), isAntialiased(op.getAntialias()),
      isCrop(coordinates == "tf_crop_and_resize"),
      radius(mode == "linear"  ? 1
             : mode == "cubic" ? 2
                               : 0) {
  if (auto roi = op.getRoi()) {
    roiStart = (*roi)[axis];
    roiEnd = (*roi)[2 + axis];
  }
}

bool Sampling::isIdentity() const {
  return size == result && scale == 1.0f && !isCrop;
}

/// Computed in f32, so that dividing by a rounded scale such as 1/3 gives whole
/// numbers.
float Sampling::placeOf(int64_t r) const {
  if (coordinates == "asymmetric")
    return r / scale;
  if (coordinates == "tf_half_pixel_for_nn")
    return (r + 0.5f) / scale;
  if (coordinates == "align_corners")
    return result == 1 ? 0.0f : float(r) * (size - 1) / (result - 1);
  if (isCrop && result == 1)
    return 0.5f * (roiStart + roiEnd) * (size - 1);
  if (isCrop)
    return roiStart * (size - 1) +
           float(r) * (roiEnd - roiStart) * (size - 1) / (result - 1);
  if (coordinates == "pytorch_half_pixel" && result == 1)
    return 0.0f;
  float place = (r + 0.5f) / scale - 0.5f;
  if (coordinates == "half_pixel_symmetric")
    place += size / 2.0f * (1 - result / (scale * size));
  return place;
}

bool Sampling::isOutside(int64_t r) const {
  float place = placeOf(r);
  return isCrop && !(place >= 0 && place <= size - 1);
}

/// A place halfway between two elements that a rounded scale has moved is still
/// halfway.
float Sampling::nearest(float place) const {
  float low = std::floor(place), high = std::ceil(place);
  if (mode == "floor")
    return low;
  if (mode == "ceil")
    return high;
  float beyondHalf = place - (low + 0.5f);
  if (std::fabs(beyondHalf) <= FLT_EPSILON * std::max(1.0f, std::fabs(place)))
    return mode == "round_prefer_floor" ? low : high;
  return beyondHalf < 0 ? low : high;
}

/// The weight of an element at `distance`, in the unit in which neighbours are
/// 1 apart. The cubic one is R. Keys, "Cubic convolution interpolation for
/// digital image processing" (1981).
double Sampling::kernel(double distance) const {
  double t = std::fabs(distance), a = cubicCoeff;
  if (radius == 1)
    return std::max(0.0, 1 - t);
  if (t < 1)
    return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
}

Taps Sampling::getNeighbours(int64_t r) const {
  float place = placeOf(r);
  // A place far outside has the same neighbours as one next to the border.
  double most = 4.0 * size + 4;
  place = std::clamp<double>(place, -most, most);
  if (!isMixed())
    return {{int64_t(nearest(place)), 1.0f}};
  double stretch =
      isAntialiased ? std::clamp<double>(scale, 1.0 / size, 1.0) : 1.0;
  double reach = radius / stretch, sum = 0;
  int64_t first = int64_t(std::floor(place - reach)) + 1;
  int64_t last = int64_t(std::ceil(place + reach)) - 1;
  llvm::SmallVector<double> weights;
  for (int64_t k = first; k <= last; ++k) {
    weights.push_back(kernel(stretch * (k - double(place))));
    sum += weights.back();
  }
  Taps taps;
  for (auto [i, weight] : llvm::enumerate(weights))
    taps.push_back(
        {first + int64_t(i), float(isAntialiased ? weight / sum : weight)});
  return taps;
}

Taps Sampling::getTaps(int64_t r) const {
  Taps taps;
  double sum = 0;
  auto add = [&](int64_t index, float weight) {
    if (!taps.empty() && taps.back().index == index)
      taps.back().weight += weight;
    else
      taps.push_back({index, weight});
  };
  Taps neighbours = getNeighbours(r);
  auto isInside = [&](const Tap &tap) {
    return tap.index >= 0 && tap.index < size;
  };
  for (const Tap &tap : neighbours)
    if (isInside(tap))
      sum += tap.weight;
  // Without any weight inside, only the border is left to take.
  bool excludes = excludesOutside && isMixed() && sum != 0;
  for (const Tap &tap : neighbours) {
    if (excludes && !isInside(tap))
      continue;
    add(std::clamp<int64_t>(tap.index, 0, size - 1),
        excludes ? float(tap.weight / sum) : tap.weight);
  }
  llvm::erase_if(taps, [](const Tap &tap) { return tap.weight == 0; });
  return taps;
}
