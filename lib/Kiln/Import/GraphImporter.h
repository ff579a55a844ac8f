// From the graph of a parsed ONNX model to a kiln module. Knows values, names,
// shapes of inputs and outputs and the order of nodes; what a node means is in
// the table of ops.

#ifndef KILN_LIB_IMPORT_GRAPHIMPORTER_H
#define KILN_LIB_IMPORT_GRAPHIMPORTER_H

#include "ExternalData.h"
#include "HostTensor.h"
#include "ImportContext.h"
#include "InputDims.h"
#include "OpTable.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <map>
#include <set>
#include <tuple>

namespace onnx {
class GraphProto;
class ModelProto;
class NodeProto;
class TensorProto;
class ValueInfoProto;
} // namespace onnx

namespace kiln {

/// Whether `domain` is that of the standard ONNX operators.
bool isDefaultDomain(llvm::StringRef domain);
/// `domain`, but "" for that of the standard operators, which has two names.
std::string normalizeDomain(llvm::StringRef domain);

/// What an ONNX value name stands for.
struct GraphValue {
  /// Known while importing: an initializer or what was folded.
  std::shared_ptr<const HostTensor> constant;
  /// The tensor, unless the value is a constant.
  mlir::Value value;
  /// Result of something refused; what uses it says nothing more.
  bool refused = false;
};

class GraphImporter {
public:
  GraphImporter(std::shared_ptr<const onnx::ModelProto> model,
                ImportContext &context);

  /// The module; null when an error was reported to the context.
  mlir::OwningOpRef<mlir::ModuleOp> run();

  //===--------------------------------------------------------------------===//
  // For Node
  //===--------------------------------------------------------------------===//

  ImportContext &getContext() { return context; }
  mlir::OpBuilder &getBuilder() { return builder; }
  /// The value named `name`, or null.
  GraphValue *lookup(llvm::StringRef name);
  void define(llvm::StringRef name, GraphValue value);
  /// The tensor of `value`; for a constant, which must not be empty and of a
  /// type that the dialect has, an arith.constant.
  mlir::Value materialize(const GraphValue &value);
  /// Whether any node or output that matters reads `name`.
  bool isUsed(llvm::StringRef name) const { return usedNames.contains(name); }
  llvm::Expected<HostTensor> read(const onnx::TensorProto &tensor);
  /// Counts the elements of one more tensor; says which limit they exceed, or
  /// nothing.
  std::string chargeElements(int64_t count);
  /// The same for a constant that is computed.
  std::string chargeFolded(int64_t count);
  /// Says of a tensor of that many dimensions that they are too many, or
  /// nothing.
  std::string checkRank(size_t rank) const;

private:
  bool checkModel();
  bool checkNames();
  void checkOperands();
  void nameInputs();
  bool nameProducers();
  void readInitializers();
  void findLiveNodes();
  void importInputs();
  mlir::RankedTensorType inputType(const onnx::ValueInfoProto &input);
  void importNodes();
  llvm::LogicalResult importNode(Node &node, const onnx::NodeProto &proto,
                                 unsigned index);
  llvm::LogicalResult checkInputs(Node &node, const onnx::NodeProto &proto,
                                  unsigned index);
  llvm::LogicalResult runHandler(Node &node, const OpEntry &entry);
  void importOutputs();
  mlir::Value importOutput(const onnx::ValueInfoProto &output);
  bool checkOutputType(const onnx::ValueInfoProto &output,
                       mlir::RankedTensorType type);
  mlir::OwningOpRef<mlir::ModuleOp> finish();

  std::shared_ptr<const onnx::ModelProto> model;
  const onnx::GraphProto &graph;
  ImportContext &context;
  InputDims dims;
  OpTable table;
  ExternalData externalData;
  mlir::OpBuilder builder;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::Block *body = nullptr;
  /// Constants already emitted: those that share elements and shape are one.
  struct EmittedConstant {
    mlir::Value value;
    std::shared_ptr<const void> owner;
  };
  std::map<std::tuple<const char *, std::vector<int64_t>, bool>,
           EmittedConstant>
      constants;
  /// The constants stand at the top of the function; the next one goes after
  /// this.
  mlir::Operation *lastConstant = nullptr;

  int64_t opset = 0;
  int64_t totalElements = 0;
  int64_t foldedElements = 0;
  llvm::StringMap<GraphValue> values;
  llvm::StringMap<unsigned> producers;
  llvm::StringSet<> usedNames;
  /// The versions of the domains that are not ONNX's.
  llvm::StringMap<int64_t> domains;
  /// Domain and name of each function of the model. They may hide ONNX's ops.
  std::set<std::pair<std::string, std::string>> functions;
  std::vector<bool> liveNodes;
  std::vector<const onnx::ValueInfoProto *> inputs;
  llvm::SmallVector<mlir::Value> results;
};

} // namespace kiln

#endif // KILN_LIB_IMPORT_GRAPHIMPORTER_H
