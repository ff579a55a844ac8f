// How much arithmetic a model asks for.

#ifndef KILN_RUN_FLOPS_H
#define KILN_RUN_FLOPS_H

#include "mlir/IR/BuiltinOps.h"

namespace kiln::run {

/// Floating-point operations of one run of `module`, which is in the kiln
/// dialect: two for each multiply-add of its convolutions and matrix products.
/// Everything else is small beside those and left out, as is usual.
double countFlops(mlir::ModuleOp module);

} // namespace kiln::run

#endif // KILN_RUN_FLOPS_H
