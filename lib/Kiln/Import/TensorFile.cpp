// A single TensorProto as the content of a file: TensorData's reader, and what
// it read under NumPy's name of the type.

#include "Kiln/Import/TensorFile.h"
#include "TensorData.h"
#include "onnx/onnx.pb.h"
#include <climits>

using namespace kiln;
using onnx::TensorProto;

static llvm::Error problem(const llvm::Twine &text) {
  return llvm::createStringError(text);
}

/// What NumPy calls an element type; empty if files may not have it.
static llvm::StringRef numpyName(int elementType) {
  switch (elementType) {
  case TensorProto::FLOAT:
    return "<f4";
  case TensorProto::DOUBLE:
    return "<f8";
  case TensorProto::BOOL:
    return "|b1";
  case TensorProto::INT8:
    return "|i1";
  case TensorProto::INT16:
    return "<i2";
  case TensorProto::INT32:
    return "<i4";
  case TensorProto::INT64:
    return "<i8";
  case TensorProto::UINT8:
    return "|u1";
  case TensorProto::UINT16:
    return "<u2";
  case TensorProto::UINT32:
    return "<u4";
  case TensorProto::UINT64:
    return "<u8";
  default:
    return "";
  }
}

llvm::Expected<FileTensor> kiln::parseTensorProto(llvm::StringRef bytes) {
  auto proto = std::make_shared<TensorProto>();
  if (bytes.size() > INT_MAX ||
      !proto->ParseFromArray(bytes.data(), int(bytes.size())))
    return problem("is neither an .npy file nor an ONNX tensor");
  llvm::StringRef type = numpyName(proto->data_type());
  if (type.empty())
    return problem("has the element type " +
                   elementTypeName(proto->data_type()) +
                   ": expected float32, float64, bool or integers");
  if (proto->data_location() == TensorProto::EXTERNAL)
    return problem("keeps its elements in another file, which is not "
                   "supported");

  ExternalData none("");
  auto tensor = readTensor(*proto, proto, none);
  if (!tensor)
    return tensor.takeError();
  FileTensor result;
  result.type = type.str();
  result.shape.assign(tensor->shape.begin(), tensor->shape.end());
  result.bytes.assign(tensor->data.begin(), tensor->data.end());
  return result;
}
