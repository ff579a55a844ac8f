// How a model compiled for several CPU levels finds the one to run.

#ifndef KILN_LIB_TARGET_CPUDISPATCH_H
#define KILN_LIB_TARGET_CPUDISPATCH_H

#include "Kiln/IR/Kiln.h"

namespace llvm {
class Module;
}

namespace kiln {

/// Defines in `module`, whose target is an x86-64, for the model of
/// `interface`:
///
///   i32 <name>.cpu()               the level to run, 0 if there is none
///   int <name>_cpu(void)           the same, for C
///   int <name>_set_cpu(int level)  0, or the error code of a level that can't
///                                  run; 0 goes back to the highest that can
///
/// The first call asks the CPU, by its own instructions alone, and remembers
/// the answer in a variable that is read and written atomically.
void addCpuDispatch(llvm::Module &module, InterfaceAttr interface);

} // namespace kiln

#endif // KILN_LIB_TARGET_CPUDISPATCH_H
