// GraphImporter: values, the walk over the nodes, and the building of the
// module. Checks of the graph as a whole are in GraphChecks.cpp, inputs and
// outputs, with their symbolic dimensions, in GraphInterface.cpp.

#include "GraphImporter.h"
#include "Advice.h"
#include "Constants.h"
#include "Node.h"
#include "TensorData.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "onnx/onnx.pb.h"

using namespace mlir;
using namespace kiln;

/// No constant is computed from a larger one than this.
constexpr int64_t kMaxFoldInput = 1 << 16;

GraphImporter::GraphImporter(std::shared_ptr<const onnx::ModelProto> model,
                             ImportContext &context)
    : model(std::move(model)), graph(this->model->graph()), context(context),
      dims(context), externalData(context.path), builder(&context.mlirContext) {
}

OwningOpRef<ModuleOp> GraphImporter::run() {
  if (!checkModel() || !checkNames())
    return nullptr;
  findLiveNodes();
  readInitializers();
  dims.settle(inputs);
  importInputs();
  importNodes();
  importOutputs();
  return finish();
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

GraphValue *GraphImporter::lookup(llvm::StringRef name) {
  auto found = values.find(name);
  return found == values.end() ? nullptr : &found->second;
}

void GraphImporter::define(llvm::StringRef name, GraphValue value) {
  if (!name.empty())
    values[name] = std::move(value);
}

std::string GraphImporter::chargeElements(int64_t count) {
  const ImportLimits &limits = context.options.limits;
  if (count > limits.tensorElements)
    return limits.exceeded(&ImportLimits::tensorElements);
  totalElements += count;
  if (totalElements > limits.totalElements)
    return limits.exceeded(&ImportLimits::totalElements);
  return {};
}

std::string GraphImporter::chargeFolded(int64_t count) {
  const ImportLimits &limits = context.options.limits;
  foldedElements += count;
  if (foldedElements > limits.foldedElements)
    return limits.exceeded(&ImportLimits::foldedElements);
  return {};
}

std::string GraphImporter::checkRank(size_t rank) const {
  const ImportLimits &limits = context.options.limits;
  return int64_t(rank) > limits.rank ? limits.exceeded(&ImportLimits::rank)
                                     : "";
}

llvm::Expected<HostTensor>
GraphImporter::read(const onnx::TensorProto &tensor) {
  std::string excess = checkRank(tensor.dims_size());
  if (!excess.empty())
    return llvm::createStringError("has " + llvm::Twine(tensor.dims_size()) +
                                   " dimensions, which " + excess);
  return readTensor(tensor, model, externalData);
}

void GraphImporter::readInitializers() {
  for (const onnx::TensorProto &proto : graph.initializer()) {
    if (!isUsed(proto.name()))
      continue;
    GraphValue &value = values[proto.name()];
    llvm::Expected<HostTensor> tensor = read(proto);
    if (tensor) {
      value.constant = std::make_shared<HostTensor>(std::move(*tensor));
      continue;
    }
    context.error("initializer " + quoted(proto.name()) + " " +
                  llvm::toString(tensor.takeError()));
    value.refused = true;
  }
}

Value GraphImporter::materialize(const GraphValue &value) {
  if (!value.constant)
    return value.value;
  const HostTensor &tensor = *value.constant;
  std::vector<int64_t> shape(tensor.shape.begin(), tensor.shape.end());
  EmittedConstant &emitted =
      constants[{tensor.data.data(), std::move(shape), tensor.splat}];
  if (emitted.value)
    return emitted.value;

  OpBuilder::InsertionGuard guard(builder);
  if (lastConstant)
    builder.setInsertionPointAfter(lastConstant);
  else
    builder.setInsertionPointToStart(body);
  Location loc = context.valueLocation(tensor.name);
  TypedAttr attribute =
      cast<TypedAttr>(Attribute(makeConstant(tensor, context.mlirContext)));
  auto op = arith::ConstantOp::create(builder, loc, attribute);
  lastConstant = op;
  emitted = {op.getResult(), tensor.owner};
  return emitted.value;
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

void GraphImporter::importNodes() {
  for (auto [index, proto] : llvm::enumerate(graph.node())) {
    if (!liveNodes[index])
      continue;
    int64_t version = isDefaultDomain(proto.domain())
                          ? opset
                          : domains.lookup(proto.domain());
    Node node(*this, proto, index, version);
    if (succeeded(importNode(node, proto, index)))
      continue;
    for (const std::string &output : proto.output())
      define(output, {nullptr, {}, /*refused=*/true});
  }
}

LogicalResult GraphImporter::importNode(Node &node,
                                        const onnx::NodeProto &proto,
                                        unsigned index) {
  const ImportLimits &limits = context.options.limits;
  int64_t operands = std::max(proto.input_size(), proto.output_size());
  if (operands > limits.operands)
    return node.refuse("it " + limits.exceeded(&ImportLimits::operands));
  // That an op is unknown, or no op, is worth saying even of a node behind a
  // refused one; more about such a node cannot be known.
  if (functions.count({normalizeDomain(proto.domain()), proto.op_type()}))
    return node.refuse("it calls a function of the model, which is not "
                       "supported",
                       {},
                       "onnx.inliner puts the nodes of functions in the place "
                       "of their calls");
  if (!isDefaultDomain(proto.domain()))
    return node.refuse("ops of the domain " + quoted(proto.domain()) +
                           " are not supported",
                       {},
                       "Kiln takes ONNX's own, which "
                       "exporters write unless a runtime's are asked for");
  OpEntry entry = table.lookup(proto.op_type(), opset);
  if (!entry.import && !entry.fold) {
    if (int64_t since = table.oldest(proto.op_type()))
      return node.refuse("the op is not supported in this opset",
                         "opset " + llvm::Twine(since) + " or newer");
    return node.refuse("the op is not supported", {},
                       adviseAgainst(proto.op_type()));
  }
  if (failed(checkInputs(node, proto, index)) ||
      failed(runHandler(node, entry)) || failed(node.checkNoAttrsLeft()))
    return failure();
  for (auto [i, output] : llvm::enumerate(proto.output()))
    if (isUsed(output) && !values.contains(output))
      return node.refuse("its output " + llvm::Twine(i) + " " + quoted(output) +
                         " is used, which is not supported");
  return success();
}

LogicalResult GraphImporter::checkInputs(Node &node,
                                         const onnx::NodeProto &proto,
                                         unsigned index) {
  for (auto [i, input] : llvm::enumerate(proto.input())) {
    if (input.empty())
      continue;
    if (GraphValue *value = lookup(input)) {
      if (value->refused)
        return failure();
      continue;
    }
    auto producer = producers.find(input);

    if (producer == producers.end())
      return node.refuseInput(i, "is no output of any node, and no input or "
                                 "initializer of the graph");
    return node.refuseInput(
        i, "is made by a node that does not come before this one",
        "nodes in topological order, without cycles");
  }
  if (proto.output_size() == 0 || proto.output(0).empty())
    return node.refuse("its first output has no name");
  return success();
}

LogicalResult GraphImporter::runHandler(Node &node, const OpEntry &entry) {
  bool small = true;
  for (unsigned i = 0; i < node.getNumInputs(); ++i)
    if (node.isConstant(i))
      small &= *countElements(node.getShape(i)) <= kMaxFoldInput;
  bool constant = node.getNumInputs() != 0 && node.areInputsConstant();
  if (entry.fold && constant && small) {
    if (failed(entry.fold(node)))
      return failure();
    return node.chargeFolded(node.getResultSize());
  }
  if (entry.import)
    return entry.import(node);
  return node.refuse("the op is only computed at compile time",
                     constant ? "at most 2^16 elements"
                              : "inputs that do not depend on the model's");
}

//===----------------------------------------------------------------------===//
// The module
//===----------------------------------------------------------------------===//

OwningOpRef<ModuleOp> GraphImporter::finish() {
  if (context.hasErrors())
    return nullptr;
  externalData.addTo(context.hash);
  auto func = cast<func::FuncOp>(body->getParentOp());
  func::ReturnOp::create(builder, context.moduleLocation(), results);
  func.setFunctionType(
      builder.getFunctionType(body->getArgumentTypes(),
                              llvm::to_vector(ValueRange(results).getTypes())));
  auto named = [&](const std::string &name) {
    return builder.getDictionaryAttr(builder.getNamedAttr(
        KilnDialect::kNameAttr, builder.getStringAttr(name)));
  };
  llvm::SmallVector<DictionaryAttr> inputAttrs, outputAttrs;
  for (const onnx::ValueInfoProto *input : inputs)
    inputAttrs.push_back(named(input->name()));
  for (const onnx::ValueInfoProto &output : graph.output())
    outputAttrs.push_back(named(output.name()));
  func.setAllArgAttrs(inputAttrs);
  func.setAllResultAttrs(outputAttrs);
  return std::move(module);
}
