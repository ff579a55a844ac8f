// Reading TensorProto: every check between a hostile file and the elements.

#include "TensorData.h"
#include "ImportContext.h"
#include "onnx/onnx.pb.h"

using namespace kiln;
using onnx::TensorProto;

namespace {

using Bytes = llvm::ArrayRef<char>;

/// Reads one TensorProto.
class TensorReader {
public:
  TensorReader(const TensorProto &proto, std::shared_ptr<const void> owner,
               ExternalData &externalData)
      : proto(proto), owner(std::move(owner)), externalData(externalData) {}

  llvm::Expected<HostTensor> read();

private:
  llvm::Error readShape();
  llvm::Error readExternal();
  llvm::Error readRaw();
  llvm::Error readTyped();
  template <typename Field>
  llvm::Error borrow(const Field &field, llvm::StringRef fieldName);
  template <typename T> llvm::Error narrow();
  llvm::Error checkCount(int64_t found, llvm::StringRef where);

  const TensorProto &proto;
  std::shared_ptr<const void> owner;
  ExternalData &externalData;
  HostTensor tensor;
  int64_t count = 0;
  unsigned width = 0;
};

} // namespace

static llvm::Error problem(const llvm::Twine &text) {
  return llvm::createStringError(text);
}

llvm::Error TensorReader::readShape() {
  tensor.name = proto.name();
  tensor.shape.assign(proto.dims().begin(), proto.dims().end());
  for (int64_t dim : tensor.shape)
    if (dim < 0)
      return problem("has the negative dimension " + llvm::Twine(dim));
  std::optional<int64_t> elements = countElements(tensor.shape);
  if (!elements)
    return problem("has shape " + shapeText(tensor.shape) +
                   ", more than the 2^31 elements that a tensor may have");
  count = *elements;
  return llvm::Error::success();
}

llvm::Error TensorReader::checkCount(int64_t found, llvm::StringRef where) {
  if (found == count)
    return llvm::Error::success();
  return problem("has shape " + shapeText(tensor.shape) + ", so " +
                 llvm::Twine(count) + " elements, but " + where + " holds " +
                 llvm::Twine(found));
}

llvm::Error TensorReader::readRaw() {
  const std::string &raw = proto.raw_data();
  if (raw.size() != uint64_t(count) * width)
    return problem("has shape " + shapeText(tensor.shape) + " of " +
                   elementTypeName(tensor.elementType) + ", so " +
                   llvm::Twine(uint64_t(count) * width) +
                   " bytes, but raw_data holds " + llvm::Twine(raw.size()));
  tensor.data = {raw.data(), raw.size()};
  return llvm::Error::success();
}

/// Shares the elements of a typed field that stores them at their own width.
template <typename Field>
llvm::Error TensorReader::borrow(const Field &field,
                                 llvm::StringRef fieldName) {
  tensor.data = {reinterpret_cast<const char *>(field.data()),
                 size_t(field.size()) * width};
  return checkCount(field.size(), fieldName);
}

/// Copies the elements of int32_data that are narrower than their storage.
template <typename T> llvm::Error TensorReader::narrow() {
  auto values = std::make_shared<std::vector<T>>(proto.int32_data().begin(),
                                                 proto.int32_data().end());
  tensor.data = {reinterpret_cast<const char *>(values->data()),
                 values->size() * sizeof(T)};
  owner = std::move(values);
  return checkCount(proto.int32_data_size(), "int32_data");
}

llvm::Error TensorReader::readTyped() {
  switch (tensor.elementType) {
  case TensorProto::FLOAT:
    return borrow(proto.float_data(), "float_data");
  case TensorProto::DOUBLE:
    return borrow(proto.double_data(), "double_data");
  case TensorProto::INT64:
    return borrow(proto.int64_data(), "int64_data");
  case TensorProto::INT32:
    return borrow(proto.int32_data(), "int32_data");
  case TensorProto::UINT64:
    return borrow(proto.uint64_data(), "uint64_data");
  case TensorProto::BOOL:
  case TensorProto::UINT8:
  case TensorProto::INT8:
    return narrow<uint8_t>();
  case TensorProto::UINT16:
  case TensorProto::INT16:
  case TensorProto::FLOAT16:
  case TensorProto::BFLOAT16:
    return narrow<uint16_t>();
  default:
    return problem("stores " + elementTypeName(tensor.elementType) +
                   " elements in a typed field, which is not supported");
  }
}

llvm::Error TensorReader::readExternal() {
  llvm::StringRef location;
  uint64_t offset = 0;
  std::optional<uint64_t> length;
  for (const onnx::StringStringEntryProto &entry : proto.external_data()) {
    llvm::StringRef key = entry.key(), value = entry.value();
    uint64_t number = 0;
    if (key == "location") {
      location = value;
      continue;
    }
    if (key != "offset" && key != "length")
      continue;
    if (value.getAsInteger(10, number))
      return problem("has external data whose " + key + " is " + quoted(value) +
                     ", not a number of bytes");
    if (key == "offset")
      offset = number;
    else
      length = number;
  }

  auto file = externalData.open(location);
  if (!file)
    return file.takeError();
  uint64_t fileSize = (*file)->getBufferSize();
  uint64_t wanted = uint64_t(count) * width;
  if (length && *length != wanted)
    return problem("has shape " + shapeText(tensor.shape) + " of " +
                   elementTypeName(tensor.elementType) + ", so " +
                   llvm::Twine(wanted) + " bytes, but its external length is " +
                   llvm::Twine(*length));
  if (offset > fileSize || wanted > fileSize - offset)
    return problem("has external data of " + llvm::Twine(wanted) +
                   " bytes at offset " + llvm::Twine(offset) +
                   ", past the end of " + quoted(location) + " (" +
                   llvm::Twine(fileSize) + " bytes)");
  // Tensors may overlap: nothing writes to them.
  tensor.data = {(*file)->getBufferStart() + offset, size_t(wanted)};
  owner = *file;
  return llvm::Error::success();
}

llvm::Expected<HostTensor> TensorReader::read() {
  tensor.elementType = proto.data_type();
  if (llvm::Error error = readShape())
    return error;
  if (proto.has_segment())
    return problem("is split into segments, which is not supported");
  std::optional<unsigned> bytes = HostTensor::byteWidth(tensor.elementType);
  if (!bytes)
    return problem("has the element type " +
                   elementTypeName(tensor.elementType) +
                   "; Kiln computes in float32");
  width = *bytes;

  if (proto.data_location() == TensorProto::EXTERNAL) {
    if (llvm::Error error = readExternal())
      return error;
  } else if (proto.has_raw_data()) {
    if (llvm::Error error = readRaw())
      return error;
  } else if (llvm::Error error = readTyped()) {
    return error;
  }
  tensor.owner = std::move(owner);
  return tensor;
}

llvm::Expected<HostTensor> kiln::readTensor(const TensorProto &proto,
                                            std::shared_ptr<const void> owner,
                                            ExternalData &externalData) {
  return TensorReader(proto, std::move(owner), externalData).read();
}
