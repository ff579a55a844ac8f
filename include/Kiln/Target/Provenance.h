// Where compiled code comes from: a note in the object file that the linker
// keeps, and its reading.

#ifndef KILN_TARGET_PROVENANCE_H
#define KILN_TARGET_PROVENANCE_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <vector>

namespace llvm {
class Module;
} // namespace llvm

namespace kiln {

/// The object that a note holds about `module`, which has its kiln.interface,
/// kiln.target and, if it was imported, its kiln.source:
///
///   kiln, llvm   versions
///   model        the prefix of its symbols
///   inputs       shape of each, which --dim and --shape can have fixed
///   source       "blake3:" and the hash of the model file, with each file of
///                external weights after it in the order of their paths
///   target       triple, cpu, features
///   options      what `options` has; all that the code depends on
///
/// Nothing in it depends on time, folders or the machine.
llvm::json::Object describeProvenance(mlir::ModuleOp module,
                                      llvm::json::Object options);

/// Adds an ELF note (section .note.kiln, owner "Kiln", type 1) with `text`.
void addNote(llvm::Module &module, llvm::StringRef text);

/// The notes in an ELF file, which has one for each model that was linked into
/// it. An error if it is no ELF file or a note is broken.
llvm::Expected<std::vector<llvm::json::Value>>
readProvenance(llvm::MemoryBufferRef file);

} // namespace kiln

#endif // KILN_TARGET_PROVENANCE_H
