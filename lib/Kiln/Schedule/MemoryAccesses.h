// What the ops of a kernel read and write, and in which ranges their indices
// lie: the facts from which it is told whether the iterations of a loop are
// independent, and which kernels are.

#ifndef KILN_LIB_SCHEDULE_MEMORYACCESSES_H
#define KILN_LIB_SCHEDULE_MEMORYACCESSES_H

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

namespace kiln {

/// The elements of a buffer that an op touches: `sizes` of them in each
/// dimension, from `indices` on.
struct MemoryAccess {
  /// The buffer, or a view of one.
  mlir::Value base;
  llvm::SmallVector<mlir::Value> indices;
  llvm::SmallVector<int64_t> sizes;
  bool writes;

  /// The buffer that `base` is a view of.
  mlir::Value getBuffer() const;
};

/// All accesses of `op` and of the ops in it, those that are alike once. Fails
/// if one is of a kind that is not known. Prefetches are none.
mlir::FailureOr<llvm::SmallVector<MemoryAccess>>
collectAccesses(mlir::Operation *op);

/// Values from `first` through `last`.
struct IndexRange {
  int64_t first, last;
};

/// Ranges of indices that loops of constant bounds and affine arithmetic give.
class IndexRanges {
public:
  /// From now on, the induction variable of `loop` is `value`.
  void fix(mlir::scf::ForOp loop, int64_t value);
  /// The values that `index` may have, and possibly more; nothing if unknown.
  std::optional<IndexRange> get(mlir::Value index);

private:
  std::optional<IndexRange> compute(mlir::Value index);
  std::optional<IndexRange> ofAffine(mlir::AffineExpr expr,
                                     llvm::ArrayRef<IndexRange> dims,
                                     llvm::ArrayRef<IndexRange> symbols);
  std::optional<llvm::SmallVector<IndexRange>>
  ofResults(mlir::AffineMap map, mlir::ValueRange operands);

  llvm::DenseMap<mlir::Value, int64_t> fixed;
  llvm::DenseMap<mlir::Value, std::optional<IndexRange>> known;
};

} // namespace kiln

#endif // KILN_LIB_SCHEDULE_MEMORYACCESSES_H
