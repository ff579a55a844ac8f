// Turning a HostTensor of float32 into the attribute of an arith.constant.

#ifndef KILN_LIB_IMPORT_CONSTANTS_H
#define KILN_LIB_IMPORT_CONSTANTS_H

#include "HostTensor.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/MLIRContext.h"

namespace kiln {

/// The value of `tensor`, whose type is float32 and which is not empty: `dense`
/// for a splat or at most 16 elements, else a `dense_resource` that shares the
/// elements and keeps their owner alive (they are copied only if misaligned).
mlir::ElementsAttr makeConstant(const HostTensor &tensor,
                                mlir::MLIRContext &context);

} // namespace kiln

#endif // KILN_LIB_IMPORT_CONSTANTS_H
