// The kiln dialect, its attributes and its ops, as C++ classes generated from
// the .td files of this folder.

#ifndef KILN_IR_KILN_H
#define KILN_IR_KILN_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "Kiln/IR/KilnDialect.h.inc"
#include "Kiln/IR/KilnEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "Kiln/IR/KilnAttrs.h.inc"

#define GET_OP_CLASSES
#include "Kiln/IR/KilnOps.h.inc"

#endif // KILN_IR_KILN_H
