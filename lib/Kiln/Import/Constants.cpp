// Weights as attributes, without copying them.

#include "Constants.h"
#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Identifier.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "onnx/onnx.pb.h"
#include <cstring>

using namespace mlir;
using namespace kiln;
using onnx::TensorProto;

constexpr int64_t kLargestInline = 16;

/// Whether every element has the bits of the first one.
static bool isUniform(llvm::ArrayRef<char> data) {
  return std::memcmp(data.data(), data.data() + sizeof(float),
                     data.size() - sizeof(float)) == 0;
}

Type kiln::toElementType(int elementType, MLIRContext &context) {
  auto integer = [&](unsigned width, bool isUnsigned = false) {
    return IntegerType::get(&context, width,
                            isUnsigned ? IntegerType::Unsigned
                                       : IntegerType::Signless);
  };
  switch (elementType) {
  case TensorProto::FLOAT:
    return Float32Type::get(&context);
  case TensorProto::DOUBLE:
    return Float64Type::get(&context);
  case TensorProto::BOOL:
    return integer(1);
  case TensorProto::INT8:
    return integer(8);
  case TensorProto::INT16:
    return integer(16);
  case TensorProto::INT32:
    return integer(32);
  case TensorProto::INT64:
    return integer(64);
  case TensorProto::UINT8:
    return integer(8, true);
  case TensorProto::UINT16:
    return integer(16, true);
  case TensorProto::UINT32:
    return integer(32, true);
  case TensorProto::UINT64:
    return integer(64, true);
  default:
    return {};
  }
}

int kiln::toOnnxType(Type type) {
  for (int candidate :
       {TensorProto::FLOAT, TensorProto::DOUBLE, TensorProto::BOOL,
        TensorProto::INT8, TensorProto::INT16, TensorProto::INT32,
        TensorProto::INT64, TensorProto::UINT8, TensorProto::UINT16,
        TensorProto::UINT32})
    if (toElementType(candidate, *type.getContext()) == type)
      return candidate;
  return TensorProto::UINT64;
}

std::string kiln::elementTypeName(Type type) {
  if (type.isInteger(1))
    return "bool";
  std::string width = std::to_string(type.getIntOrFloatBitWidth());
  return (isa<FloatType>(type)       ? "float"
          : type.isUnsignedInteger() ? "uint"
                                     : "int") +
         width;
}

/// Constants that are not f32 are few and small: indices, shapes, masks.
static ElementsAttr makeIntegerConstant(const HostTensor &tensor,
                                        Type element) {
  auto type = RankedTensorType::get(tensor.shape, element);
  unsigned width = *HostTensor::byteWidth(tensor.elementType);
  llvm::ArrayRef<char> data = tensor.data;
  if (tensor.splat)
    data = data.take_front(width);
  if (!element.isInteger(1))
    return DenseElementsAttr::getFromRawBuffer(type, data);
  llvm::SmallVector<bool> truths;
  for (char byte : data)
    truths.push_back(byte != 0);
  return DenseElementsAttr::get(type, llvm::ArrayRef<bool>(truths));
}

ElementsAttr kiln::makeConstant(const HostTensor &tensor,
                                MLIRContext &context) {
  if (!tensor.isFloat32())
    return makeIntegerConstant(tensor,
                               toElementType(tensor.elementType, context));
  auto type = RankedTensorType::get(tensor.shape, Float32Type::get(&context));
  llvm::ArrayRef<char> data = tensor.data;
  if (tensor.splat || isUniform(data)) {
    float value;
    std::memcpy(&value, data.data(), sizeof(value));
    return makeF32Splat(type, value);
  }

  bool aligned = reinterpret_cast<uintptr_t>(data.data()) % alignof(float) == 0;
  std::string name = toCIdentifier(tensor.name);
  if (!aligned || type.getNumElements() <= kLargestInline) {
    std::vector<float> copy(type.getNumElements());
    std::memcpy(copy.data(), data.data(), data.size());
    return makeF32Constant(type, name, std::move(copy));
  }

  auto keepAlive = [owner = tensor.owner](void *, size_t, size_t) mutable {
    owner.reset();
  };
  AsmResourceBlob blob = UnmanagedAsmResourceBlob::allocateWithAlign(
      data, alignof(float), std::move(keepAlive));
  return cast<ElementsAttr>(Attribute(
      DenseF32ResourceElementsAttr::get(type, name, std::move(blob))));
}
