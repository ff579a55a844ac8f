// What --remarks prints: the compiler's remarks on its choices.

#ifndef KILNC_REMARKS_H
#define KILNC_REMARKS_H

#include "mlir/IR/MLIRContext.h"

namespace kiln::driver {

/// Turns the optimization remarks of passes in `context` into diagnostics.
/// Without this call they are not even put into words.
llvm::LogicalResult printRemarks(mlir::MLIRContext &context);

} // namespace kiln::driver

#endif // KILNC_REMARKS_H
