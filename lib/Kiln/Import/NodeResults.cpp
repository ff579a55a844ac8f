// Node: the making of kiln ops, whose inference and verification may fail on
// what a hostile file asks for, and the definition of the node's outputs.

#include "Constants.h"
#include "EvaluatorUtils.h"
#include "mlir/IR/Verifier.h"
#include "onnx/onnx.pb.h"

using namespace mlir;
using namespace kiln;

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
  // "'kiln.conv2d' op conv2d_C8: …": the node's name says enough.
  llvm::StringRef message = text;
  if (message.starts_with("'kiln."))
    message = message.split(" op ").second;
  return message.empty() ? "is not valid" : message.str();
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
    (void)refuseConstraint(problem);
    return {};
  }
  return insert(state);
}

/// "lrn_C4: expected size from 1 to 9, got 0", as ops report what they violate.
LogicalResult Node::refuseConstraint(llvm::StringRef message) {
  auto [constraint, rest] = message.split(": expected ");
  if (rest.empty())
    return refuse(message);
  auto [expected, got] = rest.split(", got ");
  std::string problem = ("violates " + constraint).str();
  if (!got.empty())
    problem += (": got " + got).str();
  return refuse(problem, expected);
}

LogicalResult Node::refuseSize(llvm::ArrayRef<int64_t> shape) {
  return refuse("its result of shape " + shapeText(shape) +
                " has no elements, or more than the 2^31 that a tensor may "
                "have");
}

Value Node::insert(OperationState &state) {
  auto type = cast<RankedTensorType>(state.types.front());
  std::optional<int64_t> count = countElements(type.getShape());
  if (!count || *count == 0) {
    (void)refuseSize(type.getShape());
    return {};
  }
  std::string excess = graph.checkRank(type.getRank());
  if (excess.empty())
    excess = graph.chargeElements(*count);
  if (!excess.empty()) {
    (void)refuse("its result of shape " + shapeText(type.getShape()) + " " +
                 excess);
    return {};
  }
  Operation *op = getBuilder().create(state);
  std::string problem =
      captureError(op->getContext(), [&] { return verify(op); });
  if (problem.empty())
    return op->getResult(0);
  op->erase();
  (void)refuseConstraint(problem);
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

Value Node::constant(HostTensor tensor) {
  if (failed(chargeFolded(tensor.splat ? 1 : tensor.size())))
    return {};
  GraphValue value;
  value.constant = std::make_shared<HostTensor>(std::move(tensor));
  return graph.materialize(value);
}

Value Node::splat(float value, llvm::ArrayRef<int64_t> shape) {
  return constant(
      HostTensor::ofSplat(HostTensor::ofFloats({}, {value}), shape));
}

Value Node::number(int64_t value, Type element, llvm::ArrayRef<int64_t> shape) {
  if (!element)
    return {};
  int type = toOnnxType(element);
  return constant(HostTensor::ofSplat(
      isa<FloatType>(element) ? makeReals(type, {}, double(value))
                              : HostTensor::ofInts(type, {}, {value}),
      shape));
}

Value Node::castTo(Value input, Type element) {
  if (!input || refused || elementTypeOf(input) == element)
    return input;
  OperationState state(loc, CastOp::getOperationName());
  state.addOperands(input);
  auto type = cast<RankedTensorType>(input.getType());
  state.addTypes(type.clone(element));
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

NamedAttribute Node::floatsAttr(llvm::StringRef name,
                                llvm::ArrayRef<float> values) {
  return attr(name, getBuilder().getDenseF32ArrayAttr(values));
}

NamedAttribute Node::stringAttr(llvm::StringRef name, llvm::StringRef value) {
  return attr(name, getBuilder().getStringAttr(value));
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
    return refuseSize(tensor.shape);
  std::string excess = graph.checkRank(tensor.shape.size());
  if (!excess.empty())
    return refuse("its result of " + llvm::Twine(tensor.shape.size()) +
                  " dimensions " + excess);
  if (tensor.name.empty())
    tensor.name = proto.output(i);
  graph.define(proto.output(i),
               {std::make_shared<HostTensor>(std::move(tensor)), {}, false});
  return success();
}

int64_t Node::getResultSize() {
  GraphValue *value = graph.lookup(proto.output(0));
  return value->constant->size();
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
