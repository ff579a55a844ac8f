// Whether the rows of a batch are computed apart: follows the leading dimension
// through the model, op by op, and names the ops that mix it with anything.

#include "Kiln/Transforms/CheckBatch.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/TypeSwitch.h"

namespace kiln {
#define GEN_PASS_DEF_CHECKBATCH
#include "Kiln/Transforms/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

/// Values that depend on an input; others are the same for every row.
using Rows = llvm::DenseSet<Value>;

static int64_t rankOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getRank();
}

bool kiln::leadsWith(Type type, int64_t rows) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getRank() > 0 && tensor.getDimSize(0) == rows;
}

/// Whether `value`, which depends on no input, is the same all along its
/// dimension 0.
static bool isSameForAll(Value value) {
  if (leadsWith(value.getType(), 1))
    return true;
  auto constant = value.getDefiningOp<arith::ConstantOp>();
  if (!constant)
    return false;
  int64_t rows = cast<RankedTensorType>(value.getType()).getDimSize(0);
  if (auto dense = dyn_cast<DenseElementsAttr>(constant.getValue())) {
    if (dense.isSplat())
      return true;
    auto elements = dense.getValues<Attribute>();
    int64_t size = dense.getNumElements() / rows;
    for (int64_t i = size, e = dense.getNumElements(); i < e; ++i)
      if (elements[i] != elements[i % size])
        return false;
    return true;
  }
  auto resource = dyn_cast<DenseResourceElementsAttr>(constant.getValue());
  AsmResourceBlob *blob =
      resource ? resource.getRawHandle().getBlob() : nullptr;
  if (!blob || resource.getElementType().isInteger(1))
    return false;
  ArrayRef<char> bytes = blob->getData(),
                 first = bytes.take_front(bytes.size() / rows);
  for (; !bytes.empty(); bytes = bytes.drop_front(first.size()))
    if (bytes.take_front(first.size()) != first)
      return false;
  return true;
}

//===----------------------------------------------------------------------===//
// What each op does to the batch. A rule returns why the op mixes rows, or
// nothing. That the result leads with the batch is checked for all of them.
//===----------------------------------------------------------------------===//

/// Ops that combine elements at equal places, after broadcasting.
static StringRef checkBroadcast(Operation *op, const Rows &rows) {
  int64_t rank = rankOf(op->getResult(0));
  for (Value operand : op->getOperands()) {
    if (rows.contains(operand) && rankOf(operand) != rank)
      return "broadcasting takes the batch of an operand for another dimension";
    if (!rows.contains(operand) && rankOf(operand) == rank &&
        !isSameForAll(operand))
      return "a constant operand differs along the batch";
  }
  return {};
}

/// Ops of an image and of parameters that all rows share.
static StringRef checkParameters(Operation *op, const Rows &rows) {
  if (llvm::any_of(op->getOperands().drop_front(),
                   [&](Value operand) { return rows.contains(operand); }))
    return "its parameters depend on the input";
  return {};
}

static StringRef checkAxes(ArrayRef<int64_t> axes) {
  return llvm::is_contained(axes, 0) ? "it combines elements along the batch"
                                     : "";
}

static StringRef checkGemm(GemmOp op, const Rows &rows) {
  if (rows.contains(op.getB()))
    return "its second matrix depends on the input";
  if (op.getTransA())
    return "it sums along the batch, the leading dimension of its first matrix";
  Value c = op.getC();
  if (c && rows.contains(c) && rankOf(c) != 2)
    return "broadcasting takes the batch of an operand for another dimension";
  if (c && !rows.contains(c) && rankOf(c) == 2 && !isSameForAll(c))
    return "a constant operand differs along the batch";
  return {};
}

static StringRef checkMatmul(MatmulOp op, const Rows &rows) {
  int64_t rank = rankOf(op.getResult());
  if (rows.contains(op.getRhs()) && rankOf(op.getRhs()) == 2)
    return "it sums along the batch, the leading dimension of its second "
           "matrix";
  for (Value operand : op->getOperands()) {
    if (rows.contains(operand) && rankOf(operand) != rank)
      return "broadcasting takes the batch of an operand for another dimension";
    if (!rows.contains(operand) && rank > 2 && rankOf(operand) == rank &&
        !isSameForAll(operand))
      return "a constant operand differs along the batch";
  }
  return {};
}

static StringRef checkConcat(ConcatOp op, const Rows &rows) {
  if (op.getAxis() == 0)
    return "it joins tensors along the batch";
  for (Value operand : op->getOperands())
    if (!rows.contains(operand) && !isSameForAll(operand))
      return "a constant operand differs along the batch";
  return {};
}

static StringRef checkGather(GatherOp op, const Rows &rows) {
  if (!rows.contains(op.getIndices()))
    return op.getAxis() == 0 ? "it gathers from the batch" : "";
  if (rows.contains(op.getInput()))
    return "both its input and its indices have the batch";
  return op.getAxis() == 0 ? "" : "its result does not lead with the batch";
}

/// Why `op`, which has an operand among `rows`, mixes rows; empty if it does
/// not.
static StringRef checkOp(Operation *op, const Rows &rows) {
  return llvm::TypeSwitch<Operation *, StringRef>(op)
      .Case<Conv2DOp, ConvTranspose2DOp, BatchNormOp>(
          [&](Operation *op) { return checkParameters(op, rows); })
      .Case<AddOp, SubOp, MulOp, DivOp, RemOp, MaxOp, MinOp, PowOp, EqualOp,
            LessOp, LessEqualOp, AndOp, OrOp, XorOp, SelectOp>(
          [&](Operation *op) { return checkBroadcast(op, rows); })
      .Case<MaxPool2DOp, AvgPool2DOp, GlobalAvgPoolOp, LRNOp, Resize2DOp,
            ReluOp, LeakyReluOp, SigmoidOp, TanhOp, ExpOp, LogOp, SqrtOp, ErfOp,
            AbsOp, FloorOp, CeilOp, RoundOp, SinOp, CosOp, AtanOp, Log1pOp,
            EluOp, ClipOp, CastOp, ReshapeOp, SliceOp>(
          [](Operation *) { return ""; })
      .Case<ReduceSumOp, ReduceProdOp, ReduceMaxOp, ReduceMinOp>(
          [](auto op) { return checkAxes(op.getAxes()); })
      .Case([](SoftmaxOp op) { return checkAxes(int64_t(op.getAxis())); })
      .Case([](TopKOp op) { return checkAxes(int64_t(op.getAxis())); })
      .Case([&](GatherOp op) { return checkGather(op, rows); })
      .Case([&](GemmOp op) { return checkGemm(op, rows); })
      .Case([&](MatmulOp op) { return checkMatmul(op, rows); })
      .Case([](FlattenOp op) {
        return op.getAxis() == 0 ? "it joins the batch with other dimensions"
                                 : "";
      })
      .Case([](TransposeOp op) {
        return op.getPermutation()[0] != 0 ? "it moves the batch elsewhere"
                                           : "";
      })
      .Case([&](ConcatOp op) { return checkConcat(op, rows); })
      .Case([](PadOp op) {
        return op.getLow()[0] != 0 || op.getHigh()[0] != 0 ? "it pads the batch"
                                                           : "";
      })
      .Default([](Operation *) {
        return "whether it keeps rows apart is not known";
      });
}

static LogicalResult checkPorts(func::FuncOp function) {
  bool valid = true;
  auto check = [&](Type type, StringRef kind, unsigned index, Attribute name) {
    if (leadsWith(type, 1))
      return;
    valid = false;
    InFlightDiagnostic error = function.emitError()
                               << "--dynamic-batch: " << kind << " ";
    if (name)
      error << "'" << cast<StringAttr>(name).getValue() << "'";
    else
      error << index;
    error << " has type " << type
          << ", expected a leading dimension of 1, which stands for the batch";
  };
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes()))
    check(type, "input", i, function.getArgAttr(i, KilnDialect::kNameAttr));
  for (auto [i, type] : llvm::enumerate(function.getResultTypes()))
    check(type, "output", i, function.getResultAttr(i, KilnDialect::kNameAttr));
  return success(valid);
}

LogicalResult kiln::checkBatch(func::FuncOp function, int64_t batch) {
  Rows rows(llvm::from_range, function.getArguments());
  // What follows a refused op would only be refused for it.
  Rows refused;
  for (Operation &op : function.getBody().front().without_terminator()) {
    auto isIn = [&](const Rows &set) {
      return llvm::any_of(op.getOperands(),
                          [&](Value operand) { return set.contains(operand); });
    };
    if (isIn(refused)) {
      refused.insert_range(op.getResults());
      continue;
    }
    if (!isIn(rows))
      continue;
    StringRef reason = checkOp(&op, rows);
    auto leads = [&](Type type) { return leadsWith(type, batch); };
    if (reason.empty() && !llvm::all_of(op.getResultTypes(), leads))
      reason = "its result does not lead with the batch";
    if (reason.empty()) {
      rows.insert_range(op.getResults());
      continue;
    }
    refused.insert_range(op.getResults());
    op.emitError() << "--dynamic-batch: " << op.getName()
                   << " may mix the rows of the batch: " << reason;
  }
  return success(refused.empty());
}

namespace {
struct CheckBatchPass : kiln::impl::CheckBatchBase<CheckBatchPass> {
  void runOnOperation() override {
    if (!getOperation()->hasAttr(KilnDialect::kDynamicBatchAttr))
      return;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(checkPorts(function)) ||
          failed(checkBatch(function, /*batch=*/1)))
        signalPassFailure();
  }
};
} // namespace
