// Which elements of an axis each place of a resized one is made of. Numbers
// only; Resize.cpp makes ops of them.

#ifndef KILN_LIB_CONVERSION_SAMPLING_H
#define KILN_LIB_CONVERSION_SAMPLING_H

#include "Kiln/IR/Kiln.h"

namespace kiln {

/// A share of `weight` of the element at `index`.
struct Tap {
  int64_t index;
  float weight;
};
using Taps = llvm::SmallVector<Tap, 4>;

/// One axis of a kiln.resize2d: 0 for height, 1 for width.
class Sampling {
public:
  Sampling(Resize2DOp op, unsigned axis);

  int64_t getSize() const { return size; }
  int64_t getResult() const { return result; }
  /// Whether elements are mixed, rather than picked.
  bool isMixed() const { return radius != 0; }
  /// How far from its place a neighbour can be, when the axis grows.
  int64_t getRadius() const { return radius; }

  /// Whether all places stay as they are.
  bool isIdentity() const;
  /// Whether each place is treated as if the input had no borders but repeated
  /// its edges.
  bool repeatsEdges() const { return !excludesOutside && !isCrop; }
  /// Whether place `r` lies outside the input and gets a value of its own.
  bool isOutside(int64_t r) const;

  /// What place `r` of the result is made of, at ascending indices without
  /// gaps, some of them maybe outside the input.
  Taps getNeighbours(int64_t r) const;
  /// The same with borders treated: at ascending indices in the input, none
  /// with weight 0.
  Taps getTaps(int64_t r) const;

private:
  float placeOf(int64_t r) const;
  float nearest(float place) const;
  double kernel(double distance) const;

  int64_t size, result;
  float scale;
  llvm::StringRef mode, coordinates;
  float roiStart = 0, roiEnd = 1;
  double cubicCoeff;
  bool excludesOutside, isAntialiased, isCrop;
  /// 1 for linear, 2 for cubic, 0 when the nearest element is picked.
  int64_t radius;
};

} // namespace kiln

#endif // KILN_LIB_CONVERSION_SAMPLING_H
