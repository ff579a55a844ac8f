// The table of element types.

#include "Kiln/Target/ElementType.h"
#include "CInterface.h"
#include "Kiln/Target/Model.h"

using namespace kiln;

static constexpr ElementType kTypes[] = {
    {KILN_F32, "f32", "<f4", 4},   {KILN_F64, "f64", "<f8", 8},
    {KILN_BOOL, "bool", "|b1", 1}, {KILN_I8, "i8", "|i1", 1},
    {KILN_I16, "i16", "<i2", 2},   {KILN_I32, "i32", "<i4", 4},
    {KILN_I64, "i64", "<i8", 8},   {KILN_U8, "u8", "|u1", 1},
    {KILN_U16, "u16", "<u2", 2},   {KILN_U32, "u32", "<u4", 4},
    {KILN_U64, "u64", "<u8", 8}};

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
  return *findElementType(getCType(element).code);
}
