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
  if (coordinates == "asymmetric")
    return r / scale;
  if (size == 1 && coordinates != "half_pixel")
    return 0;
  if (coordinates == "align_corners")
    return r * (from - 1) / (size - 1);
  return (r + 0.5f) / scale - 0.5f;
}

/// Resizes height (axis 0) or width (axis 1).
static Tensor resizeAxis(Resize2DOp op, unsigned axis, const Tensor &input) {
  llvm::SmallVector<int64_t> shape = input.shape;
  unsigned dim = 2 + axis;
  shape[dim] = op.getSizes()[axis];
  Tensor result(shape);
  forEachIndex(shape, [&](llvm::ArrayRef<int64_t> at) {
    auto element = [&](float index) {
      llvm::SmallVector<int64_t> source(at);
      source[dim] = std::clamp<float>(index, 0, input.shape[dim] - 1);
      return input.at(source);
    };
    float place =
        placeOf(op, axis, at[dim], input.shape[dim], op.getSizes()[axis]);
    float low = std::floor(place), high = std::ceil(place);
    llvm::StringRef mode = op.getMode();
    double &value = result.at(at);
    if (mode == "linear") {
      double weight = place - low;
      value = element(low) * (1 - weight) + element(low + 1) * weight;
    } else if (mode == "floor" || mode == "ceil") {
      value = element(mode == "floor" ? low : high);
    } else if (place - low == 0.5f) {
      value = element(mode == "round_prefer_floor" ? low : high);
    } else {
      value = element(place - low < 0.5f ? low : high);
    }
  });
  return result;
}

Tensor kiln::reference::evaluateOp(Resize2DOp op, Operands operands) {
  return resizeAxis(op, 1, resizeAxis(op, 0, *operands[0]));
}
