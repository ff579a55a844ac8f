// What the files of the constant evaluator share.

#ifndef KILN_LIB_IMPORT_EVALUATORUTILS_H
#define KILN_LIB_IMPORT_EVALUATORUTILS_H

#include "Node.h"

namespace kiln {

/// No folded result may have more elements.
constexpr int64_t kMaxFoldResult = 1 << 20;

/// Whether a result of `shape` may be computed while importing.
bool isFoldable(llvm::ArrayRef<int64_t> shape);

/// The constant input `i`, if its elements are numbers that can be computed
/// with; else the node is refused.
const HostTensor *getNumbers(Node &node, unsigned i);

/// The common shape of two operands; nothing when they do not broadcast.
std::optional<Shape> commonShape(llvm::ArrayRef<int64_t> lhs,
                                 llvm::ArrayRef<int64_t> rhs);

/// Refuses the node because of the element types of its operands.
llvm::LogicalResult refuseTypes(Node &node, const HostTensor &lhs,
                                const HostTensor &rhs);

/// Two constant operands and what they are broadcast to.
struct ConstantPair {
  const HostTensor *lhs, *rhs;
  Shape shape;
  /// For each element of `shape`, row-major, the elements of `lhs` and `rhs`.
  llvm::SmallVector<int64_t> left, right;
};

/// What is paired counts as computed. Both must be integers, or reals of one
/// type, and broadcast; nothing if the node was refused.
std::optional<ConstantPair> pairUp(Node &node, const HostTensor &lhs,
                                   const HostTensor &rhs);

/// Pairs up the inputs `first` and `first` + 1; with `first` 0, the node must
/// not have more.
std::optional<ConstantPair> getConstantPair(Node &node, unsigned first = 0);

/// For each element of `result`, row-major, the element of a tensor of shape
/// `operand` that is broadcast to it.
llvm::SmallVector<int64_t> broadcastIndices(llvm::ArrayRef<int64_t> operand,
                                            llvm::ArrayRef<int64_t> result);

/// For each element of `result`, row-major, the sum of its index times
/// `strides`, plus `offset`.
llvm::SmallVector<int64_t> stridedIndices(llvm::ArrayRef<int64_t> result,
                                          llvm::ArrayRef<int64_t> strides,
                                          int64_t offset = 0);

/// Row-major strides of `shape`, in elements.
Shape rowMajorStrides(llvm::ArrayRef<int64_t> shape);

/// A tensor of float32 or float64.
HostTensor makeReals(int elementType, llvm::ArrayRef<int64_t> shape,
                     llvm::ArrayRef<double> values);

/// The elements `indices` of `source` as a tensor of `shape`.
HostTensor takeElements(const HostTensor &source, llvm::ArrayRef<int64_t> shape,
                        llvm::ArrayRef<int64_t> indices);

/// Comparisons, logic, Where, NonZero.
void addEvaluatedLogicOps(OpTable &table);
/// Gather, Concat and Transpose.
void addEvaluatedMovementOps(OpTable &table);

} // namespace kiln

#endif // KILN_LIB_IMPORT_EVALUATORUTILS_H
