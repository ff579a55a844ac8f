// What debug information tells of the model in compiled code.

#ifndef KILN_LIB_TARGET_DEBUGSCOPES_H
#define KILN_LIB_TARGET_DEBUGSCOPES_H

#include "mlir/IR/BuiltinOps.h"

namespace kiln {

/// Names the scope of each function of `module` (LLVM dialect), which turns
/// locations into line tables, and makes the ops of a node of the model look
/// like those of a function of the node's name, inlined where they are: so that
/// debuggers and profilers show the names of nodes.
llvm::LogicalResult addDebugScopes(mlir::ModuleOp module);

} // namespace kiln

#endif // KILN_LIB_TARGET_DEBUGSCOPES_H
