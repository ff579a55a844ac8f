// Walks a function and hands each op to its kernel. What an op computes is in
// the files of the op families.

#include "Kiln/Reference/Evaluator.h"
#include "Kernels.h"
#include "Kiln/IR/Constants.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/Parallel.h"
#include <map>
#include <optional>

using namespace mlir;
using namespace kiln;
using namespace kiln::reference;

Tensor::Tensor(llvm::ArrayRef<int64_t> shape) : shape(shape) {
  int64_t size = 1;
  for (int64_t dim : shape)
    size *= dim;
  values.resize(size);
}

int64_t Tensor::position(llvm::ArrayRef<int64_t> index) const {
  int64_t position = 0;
  for (size_t i = 0; i < shape.size(); ++i)
    position = position * shape[i] + index[i];
  return position;
}

Tensor kiln::reference::makeResult(Operation *op) {
  return Tensor(cast<RankedTensorType>(op->getResult(0).getType()).getShape());
}

void kiln::reference::forEachIndex(
    llvm::ArrayRef<int64_t> shape,
    llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit) {
  llvm::SmallVector<int64_t> index(shape.size(), 0);
  while (true) {
    visit(index);
    size_t dim = shape.size();
    while (dim > 0 && ++index[dim - 1] == shape[dim - 1])
      index[--dim] = 0;
    if (dim == 0)
      return;
  }
}

void kiln::reference::forEachIndexInParallel(
    llvm::ArrayRef<int64_t> shape,
    llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit) {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  llvm::parallelFor(0, size_t(count), [&](size_t position) {
    llvm::SmallVector<int64_t> index(shape.size());
    for (size_t dim = shape.size(); dim-- > 0; position /= shape[dim])
      index[dim] = position % shape[dim];
    visit(index);
  });
}

double kiln::reference::broadcastAt(const Tensor &tensor,
                                    llvm::ArrayRef<int64_t> index) {
  llvm::ArrayRef<int64_t> aligned = index.take_back(tensor.rank());
  int64_t position = 0;
  for (auto [size, i] : llvm::zip_equal(tensor.shape, aligned))
    position = position * size + (size == 1 ? 0 : i);
  return tensor.values[position];
}

double kiln::reference::toNumber(Attribute attribute) {
  if (auto real = dyn_cast<FloatAttr>(attribute))
    return real.getValueAsDouble();
  auto integer = cast<IntegerAttr>(attribute);
  bool isUnsigned =
      integer.getType().isInteger(1) || integer.getType().isUnsignedInteger();
  return isUnsigned ? integer.getValue().roundToDouble(/*isSigned=*/false)
                    : integer.getValue().roundToDouble(/*isSigned=*/true);
}

static std::optional<Tensor> evaluateConstant(arith::ConstantOp op) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type)
    return std::nullopt;
  Tensor result(type.getShape());
  auto dense = dyn_cast<DenseElementsAttr>(op.getValue());
  if (dense && !type.getElementType().isF32()) {
    for (auto [element, value] :
         llvm::zip_equal(result.values, dense.getValues<Attribute>()))
      element = toNumber(value);
    return result;
  }
  std::optional<F32Data> data = getF32Data(op.getValue());
  if (!data)
    return std::nullopt;
  for (int64_t i = 0; i < data->size(); ++i)
    result.values[i] = (*data)[i];
  return result;
}

static std::optional<Tensor> evaluateAny(Operation *op, Operands operands) {
  using Result = std::optional<Tensor>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([](arith::ConstantOp op) { return evaluateConstant(op); })
      .Case<Conv2DOp, MaxPool2DOp, AvgPool2DOp, GlobalAvgPoolOp, AddOp, SubOp,
            MulOp, DivOp, ReluOp, LeakyReluOp, SigmoidOp, TanhOp, ClipOp,
            SoftmaxOp, BatchNormOp, MatmulOp, GemmOp, ReshapeOp, FlattenOp,
            TransposeOp, ConcatOp, PadOp, ConvTranspose2DOp, ExpOp, LogOp,
            SqrtOp, ErfOp, AbsOp, FloorOp, CeilOp, RoundOp, SinOp, CosOp,
            AtanOp, Log1pOp, EluOp, MaxOp, MinOp, PowOp, LRNOp, ReduceSumOp,
            ReduceMaxOp, ReduceMinOp, ReduceProdOp, SliceOp, Resize2DOp, RemOp,
            CastOp, EqualOp, LessOp, LessEqualOp, AndOp, OrOp, XorOp, SelectOp,
            GatherOp, TopKOp>(
          [&](auto op) -> Result { return evaluateOp(op, operands); })
      .Default([](Operation *) { return Result(); });
}

FailureOr<llvm::SmallVector<Tensor>>
kiln::reference::evaluate(func::FuncOp function,
                          llvm::ArrayRef<Tensor> inputs) {
  if (!function.getBody().hasOneBlock())
    return function.emitError("expected a function of one block");
  // Nodes of this map keep their address: operands point into it.
  std::map<void *, Tensor> known;
  auto lookUp = [&](Value value) -> Tensor & {
    return known[value.getAsOpaquePointer()];
  };
  for (auto [argument, input] :
       llvm::zip_equal(function.getArguments(), inputs))
    lookUp(argument) = input;

  Block &body = function.getBody().front();
  for (Operation &op : body.without_terminator()) {
    llvm::SmallVector<const Tensor *> operands;
    for (Value operand : op.getOperands())
      operands.push_back(&lookUp(operand));
    std::optional<Tensor> result = evaluateAny(&op, operands);
    if (!result)
      return op.emitError("expected an op of the kiln dialect or a "
                          "constant");
    lookUp(op.getResult(0)) = std::move(*result);
  }
  llvm::SmallVector<Tensor> results;
  for (Value value : body.getTerminator()->getOperands())
    results.push_back(lookUp(value));
  return results;
}
