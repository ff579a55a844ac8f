// The arithmetic of sliding windows: how many places a kernel has in a padded
// input. The dialect's shape inference, the importer and the conversions all
// use this one function. Shapes without windows are in Shapes.h.

#ifndef KILN_IR_WINDOW_H
#define KILN_IR_WINDOW_H

#include <cstdint>
#include <optional>

namespace kiln {

/// Largest stride, padding or dilation that an op may have; sums and products
/// of two such numbers and a dimension fit in 64 bits.
inline constexpr int64_t kMaxWindowValue = (int64_t{1} << 31) - 1;

/// Number of input elements from the first to the last that one window
/// touches: (kernel - 1) * dilation + 1. Fails when `kernel` or `dilation` is
/// not within 1 to 2^31.
std::optional<int64_t> windowExtent(int64_t kernel, int64_t dilation);

/// Number of window positions along one dimension of `input` elements that has
/// `padLow` elements of padding before it and `padHigh` after it. With
/// `ceilMode` a last window may reach beyond the padded input, unless it would
/// start beyond the input's last element (ONNX's rule). Fails when an argument
/// is out of range or not even one window fits; never overflows.
std::optional<int64_t> windowOutputSize(int64_t input, int64_t kernel,
                                        int64_t stride, int64_t padLow,
                                        int64_t padHigh, int64_t dilation,
                                        bool ceilMode);

} // namespace kiln

#endif // KILN_IR_WINDOW_H
