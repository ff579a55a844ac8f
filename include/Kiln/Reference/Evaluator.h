// The reference: evaluates a module of the kiln dialect op by op, with plain
// loops in double precision, as the ops' descriptions say. It shares no code
// with the compiler, so that the two can be compared. It is slow.

#ifndef KILN_REFERENCE_EVALUATOR_H
#define KILN_REFERENCE_EVALUATOR_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace kiln::reference {

/// A tensor in row-major order. Integers and bools (0 and 1) are doubles too,
/// so integers beyond 2^53 are not exact.
struct Tensor {
  llvm::SmallVector<int64_t> shape;
  std::vector<double> values;

  /// A tensor of zeros.
  explicit Tensor(llvm::ArrayRef<int64_t> shape = {});

  int64_t rank() const { return shape.size(); }
  /// The row-major position of an index, which must be within the shape.
  int64_t position(llvm::ArrayRef<int64_t> index) const;
  double at(llvm::ArrayRef<int64_t> index) const {
    return values[position(index)];
  }
  double &at(llvm::ArrayRef<int64_t> index) { return values[position(index)]; }
};

/// The results of `function` on `inputs`, one for each argument and of its
/// shape. Nothing is rounded to f32 on the way. An op outside the kiln dialect
/// that is no constant is an error, emitted at the op.
mlir::FailureOr<llvm::SmallVector<Tensor>>
evaluate(mlir::func::FuncOp function, llvm::ArrayRef<Tensor> inputs);

} // namespace kiln::reference

#endif // KILN_REFERENCE_EVALUATOR_H
