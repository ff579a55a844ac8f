// Whether the rows of a batch are computed apart.

#ifndef KILN_TRANSFORMS_CHECKBATCH_H
#define KILN_TRANSFORMS_CHECKBATCH_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace kiln {

/// Whether `type` is a tensor whose dimension 0 has that size.
bool leadsWith(mlir::Type type, int64_t rows);

/// Whether each row of the results of `function`, a model of the kiln dialect
/// whose inputs lead with `batch` rows, depends on the same row of the inputs
/// alone. Emits an error for each op that may mix them.
llvm::LogicalResult checkBatch(mlir::func::FuncOp function, int64_t batch);

} // namespace kiln

#endif // KILN_TRANSFORMS_CHECKBATCH_H
