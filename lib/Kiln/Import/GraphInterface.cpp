// GraphImporter: the inputs and outputs of the graph and the sizes of their
// symbolic dimensions.

#include "GraphImporter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "onnx/onnx.pb.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace kiln;

//===----------------------------------------------------------------------===//
// Dimensions
//===----------------------------------------------------------------------===//

/// Checks the sizes given by the caller, and settles which symbolic batches
/// default to 1: those that lead some input.
void GraphImporter::readDimOptions() {
  for (const auto &dim : context.options.dims)
    if (dim.getValue() < 1 || dim.getValue() > kMaxElements)
      context.error("dimension " + quoted(dim.getKey()) +
                    " is given the size " + llvm::Twine(dim.getValue()) +
                    ", expected a size between 1 and 2^31");
  for (const onnx::ValueInfoProto *input : inputs) {
    const onnx::TensorShapeProto &shape = input->type().tensor_type().shape();
    if (shape.dim_size() == 0 || shape.dim(0).dim_param().empty())
      continue;
    const std::string &name = shape.dim(0).dim_param();
    if (context.options.dims.contains(name) ||
        !defaultedDims.insert(name).second)
      continue;
    std::string byPlace = input->name() + ":0";
    if (!context.options.dims.contains(byPlace))
      context.remark("input " + quoted(input->name()) + " dimension " +
                     quoted(name) + " taken as 1; set it with --dim " + name +
                     "=VALUE");
  }
}

std::optional<int64_t> GraphImporter::askedDim(llvm::StringRef dimName) {
  auto found = context.options.dims.find(dimName);
  if (found == context.options.dims.end())
    return std::nullopt;
  usedDims.insert(dimName);
  return found->second;
}

std::optional<int64_t>
GraphImporter::inputDim(const onnx::ValueInfoProto &input, int index) {
  const auto &dim = input.type().tensor_type().shape().dim(index);
  if (dim.dim_value() > 0)
    return dim.dim_value();
  if (dim.dim_value() < -1) {
    context.error("input " + quoted(input.name()) +
                  " has the negative dimension " +
                  llvm::Twine(dim.dim_value()));
    return std::nullopt;
  }

  // An unnamed dimension can be spoken of by its place.
  std::string byPlace = input.name() + ":" + std::to_string(index);
  std::string name = dim.dim_param();
  for (const std::string &key : {byPlace, name})
    if (std::optional<int64_t> size = askedDim(key))
      return size;
  if (!name.empty() && defaultedDims.contains(name))
    return 1;
  if (name.empty() && index == 0) {
    context.remark("input " + quoted(input.name()) +
                   " dimension 0 taken as 1; set it with --dim " + byPlace +
                   "=VALUE");
    return 1;
  }
  context.error("input " + quoted(input.name()) + " dimension " +
                llvm::Twine(index) +
                (name.empty() ? std::string() : " (" + quoted(name) + ")") +
                " is not known; set it with --dim " +
                (name.empty() ? byPlace : name) + "=VALUE");
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

std::optional<Shape>
GraphImporter::inputShape(const onnx::ValueInfoProto &input) {
  std::string subject = "input " + quoted(input.name());
  if (!input.type().has_tensor_type()) {
    context.error(subject + " is no tensor");
    return std::nullopt;
  }
  const onnx::TypeProto::Tensor &type = input.type().tensor_type();
  if (type.elem_type() != onnx::TensorProto::FLOAT) {
    context.error(subject + " has element type " +
                  elementTypeName(type.elem_type()) +
                  "; Kiln takes float32 inputs");
    return std::nullopt;
  }
  if (!type.has_shape()) {
    context.error(subject + " has no shape");
    return std::nullopt;
  }
  Shape shape;
  bool known = true;
  for (int i = 0; i < type.shape().dim_size(); ++i) {
    std::optional<int64_t> dim = inputDim(input, i);
    known &= dim.has_value();
    shape.push_back(dim.value_or(1));
  }
  if (!known)
    return std::nullopt;
  std::optional<int64_t> count = countElements(shape);
  if (count && chargeElements(*count))
    return shape;
  context.error(subject + " has shape " + shapeText(shape) +
                ", more than the 2^31 elements that a tensor may have");
  return std::nullopt;
}

void GraphImporter::importInputs() {
  llvm::SmallVector<Type> types;
  Type f32 = builder.getF32Type();
  for (const onnx::ValueInfoProto *input : inputs) {
    std::optional<Shape> shape = inputShape(*input);
    values[input->name()].refused = !shape;
    types.push_back(RankedTensorType::get(shape.value_or(Shape()), f32));
  }
  for (const auto &dim : context.options.dims)
    if (!usedDims.contains(dim.getKey()))
      context.warning("no input of the model has a dimension " +
                      quoted(dim.getKey()));

  Location loc = context.moduleLocation();
  module = ModuleOp::create(loc);
  builder.setInsertionPointToStart(module->getBody());
  std::string name = toCIdentifier(context.options.name);
  if (context.options.name.empty())
    name = toCIdentifier(llvm::sys::path::stem(context.path));
  auto func = func::FuncOp::create(builder, loc, name,
                                   builder.getFunctionType(types, {}));
  body = func.addEntryBlock();
  for (auto [input, argument] : llvm::zip(inputs, body->getArguments()))
    argument.setLoc(context.valueLocation(input->name()));
  builder.setInsertionPointToStart(body);
  for (auto [input, argument] : llvm::zip(inputs, body->getArguments()))
    values[input->name()].value = argument;
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

bool GraphImporter::checkOutputType(const onnx::ValueInfoProto &output,
                                    RankedTensorType type) {
  if (!output.type().has_tensor_type())
    return true;
  const onnx::TypeProto::Tensor &declared = output.type().tensor_type();
  std::string subject = "output " + quoted(output.name());
  if (declared.elem_type() != onnx::TensorProto::FLOAT &&
      declared.elem_type() != onnx::TensorProto::UNDEFINED) {
    context.error(subject + " is declared as " +
                  elementTypeName(declared.elem_type()) +
                  ", but the model computes float32");
    return false;
  }
  if (!declared.has_shape())
    return true;
  bool agrees = declared.shape().dim_size() == type.getRank();
  Shape wanted;
  for (const auto &dim : declared.shape().dim()) {
    int64_t size = dim.dim_value();
    int64_t computed = wanted.size() < size_t(type.getRank())
                           ? type.getDimSize(wanted.size())
                           : 0;
    wanted.push_back(size > 0 ? size : computed);
    agrees &= wanted.back() == computed;
  }
  if (!agrees)
    context.error(subject + " is declared with shape " + shapeText(wanted) +
                  ", but the model computes " + shapeText(type.getShape()));
  return agrees;
}

Value GraphImporter::importOutput(const onnx::ValueInfoProto &output) {
  GraphValue *value = lookup(output.name());
  std::string subject = "output " + quoted(output.name());
  if (!value) {
    // Of a cycle, its nodes have been reported already.
    if (!producers.contains(output.name()))
      context.error(subject + " is no output of any node, and no input or "
                              "initializer of the graph");
    return {};
  }
  if (value->refused)
    return {};
  if (const HostTensor *constant = value->constant.get();
      constant && (!constant->isFloat32() || constant->size() == 0)) {
    context.error(subject + " is " + shapeText(constant->shape) + " of " +
                  elementTypeName(constant->elementType) +
                  "; Kiln gives float32 outputs that are not empty");
    return {};
  }
  Value result = materialize(*value);
  if (!checkOutputType(output, cast<RankedTensorType>(result.getType())))
    return {};
  return result;
}

void GraphImporter::importOutputs() {
  for (const onnx::ValueInfoProto &output : graph.output())
    if (Value result = importOutput(output))
      results.push_back(result);
}
