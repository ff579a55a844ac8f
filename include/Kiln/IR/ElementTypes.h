// The types that elements of tensors may have, and how memory holds them.

#ifndef KILN_IR_ELEMENTTYPES_H
#define KILN_IR_ELEMENTTYPES_H

#include "mlir/IR/BuiltinTypes.h"

namespace kiln {

/// Whether the dialect has tensors of `type`: f32, f64, signed (i8) and
/// unsigned (ui8) integers of 8 to 64 bits, i1.
inline bool isElementType(mlir::Type type) {
  if (type.isF32() || type.isF64() || type.isInteger(1))
    return true;
  auto integer = llvm::dyn_cast<mlir::IntegerType>(type);
  if (!integer || integer.isSigned())
    return false;
  unsigned width = integer.getWidth();
  return width == 8 || width == 16 || width == 32 || width == 64;
}

/// The type that memory and arithmetic have for elements of `type`: integers
/// without sign, and a byte for i1.
inline mlir::Type storageType(mlir::Type type) {
  if (type.isInteger(1))
    return mlir::IntegerType::get(type.getContext(), 8);
  if (type.isUnsignedInteger())
    return mlir::IntegerType::get(type.getContext(),
                                  type.getIntOrFloatBitWidth());
  return type;
}

/// Bytes of one element in memory.
inline unsigned storageBytes(mlir::Type type) {
  return storageType(type).getIntOrFloatBitWidth() / 8;
}

} // namespace kiln

#endif // KILN_IR_ELEMENTTYPES_H
