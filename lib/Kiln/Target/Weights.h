// The weights blob of a model: one read-only global whose values stand in the
// module's kiln.weights attribute.

#ifndef KILN_LIB_TARGET_WEIGHTS_H
#define KILN_LIB_TARGET_WEIGHTS_H

#include "Kiln/IR/Kiln.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace llvm {
class GlobalVariable;
}

namespace kiln {

/// A contiguous part of the blob.
struct WeightsPart {
  uint64_t offset;
  uint64_t bytes;
  /// Repeated until `bytes` are filled; owned by the module.
  llvm::ArrayRef<char> data;
};

/// The blob: sorted parts that do not overlap, zeros between them.
struct WeightsBlob {
  /// Of the global, <name>.weights.
  std::string symbol;
  /// Size in bytes; 0 without weights.
  uint64_t size = 0;
  llvm::SmallVector<WeightsPart> parts;

  void write(llvm::raw_ostream &os) const;
};

/// Collects `module`'s weights. Emits an error on `module` when a weight leaves
/// the blob, overlaps another, or is of a type whose bytes we do not know.
llvm::FailureOr<WeightsBlob> collectWeights(mlir::ModuleOp module,
                                            InterfaceAttr interface);

/// Gives `global` the blob as its initializer.
void setWeightsInitializer(llvm::GlobalVariable &global,
                           const WeightsBlob &blob);

/// Writes the object file `object`, in whose section `section` the blob is all
/// zero, to `os` with the blob's values there. Emits an error on `module` if
/// the section is not what it should be.
llvm::LogicalResult writeObjectWithWeights(mlir::ModuleOp module,
                                           llvm::StringRef object,
                                           llvm::StringRef section,
                                           const WeightsBlob &blob,
                                           llvm::raw_ostream &os);

} // namespace kiln

#endif // KILN_LIB_TARGET_WEIGHTS_H
