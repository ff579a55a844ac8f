// What counts as equal.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Verify/Verify.h"
#include "mlir/IR/TypeUtilities.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace kiln;
using namespace kiln::verify;
using reference::Tensor;

double kiln::verify::getTolerance(Operation *op) {
  if (isa<ReluOp, MaxOp, MinOp, AbsOp, ClipOp, FloorOp, CeilOp, RoundOp,
          MaxPool2DOp, ReduceMaxOp, ReduceMinOp, ReshapeOp, FlattenOp,
          TransposeOp, ConcatOp, PadOp, SliceOp, CastOp, RemOp, SelectOp,
          GatherOp>(op) ||
      isa<IntegerType>(getElementTypeOrSelf(op->getResult(0).getType())))
    return 0;
  // Sums of thousands of products.
  if (isa<Conv2DOp, ConvTranspose2DOp, GemmOp, MatmulOp>(op))
    return 5e-5;
  return 1e-5;
}

/// What becomes of denormals, weights among them, is smaller than this.
static constexpr double negligible = 1e-30;

/// |got - expected|, or infinity where that difference has no meaning.
static double absoluteError(double got, double expected) {
  if (got == expected || (std::isnan(got) && std::isnan(expected)))
    return 0;
  if (!std::isfinite(got) || !std::isfinite(expected))
    return std::numeric_limits<double>::infinity();
  double error = std::abs(got - expected);
  return error < negligible ? 0 : error;
}

double kiln::verify::roundTo(Type type, double value) {
  return getElementTypeOrSelf(type).isF32() ? double(float(value)) : value;
}

Difference kiln::verify::compare(const Tensor &got, const Tensor &expected,
                                 Type type, double tolerance) {
  double scale = 0;
  for (double value : expected.values)
    if (std::isfinite(roundTo(type, value)))
      scale = std::max(scale, std::abs(value));
  Difference result;
  result.tolerance = tolerance;
  result.count = expected.values.size();
  result.shape = expected.shape;
  for (auto [i, value, exact] : llvm::enumerate(got.values, expected.values)) {
    double wanted = roundTo(type, exact);
    double error = absoluteError(value, wanted);
    if (error == 0)
      continue;
    if (scale > 0)
      error /= scale;
    result.failures += error > tolerance;
    if (error <= result.error)
      continue;
    result.error = error;
    result.worst = i;
    result.got = value;
    result.expected = wanted;
  }
  return result;
}
