// What the fuzzers of the readers share: the import of bytes that may be
// anything, in a context of its own.

#ifndef KILN_TOOLS_FUZZ_FUZZIMPORT_H
#define KILN_TOOLS_FUZZ_FUZZIMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace kiln {

/// Imports `bytes` as the file at `path`, which need not exist, with limits so
/// small that no input takes long. Aborts if the reader breaks its promise: a
/// module that verifies, or an error. Its diagnostics are dropped.
mlir::OwningOpRef<mlir::ModuleOp> fuzzImport(llvm::ArrayRef<uint8_t> bytes,
                                             llvm::StringRef path,
                                             mlir::MLIRContext &context);

} // namespace kiln

#endif // KILN_TOOLS_FUZZ_FUZZIMPORT_H
