// Reading the facts off a kiln module, and their two forms.

#include "Kiln/Compiler/ModelFacts.h"
#include "Kiln/IR/Kiln.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace kiln;
using namespace kiln;
namespace json = llvm::json;

static ModelFacts::Port makePort(Type type, Attribute name) {
  auto tensor = cast<RankedTensorType>(type);
  ModelFacts::Port port;
  port.name = cast<StringAttr>(name).str();
  llvm::raw_string_ostream(port.type) << tensor.getElementType();
  port.shape.assign(tensor.getShape().begin(), tensor.getShape().end());
  return port;
}

static int64_t bytesOf(RankedTensorType type) {
  return type.getNumElements() *
         llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

ModelFacts ModelFacts::of(ModuleOp module) {
  ModelFacts facts;
  StringRef nameAttr = KilnDialect::kNameAttr;
  for (auto func : module.getOps<func::FuncOp>()) {
    if (!func.isPublic())
      continue;
    for (auto [i, type] : llvm::enumerate(func.getArgumentTypes()))
      facts.inputs.push_back(makePort(type, func.getArgAttr(i, nameAttr)));
    for (auto [i, type] : llvm::enumerate(func.getResultTypes()))
      facts.outputs.push_back(makePort(type, func.getResultAttr(i, nameAttr)));
  }
  module.walk([&](Operation *op) {
    if (isa_and_present<KilnDialect>(op->getDialect()))
      ++facts.ops[op->getName().stripDialect().str()];
    else if (auto constant = dyn_cast<arith::ConstantOp>(op))
      if (auto type = dyn_cast<RankedTensorType>(constant.getType()))
        facts.weightBytes += bytesOf(type);
  });
  return facts;
}

/// Columns: what it is, shape, type, name.
static void printPorts(ArrayRef<ModelFacts::Port> ports, StringRef kind,
                       llvm::raw_ostream &os) {
  for (const ModelFacts::Port &port : ports) {
    os << "  " << llvm::left_justify(kind, 9);
    llvm::interleave(port.shape, os, "x");
    os << (port.shape.empty() ? "scalar " : " ") << port.type << "  '";
    llvm::printEscapedString(port.name, os);
    os << "'\n";
  }
}

void ModelFacts::print(llvm::raw_ostream &os) const {
  printPorts(inputs, "input", os);
  printPorts(outputs, "output", os);
  // The most frequent first, equals by name.
  std::vector<std::pair<int64_t, StringRef>> sorted;
  for (const auto &[op, count] : ops)
    sorted.emplace_back(-count, op);
  llvm::sort(sorted);
  os << "  ops      ";
  llvm::interleaveComma(
      sorted, os, [&](const auto &op) { os << -op.first << ' ' << op.second; });
  os << (sorted.empty() ? "none" : "") << "\n  weights  " << weightBytes
     << " bytes\n";
}

static json::Array portsToJson(ArrayRef<ModelFacts::Port> ports) {
  json::Array array;
  for (const ModelFacts::Port &port : ports)
    array.push_back(json::Object{{"name", json::fixUTF8(port.name)},
                                 {"type", port.type},
                                 {"shape", json::Array(port.shape)}});
  return array;
}

json::Object ModelFacts::toJson() const {
  json::Object counts;
  for (const auto &[op, count] : ops)
    counts[op] = count;
  return json::Object{{"inputs", portsToJson(inputs)},
                      {"outputs", portsToJson(outputs)},
                      {"ops", std::move(counts)},
                      {"weightBytes", weightBytes}};
}
