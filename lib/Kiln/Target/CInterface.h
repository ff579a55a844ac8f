// The C functions and data around a compiled model's main function.

#ifndef KILN_LIB_TARGET_CINTERFACE_H
#define KILN_LIB_TARGET_CINTERFACE_H

#include "Kiln/IR/Kiln.h"
#include "mlir/IR/BuiltinOps.h"

namespace llvm {
class Module;
}

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
    {3, "BATCH_TOO_LARGE", "a batch of that size is larger than memory"}};

/// The codes of the model of `interface`: only one that takes the size of its
/// batch may find it too large.
inline llvm::ArrayRef<ErrorCode> getErrorCodes(InterfaceAttr interface) {
  return llvm::ArrayRef(errorCodes)
      .drop_back(interface.getDynamicBatch() ? 0 : 1);
}

/// Checks what `module` (LLVM dialect) says about its interface: a C identifier
/// as name, static f32 tensors, and a main function with one pointer for each
/// of them and one for the workspace. Emits an error on `module` if not.
llvm::LogicalResult checkInterface(mlir::ModuleOp module,
                                   InterfaceAttr interface);

/// Adds <name>_run, <name>_error and <name>_model to `module`, whose
/// <name>.main they call; everything else that is defined becomes internal.
void addCInterface(llvm::Module &module, InterfaceAttr interface);

} // namespace kiln

#endif // KILN_LIB_TARGET_CINTERFACE_H
