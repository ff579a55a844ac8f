// Casts, comparisons, logic, and elements from computed places.

#include "Kernels.h"
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace kiln;
using namespace kiln::reference;

/// A real as an integer of `type`: towards zero, and within the type's bounds.
static double toInteger(double value, mlir::IntegerType type) {
  bool isUnsigned = type.isUnsigned();
  int bits = type.getWidth() - (isUnsigned ? 0 : 1);
  double low = isUnsigned ? 0.0 : -std::ldexp(1.0, bits);
  if (std::isnan(value))
    return 0.0;
  return std::clamp(std::trunc(value), low, std::ldexp(1.0, bits) - 1);
}

Tensor kiln::reference::evaluateOp(CastOp op, Operands operands) {
  mlir::Type from = op.getInput().getType().getElementType();
  mlir::Type to = op.getType().getElementType();
  auto integer = llvm::dyn_cast<mlir::IntegerType>(to);
  Tensor result = *operands[0];
  for (double &value : result.values) {
    if (to.isInteger(1))
      value = value != 0;
    else if (integer && llvm::isa<mlir::FloatType>(from))
      value = toInteger(value, integer);
    else
      value = wrapAround(value, to);
  }
  return result;
}

Tensor kiln::reference::evaluateOp(EqualOp op, Operands operands) {
  return evaluateBinary(op, operands,
                        [](double a, double b) { return a == b; });
}

Tensor kiln::reference::evaluateOp(LessOp op, Operands operands) {
  return evaluateBinary(op, operands, [](double a, double b) { return a < b; });
}

Tensor kiln::reference::evaluateOp(LessEqualOp op, Operands operands) {
  return evaluateBinary(op, operands,
                        [](double a, double b) { return a <= b; });
}

Tensor kiln::reference::evaluateOp(AndOp op, Operands operands) {
  return evaluateBinary(op, operands, [](double a, double b) -> double {
    return int64_t(a) & int64_t(b);
  });
}

Tensor kiln::reference::evaluateOp(OrOp op, Operands operands) {
  return evaluateBinary(op, operands, [](double a, double b) -> double {
    return int64_t(a) | int64_t(b);
  });
}

Tensor kiln::reference::evaluateOp(XorOp op, Operands operands) {
  return evaluateBinary(op, operands, [](double a, double b) -> double {
    return int64_t(a) ^ int64_t(b);
  });
}

Tensor kiln::reference::evaluateOp(SelectOp op, Operands operands) {
  Tensor result = makeResult(op);
  forEachIndex(result.shape, [&](llvm::ArrayRef<int64_t> at) {
    bool condition = broadcastAt(*operands[0], at) != 0;
    result.at(at) = broadcastAt(*operands[condition ? 1 : 2], at);
  });
  return result;
}

Tensor kiln::reference::evaluateOp(GatherOp op, Operands operands) {
  const Tensor &input = *operands[0], &indices = *operands[1];
  Tensor result = makeResult(op);
  int64_t axis = op.getAxis(), size = input.shape[axis];
  forEachIndex(result.shape, [&](llvm::ArrayRef<int64_t> at) {
    double index = indices.at(at.slice(axis, indices.rank()));
    if (index < 0)
      index += size;
    llvm::SmallVector<int64_t> source(at.take_front(axis));
    source.push_back(std::clamp<double>(index, 0, size - 1));
    source.append(at.begin() + axis + indices.rank(), at.end());
    result.at(at) = input.at(source);
  });
  return result;
}

Tensor kiln::reference::evaluateOp(TopKOp op, Operands operands) {
  const Tensor &input = *operands[0];
  Tensor result = makeResult(op);
  int64_t axis = op.getAxis();
  llvm::SmallVector<int64_t> lines = input.shape;
  lines[axis] = 1;
  forEachIndex(lines, [&](llvm::ArrayRef<int64_t> line) {
    llvm::SmallVector<int64_t> at(line);
    auto element = [&](int64_t i) {
      at[axis] = i;
      return input.at(at);
    };
    std::vector<int64_t> order(input.shape[axis]);
    std::iota(order.begin(), order.end(), 0);
    // Of equal elements the first comes first. (std::stable_sort would do, but
    // GCC's calls what clang takes for deprecated.)
    std::sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
      double x = element(a), y = element(b);
      if (x != y)
        return op.getLargest() ? x > y : x < y;
      return a < b;
    });
    for (int64_t i = 0; i < int64_t(op.getK()); ++i) {
      at[axis] = i;
      result.at(at) = order[i];
    }
  });
  return result;
}
