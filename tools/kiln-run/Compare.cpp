// The comparison of Compare.h. What is done about a difference is Report's.

#include "Compare.h"
#include <cmath>
#include <limits>

using namespace llvm;
using namespace kiln::run;

/// |got - expected|, or infinity where that difference has no meaning.
static double absoluteError(double got, double expected) {
  if (got == expected || (std::isnan(got) && std::isnan(expected)))
    return 0;
  if (!std::isfinite(got) || !std::isfinite(expected))
    return std::numeric_limits<double>::infinity();
  return std::abs(got - expected);
}

Comparison kiln::run::compare(const Elements &got, const Elements &expected,
                              const Tolerance &tolerance) {
  Comparison result;
  result.count = got.size();
  double worstExcess = 0;
  for (int64_t i = 0; i < got.size(); i++) {
    Number value = got[i], wanted = expected[i];
    if (value == wanted)
      continue;
    double error = absoluteError(toDouble(value), toDouble(wanted));
    result.maxAbsoluteError = std::max(result.maxAbsoluteError, error);
    double excess = error;
    if (got.type->isFloat()) {
      double size = std::abs(toDouble(wanted));
      excess -= tolerance.absolute;
      excess -= std::isfinite(size) ? tolerance.relative * size : 0;
    } else {
      // Large integers may differ and yet be the same double.
      excess = std::max(excess, 1.0);
    }
    if (excess <= 0 || (error == 0 && got.type->isFloat()))
      continue;
    result.failures++;
    if (excess > worstExcess) {
      worstExcess = excess;
      result.worst = i;
      result.got = value;
      result.expected = wanted;
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
