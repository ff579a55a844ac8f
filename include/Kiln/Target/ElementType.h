// The element types of compiled models' tensors, by each of their names.

#ifndef KILN_TARGET_ELEMENTTYPE_H
#define KILN_TARGET_ELEMENTTYPE_H

#include "mlir/IR/Types.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace kiln {

struct ElementType {
  /// A KILN_ constant of Model.h.
  int32_t code;
  llvm::StringLiteral name;
  /// As C spells it.
  llvm::StringLiteral c;
  /// As a little-endian .npy file spells it.
  llvm::StringLiteral numpy;
  /// Of one element.
  unsigned bytes;

  /// f32 and f64; all others are integers or bool.
  bool isFloat() const;
};

/// The type with the given code, or spelled so by NumPy; null if there is none.
const ElementType *findElementType(int32_t code);
const ElementType *findNumpyType(llvm::StringRef numpy);

/// What compiled models call `element`, an element type of the dialect.
const ElementType &getElementType(mlir::Type element);

} // namespace kiln

#endif // KILN_TARGET_ELEMENTTYPE_H
