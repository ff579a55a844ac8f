// Matrix products.

#include "Kernels.h"

using namespace kiln;
using namespace kiln::reference;

Tensor kiln::reference::evaluateOp(MatmulOp op, Operands operands) {
  const Tensor &lhs = *operands[0], &rhs = *operands[1];
  Tensor result = makeResult(op);
  int64_t depth = lhs.shape.back();
  forEachIndexInParallel(result.shape, [&](llvm::ArrayRef<int64_t> at) {
    llvm::SmallVector<int64_t> left(at), right(at);
    double sum = 0.0;
    for (int64_t k = 0; k < depth; ++k) {
      left[at.size() - 1] = k;
      right[at.size() - 2] = k;
      // A matrix of one row or column is not broadcast: its index is 0 anyway.
      sum += broadcastAt(lhs, left) * broadcastAt(rhs, right);
    }
    result.at(at) = sum;
  });
  return result;
}

Tensor kiln::reference::evaluateOp(GemmOp op, Operands operands) {
  const Tensor &a = *operands[0], &b = *operands[1];
  double alpha = op.getAlpha().convertToFloat();
  double beta = op.getBeta().convertToFloat();
  bool transA = op.getTransA(), transB = op.getTransB();
  int64_t depth = a.shape[transA ? 0 : 1];
  Tensor result = makeResult(op);
  forEachIndexInParallel(result.shape, [&](llvm::ArrayRef<int64_t> at) {
    double sum = 0.0;
    for (int64_t k = 0; k < depth; ++k)
      sum += (transA ? a.at({k, at[0]}) : a.at({at[0], k})) *
             (transB ? b.at({at[1], k}) : b.at({k, at[1]}));
    double addend = operands.size() > 2 ? broadcastAt(*operands[2], at) : 0.0;
    result.at(at) = alpha * sum + beta * addend;
  });
  return result;
}
