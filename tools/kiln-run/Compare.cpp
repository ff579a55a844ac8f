// The comparison of Compare.h. What is done about a difference is Report's.

#include "Compare.h"
#include <cmath>
#include <limits>

using namespace llvm;
using namespace kiln::run;

/// |got - expected|, or infinity where that difference has no meaning.
static double absoluteError(float got, float expected) {
  if (got == expected || (std::isnan(got) && std::isnan(expected)))
    return 0;
  if (!std::isfinite(got) || !std::isfinite(expected))
    return std::numeric_limits<double>::infinity();
  return std::abs(double(got) - double(expected));
}

Comparison kiln::run::compare(ArrayRef<float> got, ArrayRef<float> expected,
                              const Tolerance &tolerance) {
  Comparison result;
  result.count = got.size();
  double worstExcess = 0;
  for (size_t i = 0; i < got.size(); i++) {
    double error = absoluteError(got[i], expected[i]);
    result.maxAbsoluteError = std::max(result.maxAbsoluteError, error);
    if (error == 0)
      continue;
    double magnitude = std::isfinite(expected[i]) ? std::abs(expected[i]) : 0;
    double excess =
        error - (tolerance.absolute + tolerance.relative * magnitude);
    if (excess <= 0)
      continue;
    result.failures++;
    if (excess > worstExcess) {
      worstExcess = excess;
      result.worst = i;
      result.got = got[i];
      result.expected = expected[i];
    }
  }
  return result;
}

SmallVector<int64_t> kiln::run::unflatten(int64_t index,
                                          ArrayRef<int64_t> shape) {
  SmallVector<int64_t> tuple(shape.size(), 0);
  for (size_t i = shape.size(); i-- > 0; index /= shape[i])
    tuple[i] = index % shape[i];
  return tuple;
}
