// From a triple, CPU and feature string to an LLVM target machine and to the
// facts that schedules are chosen by.

#ifndef KILN_TARGET_TARGETMACHINE_H
#define KILN_TARGET_TARGETMACHINE_H

#include "Kiln/IR/Kiln.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <memory>
#include <string>

namespace llvm {
class TargetMachine;
}

namespace kiln {

/// What code is emitted for. Empty strings mean this host: its triple, its CPU
/// and its features. With a foreign triple, an empty CPU means the triple's
/// generic one. `cpu` may name several levels, as CpuLevels.h says.
struct TargetOptions {
  std::string triple;
  std::string cpu;
  std::string features;
};

/// Tells LLVM about all of its back ends; does so once, from whatever thread.
/// The functions below begin with it.
void initializeTargets();

/// Resolves `options` to a target description. On an unknown triple or CPU, or
/// a feature LLVM does not know, calls `emitError` and returns null.
TargetAttr
resolveTarget(mlir::MLIRContext *context, const TargetOptions &options,
              llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

/// Creates the LLVM target machine for `target`: position-independent code,
/// `optLevel` 0 to 3. Calls `emitError` and returns null when LLVM lacks it.
std::unique_ptr<llvm::TargetMachine>
createTargetMachine(TargetAttr target, unsigned optLevel,
                    llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

} // namespace kiln

#endif // KILN_TARGET_TARGETMACHINE_H
