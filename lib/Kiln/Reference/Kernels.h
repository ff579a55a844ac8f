// One overload for each kiln op: its result on evaluated operands, which come
// in the op's order with missing optional ones left out. The op has been
// verified, so that shapes and attributes fit each other.

#ifndef KILN_LIB_REFERENCE_KERNELS_H
#define KILN_LIB_REFERENCE_KERNELS_H

#include "Kiln/IR/Kiln.h"
#include "Kiln/Reference/Evaluator.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace kiln::reference {

/// The evaluated operands of an op.
using Operands = llvm::ArrayRef<const Tensor *>;

// Windows.cpp
Tensor evaluateOp(Conv2DOp op, Operands operands);
Tensor evaluateOp(ConvTranspose2DOp op, Operands operands);
Tensor evaluateOp(MaxPool2DOp op, Operands operands);
Tensor evaluateOp(AvgPool2DOp op, Operands operands);
Tensor evaluateOp(GlobalAvgPoolOp op, Operands operands);

// Elementwise.cpp
Tensor evaluateOp(AddOp op, Operands operands);
Tensor evaluateOp(SubOp op, Operands operands);
Tensor evaluateOp(MulOp op, Operands operands);
Tensor evaluateOp(DivOp op, Operands operands);
Tensor evaluateOp(ReluOp op, Operands operands);
Tensor evaluateOp(LeakyReluOp op, Operands operands);
Tensor evaluateOp(SigmoidOp op, Operands operands);
Tensor evaluateOp(TanhOp op, Operands operands);
Tensor evaluateOp(ClipOp op, Operands operands);
Tensor evaluateOp(ExpOp op, Operands operands);
Tensor evaluateOp(LogOp op, Operands operands);
Tensor evaluateOp(SqrtOp op, Operands operands);
Tensor evaluateOp(ErfOp op, Operands operands);
Tensor evaluateOp(AbsOp op, Operands operands);
Tensor evaluateOp(FloorOp op, Operands operands);
Tensor evaluateOp(CeilOp op, Operands operands);
Tensor evaluateOp(RoundOp op, Operands operands);
Tensor evaluateOp(SinOp op, Operands operands);
Tensor evaluateOp(CosOp op, Operands operands);
Tensor evaluateOp(AtanOp op, Operands operands);
Tensor evaluateOp(Log1pOp op, Operands operands);
Tensor evaluateOp(EluOp op, Operands operands);
Tensor evaluateOp(MaxOp op, Operands operands);
Tensor evaluateOp(MinOp op, Operands operands);
Tensor evaluateOp(PowOp op, Operands operands);
Tensor evaluateOp(RemOp op, Operands operands);
Tensor evaluateOp(LRNOp op, Operands operands);
Tensor evaluateOp(ReduceSumOp op, Operands operands);
Tensor evaluateOp(ReduceMaxOp op, Operands operands);
Tensor evaluateOp(ReduceProdOp op, Operands operands);
Tensor evaluateOp(ReduceMinOp op, Operands operands);
Tensor evaluateOp(SoftmaxOp op, Operands operands);
Tensor evaluateOp(BatchNormOp op, Operands operands);

// Selection.cpp
Tensor evaluateOp(CastOp op, Operands operands);
Tensor evaluateOp(EqualOp op, Operands operands);
Tensor evaluateOp(LessOp op, Operands operands);
Tensor evaluateOp(LessEqualOp op, Operands operands);
Tensor evaluateOp(AndOp op, Operands operands);
Tensor evaluateOp(OrOp op, Operands operands);
Tensor evaluateOp(XorOp op, Operands operands);
Tensor evaluateOp(SelectOp op, Operands operands);
Tensor evaluateOp(GatherOp op, Operands operands);
Tensor evaluateOp(TopKOp op, Operands operands);

// Matmul.cpp
Tensor evaluateOp(MatmulOp op, Operands operands);
Tensor evaluateOp(GemmOp op, Operands operands);

// Movement.cpp
Tensor evaluateOp(ReshapeOp op, Operands operands);
Tensor evaluateOp(FlattenOp op, Operands operands);
Tensor evaluateOp(TransposeOp op, Operands operands);
Tensor evaluateOp(ConcatOp op, Operands operands);
Tensor evaluateOp(PadOp op, Operands operands);
Tensor evaluateOp(SliceOp op, Operands operands);

// Resize.cpp
Tensor evaluateOp(Resize2DOp op, Operands operands);

/// A tensor of zeros of the type of `op`'s result.
Tensor makeResult(mlir::Operation *op);

/// `value` as the element `type` holds it if that is an integer: cut to its
/// width. Reals are not rounded.
double wrapAround(double value, mlir::Type type);

/// Combines the elements of two operands that are broadcast to the result.
Tensor evaluateBinary(mlir::Operation *op, Operands operands,
                      llvm::function_ref<double(double, double)> function);

/// The value of an integer or float attribute.
double toNumber(mlir::Attribute attribute);

/// Calls `visit` with every index within `shape`, in row-major order; once,
/// with the empty index, if the rank is 0.
void forEachIndex(llvm::ArrayRef<int64_t> shape,
                  llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit);

/// The same on several threads and in any order. What `visit` writes must
/// depend on the index alone.
void forEachIndexInParallel(
    llvm::ArrayRef<int64_t> shape,
    llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit);

/// The element of `tensor` that is broadcast to `index` of a shape of the same
/// or a higher rank.
double broadcastAt(const Tensor &tensor, llvm::ArrayRef<int64_t> index);

} // namespace kiln::reference

#endif // KILN_LIB_REFERENCE_KERNELS_H
