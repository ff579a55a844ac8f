// Turning a HostTensor into the attribute of an arith.constant, and ONNX's
// element types into those of the dialect.

#ifndef KILN_LIB_IMPORT_CONSTANTS_H
#define KILN_LIB_IMPORT_CONSTANTS_H

#include "HostTensor.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/MLIRContext.h"

namespace kiln {

/// The dialect's type for a TensorProto::DataType; null if it has none.
mlir::Type toElementType(int elementType, mlir::MLIRContext &context);

/// The TensorProto::DataType of an element type of the dialect.
int toOnnxType(mlir::Type type);

/// The name that ONNX gives to a type of the dialect's elements.
std::string elementTypeName(mlir::Type type);

/// The value of `tensor`, which is not empty and whose element type the dialect
/// has: `dense`, or for f32 of more than 16 elements that are not all the same
/// a `dense_resource` that shares the elements and keeps their owner alive
/// (they are copied only if misaligned).
mlir::ElementsAttr makeConstant(const HostTensor &tensor,
                                mlir::MLIRContext &context);

} // namespace kiln

#endif // KILN_LIB_IMPORT_CONSTANTS_H
