// Reading an ONNX TensorProto into a HostTensor, wherever its elements are
// stored: raw bytes, typed fields, or a file beside the model.

#ifndef KILN_LIB_IMPORT_TENSORDATA_H
#define KILN_LIB_IMPORT_TENSORDATA_H

#include "ExternalData.h"
#include "HostTensor.h"
#include "llvm/Support/Error.h"

namespace onnx {
class TensorProto;
} // namespace onnx

namespace kiln {

/// The tensor that `proto` holds. Elements are shared with `proto`, which
/// `owner` keeps alive, unless they are stored in wider fields than they need.
/// Fails with the reason when the data does not fit the shape; any defined
/// element type of whole bytes is fine here, who uses the tensor decides.
llvm::Expected<HostTensor> readTensor(const onnx::TensorProto &proto,
                                      std::shared_ptr<const void> owner,
                                      ExternalData &externalData);

} // namespace kiln

#endif // KILN_LIB_IMPORT_TENSORDATA_H
