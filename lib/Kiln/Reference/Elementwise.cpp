// Activations, normalization and arithmetic with broadcasting.

#include "Kernels.h"
#include "mlir/IR/TypeUtilities.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace kiln;
using namespace kiln::reference;

double kiln::reference::wrapAround(double value, mlir::Type type) {
  auto integer = llvm::dyn_cast<mlir::IntegerType>(type);
  if (!integer)
    return value;
  double range = std::ldexp(1.0, integer.getWidth());
  bool isUnsigned = integer.isUnsigned() || integer.getWidth() == 1;
  double low = isUnsigned ? 0.0 : -range / 2;
  // What fits is left alone: a range of 2^64 would take its last digits.
  if (value < low || value >= low + range)
    value -= range * std::floor((value - low) / range);
  return value;
}

Tensor kiln::reference::evaluateBinary(
    mlir::Operation *op, Operands operands,
    llvm::function_ref<double(double, double)> function) {
  Tensor result = makeResult(op);
  mlir::Type type = mlir::getElementTypeOrSelf(op->getResult(0).getType());
  forEachIndex(result.shape, [&](llvm::ArrayRef<int64_t> at) {
    double value =
        function(broadcastAt(*operands[0], at), broadcastAt(*operands[1], at));
    result.at(at) = wrapAround(value, type);
  });
  return result;
}

Tensor kiln::reference::evaluateOp(AddOp op, Operands operands) {
  return evaluateBinary(op, operands, [](double a, double b) { return a + b; });
}

Tensor kiln::reference::evaluateOp(SubOp op, Operands operands) {
  return evaluateBinary(op, operands, [](double a, double b) { return a - b; });
}

Tensor kiln::reference::evaluateOp(MulOp op, Operands operands) {
  return evaluateBinary(op, operands, [](double a, double b) { return a * b; });
}

Tensor kiln::reference::evaluateOp(DivOp op, Operands operands) {
  if (llvm::isa<mlir::IntegerType>(op.getType().getElementType()))
    return evaluateBinary(op, operands, [](double a, double b) {
      return b == 0 ? 0 : std::trunc(a / b);
    });
  return evaluateBinary(op, operands, [](double a, double b) { return a / b; });
}

Tensor kiln::reference::evaluateOp(RemOp op, Operands operands) {
  bool isInteger = llvm::isa<mlir::IntegerType>(op.getType().getElementType());
  return evaluateBinary(op, operands, [&](double a, double b) {
    return isInteger && b == 0 ? 0 : std::fmod(a, b);
  });
}

/// NaN if either is, as std::max and std::min are not.
static double larger(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? a + b : std::max(a, b);
}

static double smaller(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? a + b : std::min(a, b);
}

Tensor kiln::reference::evaluateOp(MaxOp op, Operands operands) {
  return evaluateBinary(op, operands, larger);
}

Tensor kiln::reference::evaluateOp(MinOp op, Operands operands) {
  return evaluateBinary(op, operands, smaller);
}

Tensor kiln::reference::evaluateOp(PowOp op, Operands operands) {
  return evaluateBinary(op, operands,
                        [](double a, double b) { return std::pow(a, b); });
}

template <typename Function>
static Tensor evaluateUnary(Operands operands, Function function) {
  Tensor result = *operands[0];
  for (double &value : result.values)
    value = function(value);
  return result;
}

Tensor kiln::reference::evaluateOp(ReluOp, Operands operands) {
  return evaluateUnary(
      operands, [](double x) { return std::isnan(x) || x > 0.0 ? x : 0.0; });
}

Tensor kiln::reference::evaluateOp(LeakyReluOp op, Operands operands) {
  double alpha = op.getAlpha().convertToFloat();
  return evaluateUnary(operands,
                       [&](double x) { return x >= 0.0 ? x : alpha * x; });
}

Tensor kiln::reference::evaluateOp(SigmoidOp, Operands operands) {
  return evaluateUnary(operands,
                       [](double x) { return 1.0 / (1.0 + std::exp(-x)); });
}

Tensor kiln::reference::evaluateOp(TanhOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::tanh(x); });
}

Tensor kiln::reference::evaluateOp(ClipOp op, Operands operands) {
  double low = op.getMin().convertToFloat();
  double high = op.getMax().convertToFloat();
  return evaluateUnary(operands, [&](double x) {
    return std::isnan(x) ? x : std::min(std::max(x, low), high);
  });
}

Tensor kiln::reference::evaluateOp(ExpOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::exp(x); });
}

Tensor kiln::reference::evaluateOp(LogOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::log(x); });
}

Tensor kiln::reference::evaluateOp(SqrtOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::sqrt(x); });
}

Tensor kiln::reference::evaluateOp(ErfOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::erf(x); });
}

Tensor kiln::reference::evaluateOp(AbsOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::fabs(x); });
}

Tensor kiln::reference::evaluateOp(FloorOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::floor(x); });
}

Tensor kiln::reference::evaluateOp(CeilOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::ceil(x); });
}

Tensor kiln::reference::evaluateOp(RoundOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::nearbyint(x); });
}

Tensor kiln::reference::evaluateOp(SinOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::sin(x); });
}

Tensor kiln::reference::evaluateOp(CosOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::cos(x); });
}

Tensor kiln::reference::evaluateOp(AtanOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::atan(x); });
}

Tensor kiln::reference::evaluateOp(Log1pOp, Operands operands) {
  return evaluateUnary(operands, [](double x) { return std::log1p(x); });
}

Tensor kiln::reference::evaluateOp(EluOp op, Operands operands) {
  double alpha = op.getAlpha().convertToFloat();
  return evaluateUnary(
      operands, [&](double x) { return x >= 0.0 ? x : alpha * std::expm1(x); });
}

Tensor kiln::reference::evaluateOp(SoftmaxOp op, Operands operands) {
  const Tensor &input = *operands[0];
  int64_t axis = op.getAxis();
  // One element for each line along the axis.
  llvm::SmallVector<int64_t> lines = input.shape;
  lines[axis] = 1;
  Tensor largest(lines), sum(lines), result(input.shape);
  std::fill(largest.values.begin(), largest.values.end(),
            -std::numeric_limits<double>::infinity());
  auto lineOf = [&](llvm::ArrayRef<int64_t> at) {
    llvm::SmallVector<int64_t> line(at);
    line[axis] = 0;
    return line;
  };
  forEachIndex(input.shape, [&](llvm::ArrayRef<int64_t> at) {
    double &line = largest.at(lineOf(at));
    line = std::max(line, input.at(at));
  });
  forEachIndex(input.shape, [&](llvm::ArrayRef<int64_t> at) {
    result.at(at) = std::exp(input.at(at) - largest.at(lineOf(at)));
    sum.at(lineOf(at)) += result.at(at);
  });
  forEachIndex(input.shape, [&](llvm::ArrayRef<int64_t> at) {
    result.at(at) /= sum.at(lineOf(at));
  });
  return result;
}

Tensor kiln::reference::evaluateOp(BatchNormOp op, Operands operands) {
  const Tensor &input = *operands[0];
  auto channel = [&](int operand, llvm::ArrayRef<int64_t> at) {
    return operands[operand]->values[at[1]];
  };
  double epsilon = op.getEpsilon().convertToFloat();
  Tensor result = makeResult(op);
  forEachIndex(input.shape, [&](llvm::ArrayRef<int64_t> at) {
    result.at(at) = (input.at(at) - channel(3, at)) * channel(1, at) /
                        std::sqrt(channel(4, at) + epsilon) +
                    channel(2, at);
  });
  return result;
}

Tensor kiln::reference::evaluateOp(LRNOp op, Operands operands) {
  const Tensor &input = *operands[0];
  int64_t last = input.shape[1] - 1, size = op.getSize();
  double alpha = op.getAlpha().convertToFloat(),
         beta = op.getBeta().convertToFloat(),
         bias = op.getBias().convertToFloat();
  Tensor result = makeResult(op);
  forEachIndex(input.shape, [&](llvm::ArrayRef<int64_t> at) {
    llvm::SmallVector<int64_t> near(at);
    double sum = 0;
    for (int64_t d = std::max<int64_t>(0, at[1] - (size - 1) / 2),
                 end = std::min(last, at[1] + size / 2);
         d <= end; ++d) {
      near[1] = d;
      sum += input.at(near) * input.at(near);
    }
    result.at(at) = input.at(at) / std::pow(bias + alpha / size * sum, beta);
  });
  return result;
}

template <typename ReduceOp, typename Function>
static Tensor evaluateReduction(ReduceOp op, Operands operands, double neutral,
                                Function function) {
  Tensor result = makeResult(op);
  std::fill(result.values.begin(), result.values.end(), neutral);
  forEachIndex(operands[0]->shape, [&](llvm::ArrayRef<int64_t> at) {
    llvm::SmallVector<int64_t> target(at);
    for (int64_t axis : op.getAxes())
      target[axis] = 0;
    result.at(target) =
        wrapAround(function(result.at(target), operands[0]->at(at)),
                   op.getType().getElementType());
  });
  return result;
}

Tensor kiln::reference::evaluateOp(ReduceSumOp op, Operands operands) {
  return evaluateReduction(op, operands, 0.0,
                           [](double a, double b) { return a + b; });
}

Tensor kiln::reference::evaluateOp(ReduceProdOp op, Operands operands) {
  return evaluateReduction(op, operands, 1.0,
                           [](double a, double b) { return a * b; });
}

Tensor kiln::reference::evaluateOp(ReduceMaxOp op, Operands operands) {
  return evaluateReduction(op, operands,
                           -std::numeric_limits<double>::infinity(), larger);
}

Tensor kiln::reference::evaluateOp(ReduceMinOp op, Operands operands) {
  return evaluateReduction(op, operands,
                           std::numeric_limits<double>::infinity(), smaller);
}
