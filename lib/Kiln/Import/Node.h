// One ONNX node as its handler sees it: checked access to inputs and
// attributes, and the making of its results.
//
// The first problem of a node is reported and latches: later calls return null
// or defaults, so a handler reads straight through and lets create() or
// setResult() fail at its end.

#ifndef KILN_LIB_IMPORT_NODE_H
#define KILN_LIB_IMPORT_NODE_H

#include "GraphImporter.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/Import/Refusal.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/IR/TypeUtilities.h"

namespace onnx {
class AttributeProto;
} // namespace onnx

namespace kiln {

/// Which element types an input may have. Numbers are reals and integers, but
/// not bool.
enum class Elements { Float32, Number, Integer, Bool, Any };

class Node {
public:
  Node(GraphImporter &graph, const onnx::NodeProto &proto, unsigned index,
       int64_t opset);

  int64_t getOpset() const { return opset; }
  /// What leads inputs that have one row.
  int64_t getBatch() const { return graph.getContext().batch; }
  mlir::OpBuilder &getBuilder() { return graph.getBuilder(); }

  /// Reports that the node cannot be imported, unless that has been said of it
  /// already: what its `problem` is, which is what the text begins with, what
  /// the nearest supported form is and what else to do. See Refusal.
  llvm::LogicalResult refuse(const llvm::Twine &problem,
                             const llvm::Twine &expected = {},
                             const llvm::Twine &advice = {});
  /// The same of the attribute, or the input, that ONNX calls `name`: the
  /// problem is what is said of it, such as "is 3".
  llvm::LogicalResult refuseParameter(llvm::StringRef name,
                                      const llvm::Twine &problem,
                                      const llvm::Twine &expected = {});
  /// The same of input `i`.
  llvm::LogicalResult refuseInput(unsigned i, const llvm::Twine &problem,
                                  const llvm::Twine &expected = {});
  /// The same because of a result of `shape`, which no tensor may have.
  llvm::LogicalResult refuseSize(llvm::ArrayRef<int64_t> shape);
  /// Counts the elements of one more constant that is computed, and refuses the
  /// node if they are too many.
  llvm::LogicalResult chargeFolded(int64_t count);
  bool isRefused() const { return refused; }

  //===--------------------------------------------------------------------===//
  // Inputs
  //===--------------------------------------------------------------------===//

  unsigned getNumInputs() const;
  unsigned getNumOutputs() const;
  bool hasInput(unsigned i) const;
  /// Whether output `i` exists and has a name.
  bool hasOutput(unsigned i) const;
  /// Refuses unless between `least` and `most` inputs are there.
  bool expectInputs(unsigned least, unsigned most);

  bool isConstant(unsigned i);
  bool areInputsConstant();
  /// The tensor of input `i`, whose elements must be of one of the `accepted`
  /// types.
  mlir::Value getTensor(unsigned i, Elements accepted = Elements::Float32);
  /// The same for any type.
  mlir::Value getAnyTensor(unsigned i) { return getTensor(i, Elements::Any); }
  /// The tensor of input `i` with its shape changed; a constant is reshaped in
  /// place, else a kiln.reshape is made.
  mlir::Value getTensorAs(unsigned i, llvm::ArrayRef<int64_t> shape,
                          Elements accepted = Elements::Float32);
  Shape getShape(unsigned i);
  /// The element type of input `i`; null if the dialect has no such type.
  mlir::Type getElementType(unsigned i);
  /// Input `i`, which must be constant; `what` is its name in the ONNX
  /// specification.
  const HostTensor *getConstant(unsigned i, llvm::StringRef what);
  /// The elements of input `i`, a constant of integers.
  std::optional<llvm::SmallVector<int64_t>>
  getConstantInts(unsigned i, llvm::StringRef what);
  /// The one element of input `i`, a constant of any type that the dialect has.
  mlir::TypedAttr getConstantScalar(unsigned i, llvm::StringRef what);
  /// The one element of input `i`, a constant of float32.
  std::optional<float> getConstantFloat(unsigned i, llvm::StringRef what);

  //===--------------------------------------------------------------------===//
  // Attributes
  //===--------------------------------------------------------------------===//

  bool hasAttr(llvm::StringRef name) const;
  /// Integers of more than 32 bits are refused, so that sums and products of
  /// a few cannot overflow; getLongs takes any.
  int64_t getInt(llvm::StringRef name, int64_t defaultValue);
  bool getFlag(llvm::StringRef name, bool defaultValue);
  float getFloat(llvm::StringRef name, float defaultValue);
  std::string getString(llvm::StringRef name, llvm::StringRef defaultValue);
  llvm::SmallVector<int64_t> getInts(llvm::StringRef name,
                                     llvm::ArrayRef<int64_t> defaultValue);
  llvm::SmallVector<int64_t> getLongs(llvm::StringRef name,
                                      llvm::ArrayRef<int64_t> defaultValue);
  int64_t getLong(llvm::StringRef name, int64_t defaultValue);
  llvm::SmallVector<float> getFloats(llvm::StringRef name);
  std::optional<HostTensor> getTensorAttr(llvm::StringRef name);
  /// An axis attribute, brought into [0, rank); with `end`, [0, rank].
  int64_t getAxis(llvm::StringRef name, int64_t defaultValue, int64_t rank,
                  bool end = false);
  /// The same for an axis that comes from elsewhere.
  int64_t normalizeAxis(int64_t axis, int64_t rank, bool end = false);
  /// Refuses when `name` is absent.
  bool requireAttr(llvm::StringRef name);
  /// These attributes do not change what the node computes for inference.
  void ignoreAttrs(std::initializer_list<llvm::StringRef> names);
  /// Refuses when an attribute was given that nobody asked for: it may change
  /// the node's meaning.
  llvm::LogicalResult checkNoAttrsLeft();

  //===--------------------------------------------------------------------===//
  // Results
  //===--------------------------------------------------------------------===//

  /// Makes an `OpT` whose result type is inferred; null when an operand is
  /// null, or when inference or verification fails, which is reported.
  template <typename OpT>
  mlir::Value create(mlir::ValueRange operands,
                     llvm::ArrayRef<mlir::NamedAttribute> attributes = {}) {
    mlir::OperationState state(loc, OpT::getOperationName());
    if (!start(state, operands, attributes))
      return {};
    if constexpr (!std::is_same_v<typename OpT::Properties,
                                  mlir::EmptyProperties>)
      state.getOrAddProperties<typename OpT::Properties>();
    return finish(state, OpT::inferReturnTypes, attributes);
  }
  /// Makes a kiln.reshape, or returns `input` if it has the shape already.
  mlir::Value reshape(mlir::Value input, llvm::ArrayRef<int64_t> shape);
  /// A constant, of a type that the dialect has, that no input of the node is.
  mlir::Value constant(HostTensor tensor);
  /// A constant of float32 and `shape` with every element equal to `value`.
  mlir::Value splat(float value, llvm::ArrayRef<int64_t> shape);
  /// A constant of rank 0.
  mlir::Value scalar(float value) { return splat(value, {}); }
  /// A constant of the type `element` and of `shape` with every element equal
  /// to `value`.
  mlir::Value number(int64_t value, mlir::Type element,
                     llvm::ArrayRef<int64_t> shape = {});
  /// Makes a kiln.cast, or returns `input` if it has the type already.
  mlir::Value castTo(mlir::Value input, mlir::Type element);
  /// Makes a binary `OpT`.
  template <typename OpT> mlir::Value create(mlir::Value lhs, mlir::Value rhs) {
    return create<OpT>(mlir::ValueRange{lhs, rhs});
  }
  /// The same with a scalar that is broadcast.
  template <typename OpT> mlir::Value create(mlir::Value lhs, float rhs) {
    return create<OpT>(lhs, scalar(rhs));
  }

  mlir::NamedAttribute attr(llvm::StringRef name, mlir::Attribute value);
  mlir::NamedAttribute intAttr(llvm::StringRef name, int64_t value);
  mlir::NamedAttribute intsAttr(llvm::StringRef name,
                                llvm::ArrayRef<int64_t> values);
  mlir::NamedAttribute floatAttr(llvm::StringRef name, float value);
  mlir::NamedAttribute floatsAttr(llvm::StringRef name,
                                  llvm::ArrayRef<float> values);
  mlir::NamedAttribute boolAttr(llvm::StringRef name, bool value);
  mlir::NamedAttribute stringAttr(llvm::StringRef name, llvm::StringRef value);

  /// Output `i` is `value`; a null value fails, having been reported.
  llvm::LogicalResult setResult(mlir::Value value, unsigned i = 0);
  llvm::LogicalResult setConstant(HostTensor tensor, unsigned i = 0);
  /// Number of elements of output 0, a constant that has been set.
  int64_t getResultSize();
  /// Output 0 is input `i` itself.
  llvm::LogicalResult forward(unsigned i = 0);
  /// Output 0 is input 0 under `shape`, which must have as many elements.
  llvm::LogicalResult forwardAs(llvm::ArrayRef<int64_t> shape);

private:
  using InferFn = llvm::LogicalResult (*)(
      mlir::MLIRContext *, std::optional<mlir::Location>, mlir::ValueRange,
      mlir::DictionaryAttr, mlir::OpaqueProperties, mlir::RegionRange,
      llvm::SmallVectorImpl<mlir::Type> &);
  bool start(mlir::OperationState &state, mlir::ValueRange operands,
             llvm::ArrayRef<mlir::NamedAttribute> attributes);
  mlir::Value finish(mlir::OperationState &state, InferFn infer,
                     llvm::ArrayRef<mlir::NamedAttribute> attributes);
  mlir::Value insert(mlir::OperationState &state);
  const onnx::AttributeProto *find(llvm::StringRef name, int type);
  llvm::LogicalResult refuse(Refusal refusal);
  llvm::LogicalResult refuseConstraint(llvm::StringRef message);
  GraphValue *getInput(unsigned i);
  bool checkElements(unsigned i, Elements accepted);

  int64_t limited(llvm::StringRef name, int64_t value);

  GraphImporter &graph;
  const onnx::NodeProto &proto;
  int64_t opset;
  std::string name;
  mlir::Location loc;
  llvm::StringSet<> knownAttrs;
  /// What ONNX calls the inputs that were asked for as constants.
  llvm::StringMap<unsigned> inputNames;

  bool refused = false;
};

/// Handler of a node whose one input becomes the operand of an `OpT`.
template <typename OpT, Elements accepted = Elements::Float32>
llvm::LogicalResult importUnary(Node &node) {
  if (!node.expectInputs(1, 1))
    return llvm::failure();
  node.ignoreAttrs({"consumed_inputs"});
  return node.setResult(node.create<OpT>(node.getTensor(0, accepted)));
}

/// The element type of a tensor; null if there is none, as what a refused node
/// goes on with.
inline mlir::Type elementTypeOf(mlir::Value value) {
  return value ? mlir::getElementTypeOrSelf(value) : mlir::Type();
}

} // namespace kiln

#endif // KILN_LIB_IMPORT_NODE_H
