// Weights as attributes, without copying them.

#include "Constants.h"
#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Identifier.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include <cstring>

using namespace mlir;
using namespace kiln;

constexpr int64_t kLargestInline = 16;

/// Whether every element has the bits of the first one.
static bool isUniform(llvm::ArrayRef<char> data) {
  return std::memcmp(data.data(), data.data() + sizeof(float),
                     data.size() - sizeof(float)) == 0;
}

ElementsAttr kiln::makeConstant(const HostTensor &tensor,
                                MLIRContext &context) {
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
