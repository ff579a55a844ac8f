// A single TensorProto as the content of a file: TensorData's reader, and from
// what it read the values as f32.

#include "Kiln/Import/TensorFile.h"
#include "TensorData.h"
#include "onnx/onnx.pb.h"
#include <climits>

using namespace kiln;
using onnx::TensorProto;

static llvm::Error problem(const llvm::Twine &text) {
  return llvm::createStringError(text);
}

llvm::Expected<FileTensor> kiln::parseTensorProto(llvm::StringRef bytes) {
  auto proto = std::make_shared<TensorProto>();
  if (bytes.size() > INT_MAX ||
      !proto->ParseFromArray(bytes.data(), int(bytes.size())))
    return problem("is neither an .npy file nor an ONNX tensor");
  if (proto->data_type() != TensorProto::FLOAT &&
      proto->data_type() != TensorProto::DOUBLE)
    return problem("has the element type " +
                   elementTypeName(proto->data_type()) +
                   ": expected float32 or float64");
  if (proto->data_location() == TensorProto::EXTERNAL)
    return problem("keeps its elements in another file, which is not "
                   "supported");

  ExternalData none("");
  auto tensor = readTensor(*proto, proto, none);
  if (!tensor)
    return tensor.takeError();
  FileTensor result;
  result.shape.assign(tensor->shape.begin(), tensor->shape.end());
  int64_t count = tensor->size();
  result.values.reserve(count);
  for (int64_t i = 0; i < count; i++)
    result.values.push_back(float(tensor->numberAt(i)));
  return result;
}
