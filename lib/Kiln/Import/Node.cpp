// Node: inputs, diagnostics and the making of results. Attributes are read in
// NodeAttributes.cpp.

#include "Node.h"
#include "mlir/IR/Verifier.h"
#include "onnx/onnx.pb.h"

using namespace mlir;
using namespace kiln;

/// The node's own name, or one made from its op and place.
static std::string nodeName(const onnx::NodeProto &proto, unsigned index) {
  if (!proto.name().empty())
    return proto.name();
  return proto.op_type() + "_" + std::to_string(index);
}

Node::Node(GraphImporter &graph, const onnx::NodeProto &proto, unsigned index,
           int64_t opset)
    : graph(graph), proto(proto), opset(opset), name(nodeName(proto, index)),
      loc(graph.getContext().nodeLocation(name, index)) {}

llvm::StringRef Node::getOpType() const { return proto.op_type(); }

LogicalResult Node::refuse(const llvm::Twine &why) {
  if (!refused) {
    std::string op = proto.op_type();
    if (!proto.domain().empty())
      op = proto.domain() + "." + op;
    std::string version =
        opset ? ", opset " + std::to_string(opset) : std::string();
    llvm::StringRef opText = op;
    graph.getContext().error("node " + quoted(name) + " (" +
                             llvm::StringRef(quoted(opText)).trim('\'') +
                             version + "): " + why);
  }
  refused = true;
  return failure();
}

//===----------------------------------------------------------------------===//
// Inputs and outputs
//===----------------------------------------------------------------------===//

unsigned Node::getNumInputs() const { return proto.input_size(); }

bool Node::hasInput(unsigned i) const {
  return i < getNumInputs() && !proto.input(i).empty();
}

bool Node::isOutputUsed(unsigned i) const {
  return i < unsigned(proto.output_size()) && graph.isUsed(proto.output(i));
}

std::string Node::inputText(unsigned i, llvm::StringRef what) const {
  std::string text = "input " + std::to_string(i);
  if (!what.empty())
    text += " (" + what.str() + ")";
  return text + " " + quoted(proto.input(i));
}

bool Node::expectInputs(unsigned least, unsigned most) {
  for (unsigned i = 0; i < least; ++i)
    if (!hasInput(i))
      return succeeded(refuse("input " + llvm::Twine(i) + " is missing"));
  if (getNumInputs() > most)
    return succeeded(refuse("expected at most " + llvm::Twine(most) +
                            " inputs, but it has " +
                            llvm::Twine(getNumInputs())));
  return true;
}

GraphValue *Node::getInput(unsigned i) {
  if (!hasInput(i)) {
    (void)refuse("input " + llvm::Twine(i) + " is missing");
    return nullptr;
  }
  return graph.lookup(proto.input(i));
}

bool Node::isConstant(unsigned i) {
  return hasInput(i) && graph.lookup(proto.input(i))->constant;
}

bool Node::areInputsConstant() {
  for (unsigned i = 0; i < getNumInputs(); ++i)
    if (hasInput(i) && !isConstant(i))
      return false;
  return true;
}

Value Node::getTensor(unsigned i) {
  GraphValue *value = getInput(i);
  if (!value)
    return {};
  if (value->constant) {
    if (!value->constant->isFloat32()) {
      int type = value->constant->elementType;
      (void)refuse(inputText(i) + " has element type " + elementTypeName(type) +
                   "; Kiln computes in float32, convert the model to it");
      return {};
    }
    if (value->constant->size() == 0) {
      (void)refuse(inputText(i) + " of shape " +
                   shapeText(value->constant->shape) + " has no elements");
      return {};
    }
  }
  return graph.materialize(*value);
}

Value Node::getTensorAs(unsigned i, llvm::ArrayRef<int64_t> shape) {
  GraphValue *value = getInput(i);
  if (!value)
    return {};
  if (value->constant && value->constant->isFloat32() &&
      value->constant->size() != 0 &&
      countElements(shape) == value->constant->size()) {
    GraphValue view;
    view.constant =
        std::make_shared<HostTensor>(value->constant->reshaped(shape));
    return graph.materialize(view);
  }
  return reshape(getTensor(i), shape);
}

Shape Node::getShape(unsigned i) {
  GraphValue *value = getInput(i);
  if (!value)
    return {};
  if (value->constant)
    return value->constant->shape;
  return Shape(cast<RankedTensorType>(value->value.getType()).getShape());
}

const HostTensor *Node::getConstant(unsigned i, llvm::StringRef what) {
  GraphValue *value = getInput(i);
  if (!value)
    return nullptr;
  if (!value->constant)
    (void)refuse(inputText(i, what) +
                 " must be a constant, but it depends on the model's inputs");
  return value->constant.get();
}

std::optional<llvm::SmallVector<int64_t>>
Node::getConstantInts(unsigned i, llvm::StringRef what) {
  constexpr int64_t most = 1 << 16;
  const HostTensor *tensor = getConstant(i, what);
  if (!tensor)
    return std::nullopt;
  if (!tensor->isInteger() || tensor->size() > most) {
    (void)refuse(inputText(i, what) +
                 " must be a short list of integers, but it is " +
                 shapeText(tensor->shape) + " of " +
                 elementTypeName(tensor->elementType));
    return std::nullopt;
  }
  return tensor->ints();
}

std::optional<float> Node::getConstantFloat(unsigned i, llvm::StringRef what) {
  const HostTensor *tensor = getConstant(i, what);
  if (!tensor)
    return std::nullopt;
  if (!tensor->isFloat32() || tensor->size() != 1) {
    (void)refuse(inputText(i, what) +
                 " must be one float32 number, but it is " +
                 shapeText(tensor->shape) + " of " +
                 elementTypeName(tensor->elementType));
    return std::nullopt;
  }
  return tensor->numberAt(0);
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

bool Node::start(OperationState &state, ValueRange operands,
                 llvm::ArrayRef<NamedAttribute> attributes) {
  if (refused || !llvm::all_of(operands, [](Value v) { return bool(v); }))
    return false;
  state.addOperands(operands);
  return true;
}

/// Runs `action` and returns what it reported as an error, if anything.
static std::string captureError(MLIRContext *context,
                                llvm::function_ref<LogicalResult()> action) {
  std::string text;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    if (text.empty())
      text = diagnostic.str();
    return success();
  });
  if (succeeded(action()))
    return {};
  return text.empty() ? "is not valid" : text;
}

Value Node::finish(OperationState &state, InferFn infer,
                   llvm::ArrayRef<NamedAttribute> attributes) {
  MLIRContext *context = loc.getContext();
  DictionaryAttr dictionary = DictionaryAttr::get(context, attributes);
  std::string problem = captureError(context, [&] {
    if (OpaqueProperties properties = state.getRawProperties()) {
      auto report = [&] { return emitError(loc); };
      if (failed(state.name.getRegisteredInfo()->setOpPropertiesFromAttribute(
              state.name, properties, dictionary, report)))
        return failure();
    }
    return infer(context, loc, state.operands, dictionary,
                 state.getRawProperties(), {}, state.types);
  });
  if (!problem.empty()) {
    (void)refuse(problem);
    return {};
  }
  return insert(state);
}

Value Node::insert(OperationState &state) {
  auto type = cast<RankedTensorType>(state.types.front());
  std::optional<int64_t> count = countElements(type.getShape());
  if (!count || *count == 0) {
    (void)refuse("its result of shape " + shapeText(type.getShape()) +
                 (count ? " has no elements"
                        : " has more than the 2^31 elements that a tensor "
                          "may have"));
    return {};
  }
  if (!graph.chargeElements(*count)) {
    (void)refuse("with its result of shape " + shapeText(type.getShape()) +
                 " the model's tensors have more than 2^36 elements");
    return {};
  }
  Operation *op = getBuilder().create(state);
  std::string problem =
      captureError(op->getContext(), [&] { return verify(op); });
  if (problem.empty())
    return op->getResult(0);
  op->erase();
  (void)refuse(problem);
  return {};
}

Value Node::reshape(Value input, llvm::ArrayRef<int64_t> shape) {
  if (!input || refused)
    return {};
  auto type = cast<RankedTensorType>(input.getType());
  if (type.getShape() == shape)
    return input;
  if (countElements(shape) != type.getNumElements()) {
    (void)refuse("cannot reshape " + shapeText(type.getShape()) + " to " +
                 shapeText(shape) + ": the numbers of elements differ");
    return {};
  }
  OperationState state(loc, ReshapeOp::getOperationName());
  state.addOperands(input);
  state.addTypes(RankedTensorType::get(shape, type.getElementType()));
  return insert(state);
}

NamedAttribute Node::attr(llvm::StringRef name, Attribute value) {
  return getBuilder().getNamedAttr(name, value);
}

NamedAttribute Node::intAttr(llvm::StringRef name, int64_t value) {
  return attr(name, getBuilder().getI64IntegerAttr(value));
}

NamedAttribute Node::intsAttr(llvm::StringRef name,
                              llvm::ArrayRef<int64_t> values) {
  return attr(name, getBuilder().getDenseI64ArrayAttr(values));
}

NamedAttribute Node::floatAttr(llvm::StringRef name, float value) {
  return attr(name, getBuilder().getF32FloatAttr(value));
}

NamedAttribute Node::boolAttr(llvm::StringRef name, bool value) {
  return attr(name, getBuilder().getBoolAttr(value));
}

LogicalResult Node::setResult(Value value, unsigned i) {
  if (!value || refused)
    return failure();
  graph.define(proto.output(i), {nullptr, value, false});
  return success();
}

LogicalResult Node::setConstant(HostTensor tensor, unsigned i) {
  if (refused)
    return failure();
  if (!countElements(tensor.shape))
    return refuse("its result of shape " + shapeText(tensor.shape) +
                  " has more than the 2^31 elements that a tensor may have");
  if (tensor.name.empty())
    tensor.name = proto.output(i);
  graph.define(proto.output(i),
               {std::make_shared<HostTensor>(std::move(tensor)), {}, false});
  return success();
}

LogicalResult Node::forward(unsigned i) {
  GraphValue *value = getInput(i);
  if (!value || refused)
    return failure();
  graph.define(proto.output(0), *value);
  return success();
}

LogicalResult Node::forwardAs(llvm::ArrayRef<int64_t> shape) {
  GraphValue *value = getInput(0);
  if (!value || refused)
    return failure();
  if (!value->constant)
    return setResult(reshape(value->value, shape));
  if (countElements(shape) != value->constant->size())
    return refuse("cannot reshape " + shapeText(value->constant->shape) +
                  " to " + shapeText(shape) +
                  ": the numbers of elements differ");
  return setConstant(value->constant->reshaped(shape));
}
