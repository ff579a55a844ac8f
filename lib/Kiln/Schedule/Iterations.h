// Sums over the ops of a kernel, each as often as it runs.

#ifndef KILN_LIB_SCHEDULE_ITERATIONS_H
#define KILN_LIB_SCHEDULE_ITERATIONS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace kiln {

/// The sum of `cost` of `root` and of all ops in it, each times the iterations
/// of the loops around it up to `root`. A loop of unknown length counts once.
double sumOverIterations(mlir::Operation *root,
                         llvm::function_ref<double(mlir::Operation *)> cost);

} // namespace kiln

#endif // KILN_LIB_SCHEDULE_ITERATIONS_H
