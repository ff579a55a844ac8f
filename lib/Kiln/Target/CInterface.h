// The C functions and data around a compiled model's main function.

#ifndef KILN_LIB_TARGET_CINTERFACE_H
#define KILN_LIB_TARGET_CINTERFACE_H

#include "Kiln/IR/Kiln.h"
#include "mlir/IR/BuiltinOps.h"

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace kiln {

/// Bytes that the workspace must be aligned to.
constexpr int64_t workspaceAlignment = 64;

struct ErrorCode {
  int code;
  /// As the header's enum spells it, after the model's prefix.
  const char *name;
  const char *text;
};

/// The codes of <name>_run, in order from 0.
constexpr ErrorCode errorCodes[] = {
    {0, "OK", "success"},
    {1, "NULL_POINTER", "an input, an output or the workspace is null"},
    {2, "MISALIGNED_WORKSPACE", "the workspace is not aligned to 64 bytes"},
    {3, "BATCH_TOO_LARGE", "a batch of that size is larger than memory"},
    {4, "NO_THREADS", "the number of threads is 0"},
    {5, "NO_PARALLEL_FOR",
     "parallel_for is null, but there is more than one thread"},
    {6, "UNSUPPORTED_CPU", "this CPU lacks what the model was compiled for"}};

/// Those of the codes that the model of `interface` may return on some target.
inline llvm::SmallVector<ErrorCode> getErrorCodes(InterfaceAttr interface) {
  llvm::SmallVector<ErrorCode> codes;
  for (const ErrorCode &error : errorCodes) {
    bool applies = true;
    if (error.code == 3)
      applies = interface.getDynamicBatch();
    else if (error.code == 4)
      applies = interface.getThreads() != Threads::None;
    else if (error.code == 5)
      applies = interface.getThreads() == Threads::Callback;
    if (applies)
      codes.push_back(error);
  }
  return codes;
}

/// Bytes of workspace that a call on one thread needs.
inline int64_t getWorkspaceOfOne(InterfaceAttr interface) {
  return interface.getWorkspace() + interface.getThreadWorkspace();
}

/// Checks what `module` (LLVM dialect) says about its interface: a C identifier
/// as name, static tensors of known element types, and a main function with one
/// pointer for each of them and one for the workspace; with threads also their
/// number as an i64 and, if the caller runs them, two more pointers. Emits an
/// error on `module` if not.
llvm::LogicalResult checkInterface(mlir::ModuleOp module,
                                   InterfaceAttr interface);

/// Adds <name>_run, <name>_error and <name>_model to `module`, whose
/// <name>.main they call; everything else that is defined becomes internal.
/// `machine` is what the model's code is generated for.
void addCInterface(llvm::Module &module, InterfaceAttr interface,
                   const llvm::TargetMachine &machine);

} // namespace kiln

#endif // KILN_LIB_TARGET_CINTERFACE_H
