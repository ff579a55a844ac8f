// How deeply an MLIR module nests. The parser goes down one level of its stack
// with each, and whoever prints or walks a type or attribute does, too.

#ifndef KILN_LIB_IMPORT_NESTING_H
#define KILN_LIB_IMPORT_NESTING_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace kiln {

/// Whether the brackets that are open anywhere in `text`, together with the
/// operators of the expressions that they interrupt, are at most `limit`.
/// Text that is no MLIR may get any answer.
bool nestsWithin(llvm::StringRef text, int64_t limit);

/// Whether no type, attribute or location of `module` nests deeper than
/// `limit`, or is larger than 2^20 when each of its parts is counted wherever
/// it occurs: few aliases can name what no printer ever ends to print.
bool nestsWithin(mlir::ModuleOp module, int64_t limit);

} // namespace kiln

#endif // KILN_LIB_IMPORT_NESTING_H
