// Convolution and pooling, element by element of the result.

#include "Kernels.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace kiln;
using namespace kiln::reference;

namespace {

/// The sliding window of an op along height (0) and width (1).
struct Window {
  llvm::ArrayRef<int64_t> kernel, strides, pads, dilations, input;

  /// The input's row or column under element `k` of the window at `out`; it
  /// may lie outside the input.
  int64_t source(int dim, int64_t out, int64_t k) const {
    return out * strides[dim] + k * dilations[dim] - pads[dim];
  }
  bool isInside(int dim, int64_t place) const {
    return place >= 0 && place < input[dim];
  }
  /// Whether `place` is in the input or in its padding.
  bool isPadded(int dim, int64_t place) const {
    return place >= -pads[dim] && place < input[dim] + pads[dim + 2];
  }

  /// Calls `visit(i, j, y, x)` for each element (i, j) of the window at (oy,
  /// ox), with the place (y, x) it covers.
  template <typename Visitor>
  void forEach(int64_t oy, int64_t ox, Visitor visit) const {
    for (int64_t i = 0; i < kernel[0]; ++i)
      for (int64_t j = 0; j < kernel[1]; ++j)
        visit(i, j, source(0, oy, i), source(1, ox, j));
  }
};

template <typename PoolOp> Window poolWindow(PoolOp op, const Tensor &input) {
  return {op.getKernel(), op.getStrides(), op.getPads(), op.getDilations(),
          llvm::ArrayRef(input.shape).take_back(2)};
}

} // namespace

/// Row by row of the result, each the sum of weighted rows of the input: the
/// order in which they lie in memory.
Tensor kiln::reference::evaluateOp(Conv2DOp op, Operands operands) {
  const Tensor &input = *operands[0], &filter = *operands[1];
  Tensor result = makeResult(op);
  Window window{llvm::ArrayRef(filter.shape).take_back(2), op.getStrides(),
                op.getPads(), op.getDilations(),
                llvm::ArrayRef(input.shape).take_back(2)};
  int64_t groupOutputs = result.shape[1] / op.getGroups();
  int64_t groupInputs = filter.shape[1], width = result.shape[3];
  forEachIndexInParallel(
      llvm::ArrayRef(result.shape).drop_back(),
      [&](llvm::ArrayRef<int64_t> at) {
        int64_t n = at[0], o = at[1], oy = at[2];
        int64_t firstChannel = o / groupOutputs * groupInputs;
        double *sums = &result.at({n, o, oy, 0});
        std::fill_n(sums, width,
                    operands.size() > 2 ? operands[2]->values[o] : 0.0);
        for (int64_t c = 0; c < groupInputs; ++c)
          for (int64_t i = 0; i < window.kernel[0]; ++i) {
            int64_t y = window.source(0, oy, i);
            if (!window.isInside(0, y))
              continue;
            const double *row =
                &input.values[input.position({n, firstChannel + c, y, 0})];
            for (int64_t j = 0; j < window.kernel[1]; ++j) {
              double weight = filter.at({o, c, i, j});
              for (int64_t ox = 0; ox < width; ++ox) {
                int64_t x = window.source(1, ox, j);
                if (window.isInside(1, x))
                  sums[ox] += weight * row[x];
              }
            }
          }
      });
  return result;
}

Tensor kiln::reference::evaluateOp(MaxPool2DOp op, Operands operands) {
  const Tensor &input = *operands[0];
  Tensor result = makeResult(op);
  Window window = poolWindow(op, input);
  forEachIndex(result.shape, [&](llvm::ArrayRef<int64_t> at) {
    double largest = -std::numeric_limits<double>::infinity();
    window.forEach(at[2], at[3], [&](int64_t, int64_t, int64_t y, int64_t x) {
      if (!window.isInside(0, y) || !window.isInside(1, x))
        return;
      double value = input.at({at[0], at[1], y, x});
      if (value > largest || std::isnan(value))
        largest = value;
    });
    result.at(at) = largest;
  });
  return result;
}

Tensor kiln::reference::evaluateOp(AvgPool2DOp op, Operands operands) {
  const Tensor &input = *operands[0];
  Tensor result = makeResult(op);
  Window window = poolWindow(op, input);
  forEachIndex(result.shape, [&](llvm::ArrayRef<int64_t> at) {
    double sum = 0.0, count = 0.0;
    window.forEach(at[2], at[3], [&](int64_t, int64_t, int64_t y, int64_t x) {
      bool inside = window.isInside(0, y) && window.isInside(1, x);
      bool padded = window.isPadded(0, y) && window.isPadded(1, x);
      if (inside)
        sum += input.at({at[0], at[1], y, x});
      if (inside || (op.getCountIncludePad() && padded))
        count += 1.0;
    });
    result.at(at) = sum / count;
  });
  return result;
}

Tensor kiln::reference::evaluateOp(GlobalAvgPoolOp op, Operands operands) {
  const Tensor &input = *operands[0];
  Tensor result = makeResult(op);
  forEachIndex(input.shape, [&](llvm::ArrayRef<int64_t> at) {
    result.at({at[0], at[1], 0, 0}) += input.at(at);
  });
  for (double &value : result.values)
    value /= input.shape[2] * input.shape[3];
  return result;
}

/// Scatters each input element, as the op's description defines it.
Tensor kiln::reference::evaluateOp(ConvTranspose2DOp op, Operands operands) {
  const Tensor &input = *operands[0], &filter = *operands[1];
  Tensor result = makeResult(op);
  if (operands.size() > 2)
    forEachIndex(result.shape, [&](llvm::ArrayRef<int64_t> at) {
      result.at(at) = operands[2]->values[at[1]];
    });
  int64_t outputs = filter.shape[1];
  int64_t inputs = input.shape[1] / int64_t(op.getGroups());
  forEachIndex(input.shape, [&](llvm::ArrayRef<int64_t> at) {
    for (int64_t o = 0; o < outputs; ++o) {
      for (int64_t i = 0; i < filter.shape[2]; ++i) {
        for (int64_t j = 0; j < filter.shape[3]; ++j) {
          int64_t y = at[2] * op.getStrides()[0] + i * op.getDilations()[0] -
                      op.getPads()[0];
          int64_t x = at[3] * op.getStrides()[1] + j * op.getDilations()[1] -
                      op.getPads()[1];
          if (y < 0 || x < 0 || y >= result.shape[2] || x >= result.shape[3])
            continue;
          result.at({at[0], at[1] / inputs * outputs + o, y, x}) +=
              input.at(at) * filter.at({at[1], o, i, j});
        }
      }
    }
  });
  return result;
}
