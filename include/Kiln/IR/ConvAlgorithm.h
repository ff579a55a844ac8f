// How the caller wants a convolution computed.

#ifndef KILN_IR_CONVALGORITHM_H
#define KILN_IR_CONVALGORITHM_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"
#include <optional>

namespace kiln {

/// Concerns the convolutions that Winograd's algorithm fits: kernels of 1, 3, 5
/// or 7 taps in each dimension but not 1x1, stride 1, no dilation, one group.
/// All others are computed directly.
enum class ConvAlgorithm {
  /// The faster way by the cost model.
  Auto,
  Direct,
  Winograd
};

/// "auto", "direct" or "winograd".
inline std::optional<ConvAlgorithm> parseConvAlgorithm(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<ConvAlgorithm>>(name)
      .Case("auto", ConvAlgorithm::Auto)
      .Case("direct", ConvAlgorithm::Direct)
      .Case("winograd", ConvAlgorithm::Winograd)
      .Default(std::nullopt);
}

/// The inverse.
inline llvm::StringRef stringifyConvAlgorithm(ConvAlgorithm algorithm) {
  static constexpr llvm::StringLiteral names[] = {"auto", "direct", "winograd"};
  return names[unsigned(algorithm)];
}

/// What the attribute `kiln.conv_algorithm` of `op` asks for, which wins over
/// what is asked for all.
std::optional<ConvAlgorithm> getConvAlgorithm(mlir::Operation *op);

/// Lets `to`, which takes the place of `from`, be computed as `from` asks for.
void copyConvAlgorithm(mlir::Operation *from, mlir::Operation *to);

} // namespace kiln

#endif // KILN_IR_CONVALGORITHM_H
