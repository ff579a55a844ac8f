// Node: diagnostics and checked access to inputs. Attributes are read in
// NodeAttributes.cpp, results made in NodeResults.cpp.

#include "Node.h"
#include "Constants.h"
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

LogicalResult Node::refuse(Refusal refusal) {
  if (refused)
    return failure();
  refused = true;
  for (const std::string &input : proto.input()) {
    GraphValue *value = graph.lookup(input);
    auto &shape = refusal.shapes.emplace_back();
    if (value && value->constant)
      shape.emplace(llvm::ArrayRef(value->constant->shape));
    else if (value && value->value)
      shape.emplace(cast<RankedTensorType>(value->value.getType()).getShape());
  }
  std::string op = proto.op_type();
  if (!isDefaultDomain(proto.domain()))
    op = proto.domain() + "." + op;
  graph.getContext().report(DiagnosticSeverity::Error, refusal.text(),
                            addRefusal(loc, op, opset, refusal));
  return failure();
}

LogicalResult Node::refuse(const llvm::Twine &problem,
                           const llvm::Twine &expected,
                           const llvm::Twine &advice) {
  Refusal refusal;
  refusal.problem = problem.str();
  refusal.expected = expected.str();
  refusal.advice = advice.str();
  return refuse(std::move(refusal));
}

LogicalResult Node::refuseParameter(llvm::StringRef name,
                                    const llvm::Twine &problem,
                                    const llvm::Twine &expected) {
  Refusal refusal;
  auto input = inputNames.find(name);
  if (input != inputNames.end())
    refusal.input = input->second;
  else
    refusal.attribute = name.str();
  refusal.subject = quoted(name);
  refusal.problem = problem.str();
  refusal.expected = expected.str();
  return refuse(std::move(refusal));
}

LogicalResult Node::refuseInput(unsigned i, const llvm::Twine &problem,
                                const llvm::Twine &expected) {
  Refusal refusal;
  refusal.input = i;
  refusal.subject = "input " + std::to_string(i);
  for (const auto &entry : inputNames)
    if (entry.second == i)
      refusal.subject += (" (" + entry.first() + ")").str();
  if (hasInput(i))
    refusal.subject += " " + quoted(proto.input(i));
  refusal.problem = problem.str();
  refusal.expected = expected.str();
  return refuse(std::move(refusal));
}

LogicalResult Node::chargeFolded(int64_t count) {
  std::string excess = graph.chargeFolded(count);
  return excess.empty() ? success() : refuse("its result " + excess);
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

unsigned Node::getNumInputs() const { return proto.input_size(); }

unsigned Node::getNumOutputs() const { return proto.output_size(); }

bool Node::hasOutput(unsigned i) const {
  return i < getNumOutputs() && !proto.output(i).empty();
}

bool Node::hasInput(unsigned i) const {
  return i < getNumInputs() && !proto.input(i).empty();
}

bool Node::expectInputs(unsigned least, unsigned most) {
  for (unsigned i = 0; i < least; ++i)
    if (!hasInput(i))
      return succeeded(refuseInput(i, "is missing"));
  if (getNumInputs() > most)
    return succeeded(refuse("it has " + llvm::Twine(getNumInputs()) + " inputs",
                            "at most " + llvm::Twine(most)));
  return true;
}

GraphValue *Node::getInput(unsigned i) {
  if (!hasInput(i)) {
    (void)refuseInput(i, "is missing");
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

static bool isAccepted(Type type, Elements accepted) {
  switch (accepted) {
  case Elements::Float32:
    return type.isF32();
  case Elements::Number:
    return !type.isInteger(1);
  case Elements::Integer:
    return isa<IntegerType>(type) && !type.isInteger(1);
  case Elements::Bool:
    return type.isInteger(1);
  case Elements::Any:
    return true;
  }
  llvm_unreachable("all kinds of elements are listed");
}

static llvm::StringRef textOf(Elements accepted) {
  switch (accepted) {
  case Elements::Number:
    return "float32, float64 or integers";
  case Elements::Integer:
    return "integers";
  case Elements::Bool:
    return "bool";
  default:
    return "float32";
  }
}

Type Node::getElementType(unsigned i) {
  GraphValue *value = getInput(i);
  if (!value)
    return {};
  if (value->constant)
    return toElementType(value->constant->elementType,
                         graph.getContext().mlirContext);
  return cast<RankedTensorType>(value->value.getType()).getElementType();
}

bool Node::checkElements(unsigned i, Elements accepted) {
  GraphValue *value = getInput(i);
  if (!value)
    return false;
  Type type = getElementType(i);
  if (!type || !isAccepted(type, accepted))
    return succeeded(
        refuseInput(i,
                    "has element type " +
                        (type ? elementTypeName(type)
                              : elementTypeName(value->constant->elementType)),
                    textOf(accepted)));
  if (value->constant && value->constant->size() == 0)
    return succeeded(refuseInput(i, "of shape " +
                                        shapeText(value->constant->shape) +
                                        " has no elements"));
  return true;
}

Value Node::getTensor(unsigned i, Elements accepted) {
  if (!checkElements(i, accepted))
    return {};
  return graph.materialize(*getInput(i));
}

Value Node::getTensorAs(unsigned i, llvm::ArrayRef<int64_t> shape,
                        Elements accepted) {
  if (!checkElements(i, accepted))
    return {};
  GraphValue *value = getInput(i);
  if (value->constant && countElements(shape) == value->constant->size()) {
    GraphValue view;
    view.constant =
        std::make_shared<HostTensor>(value->constant->reshaped(shape));
    return graph.materialize(view);
  }
  return reshape(getTensor(i, accepted), shape);
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
  inputNames[what] = i;
  if (!value->constant)
    (void)refuseInput(i, "depends on the model's inputs", "a constant");
  return value->constant.get();
}

std::optional<llvm::SmallVector<int64_t>>
Node::getConstantInts(unsigned i, llvm::StringRef what) {
  constexpr int64_t most = 1 << 16;
  const HostTensor *tensor = getConstant(i, what);
  if (!tensor)
    return std::nullopt;
  if (!tensor->isInteger() || tensor->size() > most) {
    (void)refuseInput(i,
                      "is " + shapeText(tensor->shape) + " of " +
                          elementTypeName(tensor->elementType),
                      "a short list of integers");
    return std::nullopt;
  }
  return tensor->ints();
}

TypedAttr Node::getConstantScalar(unsigned i, llvm::StringRef what) {
  const HostTensor *tensor = getConstant(i, what);
  Type type = tensor ? getElementType(i) : Type();
  if (!tensor)
    return {};
  if (!type || tensor->size() != 1) {
    (void)refuseInput(i,
                      "is " + shapeText(tensor->shape) + " of " +
                          elementTypeName(tensor->elementType),
                      "one number");
    return {};
  }
  if (isa<FloatType>(type))
    return FloatAttr::get(type, tensor->numberAt(0));
  llvm::APInt value(type.getIntOrFloatBitWidth(), tensor->intAt(0),
                    /*isSigned=*/false, /*implicitTrunc=*/true);
  return IntegerAttr::get(type, value);
}

std::optional<float> Node::getConstantFloat(unsigned i, llvm::StringRef what) {
  const HostTensor *tensor = getConstant(i, what);
  if (!tensor)
    return std::nullopt;
  if (!tensor->isFloat32() || tensor->size() != 1) {
    (void)refuseInput(i,
                      "is " + shapeText(tensor->shape) + " of " +
                          elementTypeName(tensor->elementType),
                      "one float32 number");
    return std::nullopt;
  }
  return tensor->numberAt(0);
}
