// The levels of x86-64 that code can be compiled for in one object, as the
// System V psABI defines them.

#ifndef KILN_TARGET_CPULEVELS_H
#define KILN_TARGET_CPULEVELS_H

#include "Kiln/Target/TargetMachine.h"
#include "llvm/ADT/SmallVector.h"

namespace kiln {

/// The name that LLVM knows level 1 to 4 by: "x86-64", "x86-64-v2", ….
std::string cpuLevelName(int64_t level);

/// The target of what runs before it is known whether the CPU is that of
/// `target`: level 1 on x86-64, `target` itself elsewhere.
TargetAttr getLowestTarget(TargetAttr target);

/// One CPU of those that a model is compiled for.
struct CpuLevel {
  /// 1 to 4 if there are several, 0 for the only one.
  int64_t level;
  TargetAttr target;
};

/// Resolves `options`, whose `cpu` is the name of one CPU or a list of several
/// levels with commas between them; ascending, each once. Calls `emitError` and
/// returns nothing if one of them is not known, or several are no levels.
llvm::SmallVector<CpuLevel>
resolveCpuLevels(mlir::MLIRContext *context, const TargetOptions &options,
                 llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

} // namespace kiln

#endif // KILN_TARGET_CPULEVELS_H
