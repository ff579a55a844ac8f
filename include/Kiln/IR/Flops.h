// How much arithmetic a model asks for.

#ifndef KILN_IR_FLOPS_H
#define KILN_IR_FLOPS_H

#include "mlir/IR/BuiltinOps.h"

namespace kiln {

/// Floating-point operations of `op`, an op of the kiln dialect: two for each
/// multiply-add of a convolution or a matrix product, as it is stated, whatever
/// the algorithm. Everything else is small beside those and counted as 0, as is
/// usual.
double countFlops(mlir::Operation *op);

/// Floating-point operations of one run of `module`, which is in the kiln
/// dialect.
double countFlops(mlir::ModuleOp module);

/// `flops` as an integer, 2^62 at most.
int64_t roundFlops(double flops);

} // namespace kiln

#endif // KILN_IR_FLOPS_H
