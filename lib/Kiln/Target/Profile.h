// How C gets at the times that a model measures.

#ifndef KILN_LIB_TARGET_PROFILE_H
#define KILN_LIB_TARGET_PROFILE_H

#include "Kiln/IR/Kiln.h"
#include "mlir/IR/BuiltinOps.h"

namespace llvm {
class Module;
}

namespace kiln {

/// Checks what `op`, the module of `interface`, says about its profile, if it
/// has one: a #kiln.profile for each CPU level of the interface, or one, whose
/// counters lie within the workspace. Emits an error on `op` if not.
llvm::LogicalResult checkProfile(mlir::ModuleOp op, InterfaceAttr interface);

/// Defines in `module`, for the model of `interface` and the valid
/// #kiln.profile attributes `profiles`, with the structs of
/// include/Kiln/Target/Profile.h:
///
///   const kiln_profile *<name>_profile(void)   null if no level can run
///   kiln_counter *<name>_profile_counters(void *workspace)
///   void <name>_profile_reset(void *workspace)
///
/// With several levels, <name>.cpu must be defined.
void addProfile(llvm::Module &module, InterfaceAttr interface,
                mlir::ArrayAttr profiles);

} // namespace kiln

#endif // KILN_LIB_TARGET_PROFILE_H
