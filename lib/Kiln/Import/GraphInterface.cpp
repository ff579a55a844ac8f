// GraphImporter: the inputs and outputs of the graph. The sizes of symbolic
// dimensions are chosen in InputDims.

#include "Constants.h"
#include "GraphImporter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "onnx/onnx.pb.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace kiln;

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

/// The type of `input`; null when it cannot be, which is reported.
RankedTensorType GraphImporter::inputType(const onnx::ValueInfoProto &input) {
  std::string subject = "input " + quoted(input.name());
  if (!input.type().has_tensor_type()) {
    context.error(subject + " is no tensor");
    return {};
  }
  const onnx::TypeProto::Tensor &type = input.type().tensor_type();
  Type element = toElementType(type.elem_type(), context.mlirContext);
  if (!element) {
    context.error(subject + " has element type " +
                  elementTypeName(type.elem_type()) +
                  "; Kiln takes inputs of float32, float64, integers and bool");
    return {};
  }
  std::optional<Shape> shape = dims.getShape(input);
  if (!shape)
    return {};
  if (!shape->empty() && shape->front() == 1)
    shape->front() = context.batch;
  std::optional<int64_t> count = countElements(*shape);
  std::string problem = checkRank(shape->size());
  if (problem.empty())
    problem =
        count ? chargeElements(*count)
              : context.options.limits.exceeded(&ImportLimits::tensorElements);
  if (problem.empty())
    return RankedTensorType::get(*shape, element);
  context.error(subject + " of shape " + shapeText(*shape) + " " + problem);
  return {};
}

void GraphImporter::importInputs() {
  llvm::SmallVector<Type> types;
  for (const onnx::ValueInfoProto *input : inputs) {
    RankedTensorType type = inputType(*input);
    values[input->name()].refused = !type;
    types.push_back(type ? type
                         : RankedTensorType::get({}, builder.getF32Type()));
  }
  dims.reportUnused();

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
  if (declared.elem_type() != onnx::TensorProto::UNDEFINED &&
      toElementType(declared.elem_type(), context.mlirContext) !=
          type.getElementType()) {
    context.error(
        subject + " is declared as " + elementTypeName(declared.elem_type()) +
        ", but the model computes " + elementTypeName(type.getElementType()));
    return false;
  }
  // It may be declared for one row.
  if (!declared.has_shape() || context.batch != 1)
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
      constant &&
      (constant->size() == 0 ||
       !toElementType(constant->elementType, context.mlirContext))) {
    context.error(subject + " is " + shapeText(constant->shape) + " of " +
                  elementTypeName(constant->elementType) +
                  "; Kiln gives outputs of float32, float64, integers and bool "
                  "that are not empty");
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
