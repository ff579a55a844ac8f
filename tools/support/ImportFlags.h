// The options of several tools that say how a model is imported.

#ifndef KILN_TOOLS_SUPPORT_IMPORTFLAGS_H
#define KILN_TOOLS_SUPPORT_IMPORTFLAGS_H

#include "Kiln/Import/Import.h"
#include "llvm/Support/Error.h"

namespace kiln {

/// Adds the value of a --dim, "NAME=SIZE". Errors say what is wrong with it.
llvm::Error addDim(llvm::StringRef text, ImportOptions &options);

/// Adds the value of a --shape, "INPUT=1x3x224x224"; "INPUT=scalar" is a tensor
/// without dimensions.
llvm::Error addShape(llvm::StringRef text, ImportOptions &options);

} // namespace kiln

#endif // KILN_TOOLS_SUPPORT_IMPORTFLAGS_H
