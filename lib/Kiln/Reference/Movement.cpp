// Ops that move elements and compute nothing.

#include "Kernels.h"
#include <algorithm>

using namespace kiln;
using namespace kiln::reference;

static Tensor reshape(mlir::Operation *op, const Tensor &input) {
  Tensor result = makeResult(op);
  result.values = input.values;
  return result;
}

Tensor kiln::reference::evaluateOp(ReshapeOp op, Operands operands) {
  return reshape(op, *operands[0]);
}

Tensor kiln::reference::evaluateOp(FlattenOp op, Operands operands) {
  return reshape(op, *operands[0]);
}

Tensor kiln::reference::evaluateOp(TransposeOp op, Operands operands) {
  Tensor result = makeResult(op);
  forEachIndex(result.shape, [&](llvm::ArrayRef<int64_t> at) {
    llvm::SmallVector<int64_t> source(at.size());
    for (auto [i, dim] : llvm::enumerate(op.getPermutation()))
      source[dim] = at[i];
    result.at(at) = operands[0]->at(source);
  });
  return result;
}

/// Writes `input` into `result`, moved by `offset`.
static void insert(const Tensor &input, llvm::ArrayRef<int64_t> offset,
                   Tensor &result) {
  forEachIndex(input.shape, [&](llvm::ArrayRef<int64_t> at) {
    llvm::SmallVector<int64_t> target(at);
    for (auto [index, distance] : llvm::zip_equal(target, offset))
      index += distance;
    result.at(target) = input.at(at);
  });
}

Tensor kiln::reference::evaluateOp(ConcatOp op, Operands operands) {
  Tensor result = makeResult(op);
  llvm::SmallVector<int64_t> offset(result.rank(), 0);
  for (const Tensor *input : operands) {
    insert(*input, offset, result);
    offset[op.getAxis()] += input->shape[op.getAxis()];
  }
  return result;
}

Tensor kiln::reference::evaluateOp(PadOp op, Operands operands) {
  Tensor result = makeResult(op);
  std::fill(result.values.begin(), result.values.end(),
            toNumber(op.getPaddingValue()));
  insert(*operands[0], op.getLow(), result);
  return result;
}

Tensor kiln::reference::evaluateOp(SliceOp op, Operands operands) {
  Tensor result = makeResult(op);
  forEachIndex(result.shape, [&](llvm::ArrayRef<int64_t> at) {
    llvm::SmallVector<int64_t> source;
    for (auto [i, start, step] :
         llvm::zip_equal(at, op.getStarts(), op.getSteps()))
      source.push_back(start + i * step);
    result.at(at) = operands[0]->at(source);
  });
  return result;
}
