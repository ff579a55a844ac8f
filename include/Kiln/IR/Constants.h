// Reading and making f32 constants: inline (`dense`) and out of line
// (`dense_resource`), without copying where the storage allows it. What is
// computed from constants belongs to the passes that do it.

#ifndef KILN_IR_CONSTANTS_H
#define KILN_IR_CONSTANTS_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <vector>

namespace kiln {

/// The elements of a constant f32 tensor in row-major order. A view: it lives
/// as long as the attribute's context. A splat takes one element of storage
/// however large the tensor is, so ask isSplat() before walking all of it.
class F32Data {
public:
  F32Data(llvm::ArrayRef<float> values, int64_t size)
      : values(values), count(size) {}

  /// Number of elements of the tensor.
  int64_t size() const { return count; }
  /// True when every element has the same bits.
  bool isSplat() const { return values.size() == 1; }
  /// The element at row-major position `i`.
  float operator[](int64_t i) const {
    return isSplat() ? values[0] : values[i];
  }
  /// The stored elements: all of them, or one when isSplat().
  llvm::ArrayRef<float> getStorage() const { return values; }
  /// All elements, copied; a splat is expanded.
  std::vector<float> copy() const;

private:
  llvm::ArrayRef<float> values;
  int64_t count;
};

/// The elements of `attr`, or nothing when it is no f32 tensor, is sparse, or
/// names a resource whose data is absent or not of the tensor's size.
std::optional<F32Data> getF32Data(mlir::Attribute attr);

/// The stored bytes of `value`: of all elements, or of one if all are the same;
/// nothing for one that is sparse or names a resource without data.
std::optional<llvm::ArrayRef<char>> getRawBytes(mlir::ElementsAttr value);

/// The constant that `value` is defined as, or null.
mlir::ElementsAttr matchConstant(mlir::Value value);

/// The elements of the constant that `value` is defined as, or nothing.
std::optional<F32Data> matchF32Data(mlir::Value value);

/// The one value of all elements when `value` is a constant f32 splat.
std::optional<float> matchF32Splat(mlir::Value value);

/// The name of the resource that holds `attr`, or "constant" if none does.
llvm::StringRef getConstantName(mlir::ElementsAttr attr);

/// A constant of `type` (static shape) with every element `value`.
mlir::ElementsAttr makeF32Splat(mlir::RankedTensorType type, float value);

/// A constant of `type` that takes over `values`, as many as `type` has
/// elements: a splat if all have the same bits, `dense` if they are few, else
/// a `dense_resource` named after `nameHint` (made unique by a suffix).
mlir::ElementsAttr makeF32Constant(mlir::RankedTensorType type,
                                   llvm::StringRef nameHint,
                                   std::vector<float> &&values);

/// The constant `attr` under another shape with as many elements; its data is
/// shared, not copied. Null when `attr` is neither dense nor dense_resource.
mlir::ElementsAttr reshapeConstant(mlir::ElementsAttr attr,
                                   mlir::RankedTensorType type);

} // namespace kiln

#endif // KILN_IR_CONSTANTS_H
