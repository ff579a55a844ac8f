// One model, compiled for several CPU levels, as one module.

#ifndef KILN_LIB_PIPELINE_MERGELEVELS_H
#define KILN_LIB_PIPELINE_MERGELEVELS_H

#include "Kiln/IR/Kiln.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace kiln {

/// One level's module, in the LLVM dialect.
struct CompiledLevel {
  int64_t level;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// Replaces the contents of `module` by those of `levels`, which ascend: each
/// function gets its level as a suffix and as its CPU, weights that are equal
/// are stored once, and a new main function calls the one of the level that
/// `<name>.cpu` returns. Each function says for itself what it is compiled for;
/// `module`'s target becomes `lowest`, that of the rest.
void mergeLevels(mlir::ModuleOp module,
                 llvm::MutableArrayRef<CompiledLevel> levels,
                 TargetAttr lowest);

} // namespace kiln

#endif // KILN_LIB_PIPELINE_MERGELEVELS_H
