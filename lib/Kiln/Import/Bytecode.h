// A look at MLIR bytecode before it is read: MLIR's own reader trusts it in
// places, and goes down the stack once for each level of regions.

#ifndef KILN_LIB_IMPORT_BYTECODE_H
#define KILN_LIB_IMPORT_BYTECODE_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace kiln {

enum class BytecodeFault { None, Nesting, Damaged };

/// Goes through the ops of `bytecode`, which begins with MLIR's magic number:
/// whether regions nest deeper than `limit`, and whether all that is counted is
/// there. Attributes, types and resources are not looked into. Bytecode of a
/// version that is not known has no fault here.
BytecodeFault checkBytecode(llvm::StringRef bytecode, int64_t limit);

} // namespace kiln

#endif // KILN_LIB_IMPORT_BYTECODE_H
