// A builder of linalg and tensor ops on static tensors at one location, of f32
// unless a caller says otherwise,
// and the few shape computations that several op families share. What an op
// means is known only to the family files.

#ifndef KILN_LIB_CONVERSION_LINALGBUILDER_H
#define KILN_LIB_CONVERSION_LINALGBUILDER_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace kiln {

/// Shape of a value that is known to be a ranked tensor.
inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType()).getShape();
}

/// Element type of a value that is known to be a tensor.
inline mlir::Type elementTypeOf(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType()).getElementType();
}

class LinalgBuilder : public mlir::ImplicitLocOpBuilder {
public:
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;

  /// Computes one element from the block arguments: the inputs' elements in
  /// order, then the accumulator.
  using Body = llvm::function_ref<mlir::Value(mlir::ImplicitLocOpBuilder &,
                                              mlir::ValueRange)>;

  /// A null `element` stands for f32, here and below.
  mlir::RankedTensorType tensorType(llvm::ArrayRef<int64_t> shape,
                                    mlir::Type element = {});

  /// The scalar `value`.
  mlir::Value scalar(float value);
  mlir::Value constant(mlir::ElementsAttr attr);
  mlir::Value empty(llvm::ArrayRef<int64_t> shape, mlir::Type element = {});
  mlir::Value filled(llvm::ArrayRef<int64_t> shape, float value);
  /// A tensor of `value`'s type with every element `value`, a scalar.
  mlir::Value filled(llvm::ArrayRef<int64_t> shape, mlir::Value value);

  /// `source` with a border of `value`; `source` itself when there is none.
  mlir::Value pad(mlir::Value source, llvm::ArrayRef<int64_t> low,
                  llvm::ArrayRef<int64_t> high, float value);
  /// The same with a border of `value`, a scalar of `source`'s type.
  mlir::Value pad(mlir::Value source, llvm::ArrayRef<int64_t> low,
                  llvm::ArrayRef<int64_t> high, mlir::Value value);

  /// The elements of `source` in row-major order under another shape: a new
  /// constant if it is one, else by collapsing and expanding dimensions.
  mlir::Value reshape(mlir::Value source, llvm::ArrayRef<int64_t> shape);

  /// The map from `loops` loops to `results`.
  mlir::AffineMap map(unsigned loops, llvm::ArrayRef<mlir::AffineExpr> results);
  /// The map from `loops` loops to the loops `dims`.
  mlir::AffineMap project(unsigned loops, llvm::ArrayRef<unsigned> dims);
  mlir::AffineExpr dim(unsigned position) { return getAffineDimExpr(position); }

  /// A linalg.generic of `parallel` parallel loops followed by `reduction`
  /// reduction loops. `maps` holds one map for each input and one for `init`.
  mlir::Value generic(mlir::ValueRange inputs, mlir::Value init,
                      llvm::ArrayRef<mlir::AffineMap> maps, unsigned parallel,
                      unsigned reduction, Body body);

  /// An elementwise linalg.generic of the given result shape; `maps` holds one
  /// map for each input.
  mlir::Value elementwise(mlir::ValueRange inputs,
                          llvm::ArrayRef<mlir::AffineMap> maps,
                          llvm::ArrayRef<int64_t> shape, Body body,
                          mlir::Type element = {});

  /// A tensor of `shape` whose element depends on the loops `dims` alone:
  /// `source`'s, whose shape is that of `dims`, times `scale`.
  mlir::Value broadcast(mlir::Value source, llvm::ArrayRef<int64_t> shape,
                        llvm::ArrayRef<unsigned> dims, float scale = 1.0f);

  /// Drops those of `source`'s dimensions that are broadcast (size 1) when it
  /// is aligned with the last dimensions of `shape`; `dims` receives the
  /// dimensions of `shape` that are left.
  mlir::Value dropBroadcast(mlir::Value source, llvm::ArrayRef<int64_t> shape,
                            llvm::SmallVectorImpl<unsigned> &dims);
};

} // namespace kiln

#endif // KILN_LIB_CONVERSION_LINALGBUILDER_H
