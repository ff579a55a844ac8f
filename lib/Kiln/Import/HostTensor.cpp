// Element access and construction of HostTensor. No arithmetic here.

#include "HostTensor.h"
#include "onnx/onnx.pb.h"
#include "llvm/ADT/StringExtras.h"
#include <cstring>

using namespace kiln;
using onnx::TensorProto;

std::optional<int64_t> kiln::countElements(llvm::ArrayRef<int64_t> shape) {
  // A zero anywhere makes the tensor empty, but the other dimensions still
  // must not overflow whoever multiplies them.
  int64_t count = 1, nonZero = 1;
  for (int64_t dim : shape) {
    if (dim < 0 || dim > kMaxElements)
      return std::nullopt;
    count *= dim;
    nonZero *= std::max<int64_t>(dim, 1);
    if (nonZero > kMaxElements)
      return std::nullopt;
  }
  return count;
}

std::string kiln::elementTypeName(int elementType) {
  static const char *const names[] = {
      "undefined", "float32", "uint8",     "int8",       "uint16",  "int16",
      "int32",     "int64",   "string",    "bool",       "float16", "float64",
      "uint32",    "uint64",  "complex64", "complex128", "bfloat16"};
  if (elementType >= 0 && elementType < int(std::size(names)))
    return names[elementType];
  return "type " + std::to_string(elementType);
}

std::string kiln::shapeText(llvm::ArrayRef<int64_t> shape) {
  if (shape.empty())
    return "scalar";
  return llvm::join(
      llvm::map_range(shape, [](int64_t dim) { return std::to_string(dim); }),
      "x");
}

std::optional<unsigned> HostTensor::byteWidth(int elementType) {
  switch (elementType) {
  case TensorProto::BOOL:
  case TensorProto::INT8:
  case TensorProto::UINT8:
    return 1;
  case TensorProto::INT16:
  case TensorProto::UINT16:
  case TensorProto::FLOAT16:
  case TensorProto::BFLOAT16:
    return 2;
  case TensorProto::FLOAT:
  case TensorProto::INT32:
  case TensorProto::UINT32:
    return 4;
  case TensorProto::DOUBLE:
  case TensorProto::INT64:
  case TensorProto::UINT64:
  case TensorProto::COMPLEX64:
    return 8;
  case TensorProto::COMPLEX128:
    return 16;
  default:
    return std::nullopt;
  }
}

bool HostTensor::isFloat32() const { return elementType == TensorProto::FLOAT; }

bool HostTensor::isInteger() const {
  switch (elementType) {
  case TensorProto::BOOL:
  case TensorProto::INT8:
  case TensorProto::UINT8:
  case TensorProto::INT16:
  case TensorProto::UINT16:
  case TensorProto::INT32:
  case TensorProto::UINT32:
  case TensorProto::INT64:
  case TensorProto::UINT64:
    return true;
  default:
    return false;
  }
}

template <typename T>
static HostTensor makeTensor(int elementType, llvm::ArrayRef<int64_t> shape,
                             std::vector<T> values) {
  auto storage = std::make_shared<std::vector<T>>(std::move(values));
  HostTensor tensor;
  tensor.elementType = elementType;
  tensor.shape.assign(shape.begin(), shape.end());
  tensor.data = {reinterpret_cast<const char *>(storage->data()),
                 storage->size() * sizeof(T)};
  tensor.owner = std::move(storage);
  return tensor;
}

HostTensor HostTensor::ofInts(llvm::ArrayRef<int64_t> shape,
                              std::vector<int64_t> values) {
  return makeTensor(TensorProto::INT64, shape, std::move(values));
}

template <typename T>
static HostTensor makeNarrowed(int elementType, llvm::ArrayRef<int64_t> shape,
                               llvm::ArrayRef<int64_t> values) {
  return makeTensor(elementType, shape,
                    std::vector<T>(values.begin(), values.end()));
}

HostTensor HostTensor::ofInts(int elementType, llvm::ArrayRef<int64_t> shape,
                              std::vector<int64_t> values) {
  switch (*byteWidth(elementType)) {
  case 1:
    return makeNarrowed<uint8_t>(elementType, shape, values);
  case 2:
    return makeNarrowed<uint16_t>(elementType, shape, values);
  case 4:
    return makeNarrowed<uint32_t>(elementType, shape, values);
  default:
    return makeTensor(elementType, shape, std::move(values));
  }
}

HostTensor HostTensor::ofFloats(llvm::ArrayRef<int64_t> shape,
                                std::vector<float> values) {
  return makeTensor(TensorProto::FLOAT, shape, std::move(values));
}

HostTensor HostTensor::ofSplat(const HostTensor &element,
                               llvm::ArrayRef<int64_t> shape) {
  HostTensor tensor = element;
  tensor.shape.assign(shape.begin(), shape.end());
  tensor.data = element.data.take_front(*byteWidth(element.elementType));
  tensor.splat = true;
  return tensor;
}

/// Element `i` of `data`, which need not be aligned.
template <typename T> static T load(llvm::ArrayRef<char> data, int64_t i) {
  T value;
  std::memcpy(&value, data.data() + i * sizeof(T), sizeof(T));
  return value;
}

int64_t HostTensor::intAt(int64_t i) const {
  i = splat ? 0 : i;
  switch (elementType) {
  case TensorProto::BOOL:
    return load<uint8_t>(data, i) != 0;
  case TensorProto::INT8:
    return load<int8_t>(data, i);
  case TensorProto::UINT8:
    return load<uint8_t>(data, i);
  case TensorProto::INT16:
    return load<int16_t>(data, i);
  case TensorProto::UINT16:
    return load<uint16_t>(data, i);
  case TensorProto::INT32:
    return load<int32_t>(data, i);
  case TensorProto::UINT32:
    return load<uint32_t>(data, i);
  default:
    return load<int64_t>(data, i);
  }
}

double HostTensor::numberAt(int64_t i) const {
  i = splat ? 0 : i;
  if (elementType == TensorProto::FLOAT)
    return load<float>(data, i);
  if (elementType == TensorProto::DOUBLE)
    return load<double>(data, i);
  return intAt(i);
}

llvm::SmallVector<int64_t> HostTensor::ints() const {
  llvm::SmallVector<int64_t> values;
  for (int64_t i = 0, e = size(); i < e; ++i)
    values.push_back(intAt(i));
  return values;
}

HostTensor HostTensor::reshaped(llvm::ArrayRef<int64_t> newShape) const {
  HostTensor tensor = *this;
  tensor.shape.assign(newShape.begin(), newShape.end());
  return tensor;
}
