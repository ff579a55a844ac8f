// How a model finds out which of its code the CPU can run.

#ifndef KILN_LIB_TARGET_CPUDISPATCH_H
#define KILN_LIB_TARGET_CPUDISPATCH_H

#include "Kiln/IR/Kiln.h"

namespace llvm {
class Function;
class Module;
class TargetMachine;
} // namespace llvm

namespace kiln {

/// Defines in `module`, for the model of `interface` that `machine` generates
/// code for, and returns
///
///   i32 <name>.cpu()  the CPU level to run, 0 if there is none that this CPU
///                     and its operating system can; without levels, 1 if they
///                     can run the code
///
/// and with several levels also, for C,
///
///   int <name>_cpu(void)           the same
///   int <name>_set_cpu(int level)  0, or the error code of a level that can't
///                                  run; 0 goes back to the highest that can
///
/// The first call asks the CPU, by its own instructions alone, and remembers
/// the answer in a variable that is read and written atomically. Null, and
/// nothing is defined, if every CPU of the target can run the code, or none can
/// be asked in this way: that is what x86-64 alone has.
llvm::Function *addCpuDispatch(llvm::Module &module, InterfaceAttr interface,
                               const llvm::TargetMachine &machine);

} // namespace kiln

#endif // KILN_LIB_TARGET_CPUDISPATCH_H
