// What to do about ops that Kiln does not have.

#ifndef KILN_LIB_IMPORT_ADVICE_H
#define KILN_LIB_IMPORT_ADVICE_H

#include "llvm/ADT/StringRef.h"

namespace kiln {

/// How a model can do without the unsupported `op`; empty if that is not known.
llvm::StringRef adviseAgainst(llvm::StringRef op);

} // namespace kiln

#endif // KILN_LIB_IMPORT_ADVICE_H
