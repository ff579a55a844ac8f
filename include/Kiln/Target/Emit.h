// From a module in the LLVM dialect to LLVM IR, assembly, an object file or a
// shared library, and the C header that goes with them.

#ifndef KILN_TARGET_EMIT_H
#define KILN_TARGET_EMIT_H

#include "Kiln/IR/Kiln.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/LogicalResult.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace kiln {

enum class EmitKind { LLVMIR, Assembly, Object };

struct EmitOptions {
  /// 0 to 3, as for a C compiler.
  unsigned optLevel = 3;
  /// Keep the locations of the module as debug information.
  bool debugInfo = false;
  /// Check every access to memory with AddressSanitizer, whose runtime library
  /// the program has to be linked with.
  bool sanitizeAddress = false;
  /// Text of the note in the object file; none if it is empty.
  std::string note = {};
};

/// Translates `module` (LLVM dialect, with kiln.target, kiln.interface and
/// kiln.weights on it), adds the C interface, optimizes and writes the result
/// to `os`. The weights blob is written straight into the object, so that its
/// memory cost is not a multiple of the blob. Problems are emitted on `module`.
llvm::LogicalResult emitModule(mlir::ModuleOp module, EmitKind kind,
                               const EmitOptions &options,
                               llvm::raw_pwrite_stream &os);

/// Links the object file at `objectPath`, of code for `triple` whose threads
/// are those of `threads`, into a shared library at `outputPath`.
llvm::Error linkSharedLibrary(llvm::StringRef triple, Threads threads,
                              llvm::StringRef objectPath,
                              llvm::StringRef outputPath);

/// The same for the object file of `module`. Problems are emitted on it.
llvm::LogicalResult linkSharedLibrary(mlir::ModuleOp module,
                                      llvm::StringRef objectPath,
                                      llvm::StringRef outputPath);

/// The self-contained C99/C++ header of a compiled model, with what reads its
/// profile if it has a `kiln.profile`.
std::string buildHeader(InterfaceAttr interface, bool hasProfile = false);

} // namespace kiln

#endif // KILN_TARGET_EMIT_H
