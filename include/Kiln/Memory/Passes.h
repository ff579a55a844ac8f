// The passes of this folder, generated from Passes.td, and what they need.

#ifndef KILN_MEMORY_PASSES_H
#define KILN_MEMORY_PASSES_H

#include "mlir/Pass/Pass.h"

namespace llvm {
class Triple;
} // namespace llvm

namespace kiln {

/// Whether a model for `triple` can measure the time of its kernels; calls
/// `emitError` if not.
llvm::LogicalResult
checkTimer(const llvm::Triple &triple,
           llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

#define GEN_PASS_DECL
#include "Kiln/Memory/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Kiln/Memory/Passes.h.inc"

} // namespace kiln

#endif // KILN_MEMORY_PASSES_H
