// Splitting a function into layers and copying parts of it.

#include "Kiln/Verify/Layers.h"
#include "Kiln/IR/Kiln.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace kiln;
using namespace kiln::verify;

/// Ops that take each element by itself and make a small error of an operand no
/// larger than a small error of the result. Others (a logarithm, a quotient, a
/// step) are judged by the operands that they were given.
static bool joinsLayer(Operation *op) {
  return isa<AddOp, SubOp, MulOp, MaxOp, MinOp, ReluOp, LeakyReluOp, ClipOp,
             SigmoidOp, TanhOp, EluOp, AbsOp, BatchNormOp, SelectOp>(op);
}

std::vector<Layer> kiln::verify::splitIntoLayers(func::FuncOp function) {
  // From the last op to the first: an op is in the layer of its users if there
  // is one layer that all of them are in. Layers are named by their last op.
  Block &body = function.getBody().front();
  llvm::DenseMap<Operation *, Operation *> lastOf;
  for (Operation &op : llvm::reverse(body.without_terminator())) {
    Operation *last = &op;
    if (!op.use_empty()) {
      Operation *shared = lastOf.lookup(*op.user_begin());
      bool joins = shared && llvm::all_of(op.getUsers(), [&](Operation *user) {
                     return joinsLayer(user) && lastOf.lookup(user) == shared;
                   });
      if (joins)
        last = shared;
    }
    lastOf[&op] = last;
  }

  llvm::DenseMap<Operation *, llvm::SmallVector<Operation *>> members;
  std::vector<Layer> layers;
  for (Operation &op : body.without_terminator()) {
    if (isa<arith::ConstantOp>(op))
      continue;
    Operation *last = lastOf[&op];
    members[last].push_back(&op);
    if (last == &op)
      layers.push_back({std::move(members[last])});
  }
  return layers;
}

func::FuncOp Part::getFunction() {
  return *module->getOps<func::FuncOp>().begin();
}

Part kiln::verify::extract(func::FuncOp function, ArrayRef<Operation *> ops,
                           ArrayRef<Value> results) {
  Part part;
  part.module = ModuleOp::create(function->getParentOp()->getLoc());
  OpBuilder builder(part.module->getBodyRegion());
  auto copy =
      func::FuncOp::create(builder, function.getLoc(), function.getName(),
                           builder.getFunctionType({}, {}));
  Block *body = copy.addEntryBlock();
  builder.setInsertionPointToStart(body);
  IRMapping mapping;
  for (Operation *op : ops) {
    for (Value operand : op->getOperands()) {
      if (mapping.contains(operand))
        continue;
      if (auto constant = operand.getDefiningOp<arith::ConstantOp>()) {
        mapping.map(operand, builder.clone(*constant)->getResult(0));
        continue;
      }
      mapping.map(operand,
                  body->addArgument(operand.getType(), operand.getLoc()));
      part.inputs.push_back(operand);
    }
    builder.clone(*op, mapping);
  }
  llvm::SmallVector<Value> returned;
  for (Value result : results)
    returned.push_back(mapping.lookup(result));
  func::ReturnOp::create(builder, function.getLoc(), returned);
  copy.setFunctionType(builder.getFunctionType(
      body->getArgumentTypes(),
      llvm::to_vector(TypeRange(ValueRange(returned)))));
  return part;
}
