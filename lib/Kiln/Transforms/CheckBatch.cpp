// Whether the rows of a batch are computed apart: follows the leading dimension
// through the model, op by op, and names the ops that mix it with anything.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
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

/// Whether dimension 0 is there and 1, as the rows' are.
static bool leadsWithOne(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getRank() > 0 && tensor.getDimSize(0) == 1;
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
        !leadsWithOne(operand.getType()))
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
  if (op.getC() && rows.contains(op.getC()) && rankOf(op.getC()) != 2)
    return "broadcasting takes the batch of an operand for another dimension";
  return {};
}

static StringRef checkMatmul(MatmulOp op, const Rows &rows) {
  int64_t rank = rankOf(op.getResult());
  if (rows.contains(op.getRhs()) && rankOf(op.getRhs()) == 2)
    return "it sums along the batch, the leading dimension of its second "
           "matrix";
  for (Value operand : op->getOperands())
    if (rows.contains(operand) && rankOf(operand) != rank)
      return "broadcasting takes the batch of an operand for another dimension";
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
      .Case([](ConcatOp op) {
        return op.getAxis() == 0 ? "it joins tensors along the batch" : "";
      })
      .Case([](PadOp op) {
        return op.getLow()[0] != 0 || op.getHigh()[0] != 0 ? "it pads the batch"
                                                           : "";
      })
      .Default([](Operation *) {
        return "whether it keeps rows apart is not known";
      });
}

namespace {

struct CheckBatchPass : kiln::impl::CheckBatchBase<CheckBatchPass> {
  void runOnOperation() override {
    if (!getOperation()->hasAttr(KilnDialect::kDynamicBatchAttr))
      return;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(checkPorts(function)) || failed(checkBody(function)))
        signalPassFailure();
  }

  LogicalResult checkPorts(func::FuncOp function) {
    bool valid = true;
    auto check = [&](Type type, StringRef kind, unsigned index,
                     Attribute name) {
      if (leadsWithOne(type))
        return;
      valid = false;
      InFlightDiagnostic error = function.emitError()
                                 << "--dynamic-batch: " << kind << " ";
      if (name)
        error << "'" << cast<StringAttr>(name).getValue() << "'";
      else
        error << index;
      error
          << " has type " << type
          << ", expected a leading dimension of 1, which stands for the batch";
    };
    for (auto [i, type] : llvm::enumerate(function.getArgumentTypes()))
      check(type, "input", i, function.getArgAttr(i, KilnDialect::kNameAttr));
    for (auto [i, type] : llvm::enumerate(function.getResultTypes()))
      check(type, "output", i,
            function.getResultAttr(i, KilnDialect::kNameAttr));
    return success(valid);
  }

  LogicalResult checkBody(func::FuncOp function) {
    Rows rows(llvm::from_range, function.getArguments());
    // What follows a refused op would only be refused for it.
    Rows refused;
    for (Operation &op : function.getBody().front().without_terminator()) {
      auto isIn = [&](const Rows &set) {
        return llvm::any_of(op.getOperands(), [&](Value operand) {
          return set.contains(operand);
        });
      };
      if (isIn(refused)) {
        refused.insert_range(op.getResults());
        continue;
      }
      if (!isIn(rows))
        continue;
      StringRef reason = checkOp(&op, rows);
      if (reason.empty() && !llvm::all_of(op.getResultTypes(), leadsWithOne))
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
};

} // namespace
