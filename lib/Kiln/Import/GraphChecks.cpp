// GraphImporter: what must hold of the model as a whole before any node is
// looked at, and which nodes matter.

#include "GraphImporter.h"
#include "onnx/onnx.pb.h"

using namespace kiln;

/// The newest opset whose meaning of the ops in the table is known here.
constexpr int64_t kNewestOpset = 25;

bool kiln::isDefaultDomain(llvm::StringRef domain) {
  return domain.empty() || domain == "ai.onnx";
}

std::string kiln::normalizeDomain(llvm::StringRef domain) {
  return isDefaultDomain(domain) ? "" : domain.str();
}

bool GraphImporter::checkModel() {
  const ImportLimits &limits = context.options.limits;
  if (graph.node_size() > limits.nodes) {
    context.error("the graph of " + llvm::Twine(graph.node_size()) + " nodes " +
                  limits.exceeded(&ImportLimits::nodes));
    return false;
  }
  for (const onnx::OperatorSetIdProto &entry : model->opset_import()) {
    if (!isDefaultDomain(entry.domain())) {
      domains[entry.domain()] = entry.version();
      continue;
    }
    if (opset != 0 && opset != entry.version())
      context.error("the model uses opsets " + llvm::Twine(opset) + " and " +
                    llvm::Twine(entry.version()) + " of the ONNX operators");
    opset = entry.version();
  }
  for (const onnx::FunctionProto &function : model->functions())
    functions.insert({normalizeDomain(function.domain()), function.name()});
  // A model of other domains alone need not say which.
  bool matters = llvm::any_of(graph.node(), [](const onnx::NodeProto &node) {
    return isDefaultDomain(node.domain());
  });
  if ((matters && opset < 1) || opset > kNewestOpset)
    context.error("the model uses opset " + llvm::Twine(opset) +
                  " of the ONNX operators; Kiln reads opsets 1 to " +
                  llvm::Twine(kNewestOpset));
  if (graph.output_size() == 0)
    context.error("the graph has no outputs");
  for (const onnx::SparseTensorProto &sparse : graph.sparse_initializer())
    context.error("initializer " + quoted(sparse.values().name()) +
                  " is sparse; Kiln reads dense initializers only");
  return !context.hasErrors();
}

void GraphImporter::nameInputs() {
  llvm::StringSet<> initializers, inputNames;
  for (const onnx::TensorProto &tensor : graph.initializer()) {
    if (tensor.name().empty())
      context.error("an initializer has no name");
    else if (!initializers.insert(tensor.name()).second)
      context.error("two initializers are named " + quoted(tensor.name()));
    values[tensor.name()];
  }
  for (const onnx::ValueInfoProto &input : graph.input()) {
    if (input.name().empty())
      context.error("an input has no name");
    else if (!inputNames.insert(input.name()).second)
      context.error("two inputs are named " + quoted(input.name()));
    // Up to IR version 3 initializers had to be listed as inputs too.
    if (!initializers.contains(input.name()))
      inputs.push_back(&input);
    values[input.name()];
  }
}

bool GraphImporter::nameProducers() {
  for (auto [index, node] : llvm::enumerate(graph.node())) {
    for (const std::string &output : node.output()) {
      if (output.empty())
        continue;
      if (values.contains(output))
        context.error("value " + quoted(output) +
                      " is an input or initializer "
                      "and also an output of node " +
                      quoted(node.name()));
      else if (!producers.try_emplace(output, index).second)
        context.error("value " + quoted(output) +
                      " is an output of two nodes, or twice of one");
    }
  }
  llvm::StringSet<> outputNames;
  for (const onnx::ValueInfoProto &output : graph.output())
    if (!outputNames.insert(output.name()).second)
      context.error("the output " + quoted(output.name()) + " is listed twice");
  return !context.hasErrors();
}

void GraphImporter::checkOperands() {
  const ImportLimits &limits = context.options.limits;
  auto check = [&](int64_t count, llvm::StringRef what) {
    if (count > limits.operands)
      context.error("the graph of " + llvm::Twine(count) + " " + what + " " +
                    limits.exceeded(&ImportLimits::operands));
  };
  check(inputs.size(), "inputs");
  check(graph.output_size(), "outputs");
}

bool GraphImporter::checkNames() {
  nameInputs();
  checkOperands();
  return nameProducers();
}

/// Only what the outputs depend on is imported.
void GraphImporter::findLiveNodes() {
  liveNodes.assign(graph.node_size(), false);
  llvm::SmallVector<unsigned> worklist;
  auto use = [&](const std::string &name) {
    if (name.empty() || !usedNames.insert(name).second)
      return;
    auto producer = producers.find(name);
    if (producer == producers.end() || liveNodes[producer->second])
      return;
    liveNodes[producer->second] = true;
    worklist.push_back(producer->second);
  };
  for (const onnx::ValueInfoProto &output : graph.output())
    use(output.name());
  while (!worklist.empty())
    for (const std::string &input : graph.node(worklist.pop_back_val()).input())
      use(input);
}
