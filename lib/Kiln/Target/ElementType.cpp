// The table of element types.

#include "Kiln/Target/ElementType.h"
#include "Kiln/IR/ElementTypes.h"
#include "Kiln/Target/Model.h"
#include "llvm/Support/MathExtras.h"

using namespace kiln;

static constexpr ElementType kTypes[] = {
    {KILN_F32, "f32", "float", "<f4", 4},
    {KILN_F64, "f64", "double", "<f8", 8},
    {KILN_BOOL, "bool", "bool", "|b1", 1},
    {KILN_I8, "i8", "int8_t", "|i1", 1},
    {KILN_I16, "i16", "int16_t", "<i2", 2},
    {KILN_I32, "i32", "int32_t", "<i4", 4},
    {KILN_I64, "i64", "int64_t", "<i8", 8},
    {KILN_U8, "u8", "uint8_t", "|u1", 1},
    {KILN_U16, "u16", "uint16_t", "<u2", 2},
    {KILN_U32, "u32", "uint32_t", "<u4", 4},
    {KILN_U64, "u64", "uint64_t", "<u8", 8}};

bool ElementType::isFloat() const {
  return code == KILN_F32 || code == KILN_F64;
}

const ElementType *kiln::findElementType(int32_t code) {
  for (const ElementType &type : kTypes)
    if (type.code == code)
      return &type;
  return nullptr;
}

const ElementType *kiln::findNumpyType(llvm::StringRef numpy) {
  for (const ElementType &type : kTypes)
    if (type.numpy == numpy)
      return &type;
  return nullptr;
}

const ElementType &kiln::getElementType(mlir::Type element) {
  if (element.isF32() || element.isF64())
    return *findElementType(element.isF32() ? KILN_F32 : KILN_F64);
  if (element.isInteger(1))
    return *findElementType(KILN_BOOL);
  // The codes of integers ascend by width.
  int32_t narrowest = element.isUnsignedInteger() ? KILN_U8 : KILN_I8;
  return *findElementType(narrowest + llvm::Log2_32(storageBytes(element)));
}
