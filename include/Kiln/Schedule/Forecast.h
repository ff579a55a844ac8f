// What the cost model expects of a scheduled op, for people: reports show it.
// No schedule depends on it.

#ifndef KILN_SCHEDULE_FORECAST_H
#define KILN_SCHEDULE_FORECAST_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>
#include <string>

namespace kiln {

struct Forecast {
  /// "direct", "depthwise" or "winograd F(4x4, 3x3)".
  std::string algorithm;
  /// Of one call on one core. What follows the op in its loops takes none, nor
  /// does bringing in data, but for the filters of Winograd's algorithm.
  double cycles;
};

/// What to expect of a contraction on the blocked layout that has a schedule;
/// nothing for any other op.
std::optional<Forecast> forecast(mlir::linalg::LinalgOp op);

} // namespace kiln

#endif // KILN_SCHEDULE_FORECAST_H
