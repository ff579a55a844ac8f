// How the caller wants convolutions computed.

#ifndef KILN_SCHEDULE_CONVALGORITHM_H
#define KILN_SCHEDULE_CONVALGORITHM_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"
#include <optional>

namespace kiln {

/// Concerns the convolutions that Winograd's algorithm fits: 3x3, stride 1, no
/// dilation, one group. All others are computed directly.
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

} // namespace kiln

#endif // KILN_SCHEDULE_CONVALGORITHM_H
