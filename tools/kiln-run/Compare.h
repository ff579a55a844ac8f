// Comparing an output with what it is expected to be.

#ifndef KILN_RUN_COMPARE_H
#define KILN_RUN_COMPARE_H

#include "Elements.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <string>

namespace kiln::run {

/// A real passes if |got - expected| <= absolute + relative * |expected|;
/// integers and bools pass if they are equal.
struct Tolerance {
  double relative = 1e-3;
  double absolute = 1e-5;
};

struct Comparison {
  /// Largest |got - expected|; infinite where only one is NaN or infinite.
  double maxAbsoluteError = 0;
  int64_t count = 0;
  int64_t failures = 0;
  /// Row-major index of the element that exceeds its tolerance most, and its
  /// values; meaningful if failures > 0.
  int64_t worst = 0;
  Number got, expected;

  bool passed() const { return failures == 0; }
};

/// Compares two tensors of the same type and length. NaN equals NaN, and
/// infinity equals infinity of the same sign.
Comparison compare(const Elements &got, const Elements &expected,
                   const Tolerance &tolerance);

/// The index tuple, such as "[0, 3]", of the element at row-major `index`.
llvm::SmallVector<int64_t> unflatten(int64_t index,
                                     llvm::ArrayRef<int64_t> shape);

} // namespace kiln::run

#endif // KILN_RUN_COMPARE_H
