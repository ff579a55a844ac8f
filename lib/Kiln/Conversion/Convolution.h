// The one way in which every convolution becomes loops; what the kinds of
// convolution differ in is told by a struct.

#ifndef KILN_LIB_CONVERSION_CONVOLUTION_H
#define KILN_LIB_CONVERSION_CONVOLUTION_H

#include "LinalgBuilder.h"

namespace kiln {

/// A convolution without padding, of `input` [N, IC, H, W].
struct Convolution {
  mlir::Value input;
  /// [OC, IC / groups, KH, KW], and behind that `phases` where they are given.
  mlir::Value filter;
  /// [OC], or null.
  mlir::Value bias;
  /// [N, OC, OH, OW]: places of the window, whatever the phases are.
  llvm::SmallVector<int64_t> result;
  llvm::SmallVector<int64_t> strides = {1, 1};
  llvm::SmallVector<int64_t> dilations = {1, 1};
  int64_t groups = 1;
  /// Empty, or [PH, PW]: each place of the window gives PH x PW neighbouring
  /// results, each with a filter of its own.
  llvm::SmallVector<int64_t> phases = {};
};

/// The result of `conv`: [N, OC, OH, OW], or [N, OC, OH * PH, OW * PW].
mlir::Value buildConvolution(LinalgBuilder &b, const Convolution &conv);

} // namespace kiln

#endif // KILN_LIB_CONVERSION_CONVOLUTION_H
