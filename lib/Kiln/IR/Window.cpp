// Sliding-window arithmetic, see Window.h. Bounded arguments keep every
// intermediate value within 64 bits, so there is no checked arithmetic below
// the checks at the top.

#include "Kiln/IR/Window.h"
#include "Kiln/IR/Shapes.h"

/// A dimension, which input and kernel are, may be as large as a tensor.
static bool inRange(int64_t value, int64_t low) {
  return value >= low && value <= kiln::kMaxElements;
}

std::optional<int64_t> kiln::windowExtent(int64_t kernel, int64_t dilation) {
  if (!inRange(kernel, 1) || !inRange(dilation, 1))
    return std::nullopt;
  return (kernel - 1) * dilation + 1;
}

std::optional<int64_t> kiln::windowOutputSize(int64_t input, int64_t kernel,
                                              int64_t stride, int64_t padLow,
                                              int64_t padHigh, int64_t dilation,
                                              bool ceilMode) {
  std::optional<int64_t> extent = windowExtent(kernel, dilation);
  if (!extent || !inRange(input, 1) || !inRange(stride, 1) ||
      !inRange(padLow, 0) || !inRange(padHigh, 0))
    return std::nullopt;
  int64_t room = input + padLow + padHigh - *extent;
  if (room < 0)
    return std::nullopt;
  int64_t steps = room / stride;
  // The rounded-up window must start on the input or the padding before it.
  if (ceilMode && room % stride != 0 && (steps + 1) * stride < input + padLow)
    ++steps;
  return steps + 1;
}
