// A tensor whose elements are known while importing: an initializer, the value
// of a Constant node, or what was computed from those. Reading it out of a
// TensorProto is TensorData's task, computing with it Evaluator's.

#ifndef KILN_LIB_IMPORT_HOSTTENSOR_H
#define KILN_LIB_IMPORT_HOSTTENSOR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace kiln {

using Shape = llvm::SmallVector<int64_t, 4>;

/// No tensor of a model may have more elements than this (8 GiB of f32).
constexpr int64_t kMaxElements = int64_t(1) << 31;

/// Number of elements of `shape`; nothing when a dimension is negative or the
/// product exceeds kMaxElements.
std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> shape);

/// "float32", "int64", …; "type 99" for a number that ONNX does not define.
std::string elementTypeName(int elementType);

/// "1x3x224x224"; "scalar" for rank 0.
std::string shapeText(llvm::ArrayRef<int64_t> shape);

/// An immutable tensor in host memory. Copies share the elements.
struct HostTensor {
  /// A TensorProto::DataType.
  int elementType = 0;
  Shape shape;
  /// All elements in row-major order, or just one when `splat`.
  llvm::ArrayRef<char> data;
  bool splat = false;
  /// Keeps `data` alive.
  std::shared_ptr<const void> owner;
  /// The ONNX name of the value it came from; names the resource.
  std::string name;

  static HostTensor ofInts(llvm::ArrayRef<int64_t> shape,
                           std::vector<int64_t> values);
  /// The same as elements of an integer type or bool; each value is cut to the
  /// type's width.
  static HostTensor ofInts(int elementType, llvm::ArrayRef<int64_t> shape,
                           std::vector<int64_t> values);
  static HostTensor ofFloats(llvm::ArrayRef<int64_t> shape,
                             std::vector<float> values);
  /// A tensor with every element equal to the first one of `element`.
  static HostTensor ofSplat(const HostTensor &element,
                            llvm::ArrayRef<int64_t> shape);

  /// Bytes of one element; nothing for strings, sub-byte and unknown types.
  static std::optional<unsigned> byteWidth(int elementType);

  bool isFloat32() const;
  /// Any of the integer types, or bool.
  bool isInteger() const;
  int64_t size() const { return *countElements(shape); }
  int64_t rank() const { return shape.size(); }
  /// Element `i` (row-major) as an integer; the type must be isInteger().
  int64_t intAt(int64_t i) const;
  /// Element `i` as a number; the type is an integer, float32 or float64.
  double numberAt(int64_t i) const;
  /// All elements, the type being isInteger().
  llvm::SmallVector<int64_t> ints() const;
  /// The same elements under another shape of equal size.
  HostTensor reshaped(llvm::ArrayRef<int64_t> newShape) const;
};

} // namespace kiln

#endif // KILN_LIB_IMPORT_HOSTTENSOR_H
