// The graph of the model, taken before any pass has changed it.

#include "Graph.h"
#include "Kiln/IR/Flops.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/IR/LayerNames.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace kiln;

namespace {

class GraphCollector {
public:
  GraphCollector(CompileFacts &facts, NodeNumbers &numbers)
      : facts(facts), numbers(numbers) {}

  void run(func::FuncOp function) {
    StringRef nameAttr = KilnDialect::kNameAttr;
    for (BlockArgument argument : function.getArguments()) {
      unsigned node = addEnd(NodeFacts::Kind::Input,
                             function.getArgAttrOfType<StringAttr>(
                                 argument.getArgNumber(), nameAttr),
                             argument.getType());
      numbers.try_emplace(argument.getLoc(), node);
      makers[argument] = node;
    }
    for (Operation &op : function.getBody().front().without_terminator())
      if (isa_and_present<KilnDialect>(op.getDialect()))
        add(op);
    Operation *end = function.getBody().front().getTerminator();
    for (OpOperand &result : end->getOpOperands()) {
      unsigned node = addEnd(NodeFacts::Kind::Output,
                             function.getResultAttrOfType<StringAttr>(
                                 result.getOperandNumber(), nameAttr),
                             result.get().getType());
      addInput(node, result.get());
    }
  }

private:
  unsigned addEnd(NodeFacts::Kind kind, StringAttr name, Type type) {
    NodeFacts node;
    node.kind = kind;
    node.op = kind == NodeFacts::Kind::Input ? "input" : "output";
    node.name = name ? name.str() : node.op;
    facts.nodes.push_back(std::move(node));
    setType(facts.nodes.back(), type);
    return facts.nodes.size() - 1;
  }

  /// An op at the place of another is a part of the same node.
  void add(Operation &op) {
    SetVector<Location> places;
    collectNodes(op.getLoc(), places);
    unsigned next = facts.nodes.size();
    unsigned number =
        places.empty()
            ? next
            : numbers.try_emplace(places.front(), next).first->second;
    StringRef opName = op.getName().stripDialect();
    if (number == next) {
      NodeFacts node;
      node.op = opName.str();
      node.name = places.empty() ? (opName + "_" + Twine(next)).str()
                                 : getNodeName(places.front());
      facts.nodes.push_back(std::move(node));
    } else {
      facts.nodes[number].op += ("+" + opName).str();
    }
    NodeFacts &node = facts.nodes[number];
    node.flops += roundFlops(countFlops(&op));
    if (op.getNumResults() > 0)
      setType(node, op.getResult(0).getType());
    for (Value operand : op.getOperands())
      addInput(number, operand);
    for (Value result : op.getResults())
      makers[result] = number;
  }

  void addInput(unsigned number, Value operand) {
    NodeFacts &node = facts.nodes[number];
    auto maker = makers.find(operand);
    if (maker != makers.end()) {
      if (maker->second != number &&
          !llvm::is_contained(node.inputs, maker->second))
        node.inputs.insert(llvm::upper_bound(node.inputs, maker->second),
                           maker->second);
      return;
    }
    auto type = dyn_cast<RankedTensorType>(operand.getType());
    if (type && operand.getDefiningOp<arith::ConstantOp>())
      node.weightBytes += type.getNumElements() *
                          llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  }

  static void setType(NodeFacts &node, Type type) {
    auto tensor = cast<RankedTensorType>(type);
    node.type.clear();
    llvm::raw_string_ostream(node.type) << tensor.getElementType();
    node.shape.assign(tensor.getShape().begin(), tensor.getShape().end());
  }

  CompileFacts &facts;
  NodeNumbers &numbers;
  /// The node that a value is a result of.
  llvm::DenseMap<Value, unsigned> makers;
};

} // namespace

void kiln::collectGraph(ModuleOp module, CompileFacts &facts,
                        NodeNumbers &numbers) {
  for (auto function : module.getOps<func::FuncOp>()) {
    if (!function.isPublic() || function.isExternal())
      continue;
    facts.model = function.getName().str();
    GraphCollector(facts, numbers).run(function);
    return;
  }
}

SmallVector<unsigned> kiln::findNodes(Operation *op,
                                      const NodeNumbers &numbers) {
  SetVector<Location> places;
  collectNodes(op, places);
  SmallVector<unsigned> found;
  for (Location place : places)
    if (auto number = numbers.find(place); number != numbers.end())
      found.push_back(number->second);
  llvm::sort(found);
  found.erase(llvm::unique(found), found.end());
  return found;
}
