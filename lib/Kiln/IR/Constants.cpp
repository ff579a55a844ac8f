// Reading and making f32 constants. No op is looked into here other than as a
// constant.

#include "Kiln/IR/Constants.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include <cassert>
#include <cstring>
#include <memory>

using namespace mlir;
using namespace kiln;

/// Constants of at most this many elements are kept inline, where a reader of
/// the IR sees them; larger ones would be hashed and copied by the context.
static constexpr size_t kInlineElements = 64;

/// The alignment that a resource states in a dump: what f32 needs.
static constexpr size_t kBlobAlignment = alignof(float);

std::vector<float> F32Data::copy() const {
  if (isSplat())
    return std::vector<float>(count, values[0]);
  return std::vector<float>(values.begin(), values.end());
}

static std::optional<F32Data> viewBytes(ArrayRef<char> bytes, int64_t stored,
                                        int64_t size) {
  bool aligned =
      reinterpret_cast<uintptr_t>(bytes.data()) % alignof(float) == 0;
  if (stored < 0 || bytes.size() / sizeof(float) != uint64_t(stored) ||
      bytes.size() % sizeof(float) != 0 || !aligned)
    return std::nullopt;
  const float *data = reinterpret_cast<const float *>(bytes.data());
  return F32Data(ArrayRef<float>(data, stored), size);
}

std::optional<F32Data> kiln::getF32Data(Attribute attr) {
  auto elements = dyn_cast_or_null<ElementsAttr>(attr);
  if (!elements || !elements.getElementType().isF32() ||
      !elements.getShapedType().hasStaticShape())
    return std::nullopt;
  int64_t size = elements.getNumElements();
  if (auto dense = dyn_cast<DenseElementsAttr>(attr))
    return viewBytes(dense.getRawData(), dense.isSplat() ? 1 : size, size);
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return viewBytes(blob->getData(), size, size);
  return std::nullopt;
}

std::optional<ArrayRef<char>> kiln::getRawBytes(ElementsAttr value) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    return blob ? std::optional(blob->getData()) : std::nullopt;
  }
  if (auto dense = dyn_cast<DenseIntOrFPElementsAttr>(value))
    return dense.getRawData();
  return std::nullopt;
}

ElementsAttr kiln::matchConstant(Value value) {
  ElementsAttr attr;
  if (value && matchPattern(value, m_Constant(&attr)))
    return attr;
  return {};
}

std::optional<F32Data> kiln::matchF32Data(Value value) {
  return getF32Data(matchConstant(value));
}

std::optional<float> kiln::matchF32Splat(Value value) {
  std::optional<F32Data> data = matchF32Data(value);
  if (!data || !data->isSplat())
    return std::nullopt;
  return (*data)[0];
}

StringRef kiln::getConstantName(ElementsAttr attr) {
  if (auto resource = dyn_cast_or_null<DenseResourceElementsAttr>(attr))
    return resource.getRawHandle().getKey();
  return "constant";
}

ElementsAttr kiln::makeF32Splat(RankedTensorType type, float value) {
  return DenseElementsAttr::get(type, ArrayRef<float>(value));
}

static bool allSameBits(ArrayRef<float> values) {
  if (values.empty())
    return false;
  return std::memcmp(values.data(), values.data() + 1,
                     (values.size() - 1) * sizeof(float)) == 0;
}

ElementsAttr kiln::makeF32Constant(RankedTensorType type, StringRef nameHint,
                                   std::vector<float> &&values) {
  assert(values.size() == uint64_t(type.getNumElements()) &&
         "as many values as elements");
  if (allSameBits(values))
    return makeF32Splat(type, values[0]);
  if (values.size() <= kInlineElements)
    return DenseElementsAttr::get(type, ArrayRef<float>(values));

  // The blob keeps the vector alive: it is moved into the deleter.
  auto owner = std::make_unique<std::vector<float>>(std::move(values));
  ArrayRef<char> bytes(reinterpret_cast<const char *>(owner->data()),
                       owner->size() * sizeof(float));
  AsmResourceBlob blob(
      bytes, kBlobAlignment,
      [owner = std::move(owner)](void *, size_t, size_t) {},
      /*dataIsMutable=*/false);
  return DenseResourceElementsAttr::get(type, nameHint, std::move(blob));
}

ElementsAttr kiln::reshapeConstant(ElementsAttr attr, RankedTensorType type) {
  if (auto dense = dyn_cast<DenseElementsAttr>(attr))
    return dense.reshape(type);
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  return {};
}
