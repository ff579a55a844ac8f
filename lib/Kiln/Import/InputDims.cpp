// Choosing sizes. A dimension is spoken of by its name in the model or by its
// place, such as x:2 for dimension 2 of input x.

#include "InputDims.h"
#include "onnx/onnx.pb.h"
#include "llvm/ADT/STLExtras.h"

using namespace kiln;
using onnx::ValueInfoProto;

static const onnx::TensorShapeProto &shapeOf(const ValueInfoProto &input) {
  return input.type().tensor_type().shape();
}

static std::string placeOf(const ValueInfoProto &input, int index) {
  return input.name() + ":" + std::to_string(index);
}

template <typename Range> static std::string quotedList(const Range &names) {
  std::string text;
  for (llvm::StringRef name : names)
    text += (text.empty() ? "" : ", ") + quoted(name);
  return text.empty() ? "none" : text;
}

const llvm::SmallVector<int64_t> *
InputDims::findShape(const ValueInfoProto &input) {
  auto found = context.options.shapes.find(input.name());
  return found == context.options.shapes.end() ? nullptr : &found->second;
}

std::optional<int64_t> InputDims::getAsked(llvm::StringRef dim) {
  auto found = context.options.dims.find(dim);
  if (found == context.options.dims.end())
    return std::nullopt;
  usedDims.insert(dim);
  return found->second;
}

//===----------------------------------------------------------------------===//
// Settling
//===----------------------------------------------------------------------===//

void InputDims::settle(llvm::ArrayRef<const ValueInfoProto *> inputs) {
  for (const ValueInfoProto *input : inputs)
    for (const auto &dim : shapeOf(*input).dim())
      if (!dim.dim_param().empty())
        knownDims.insert(dim.dim_param());
  checkOptions(inputs);
  // What is asked for comes before what is taken by default.
  for (const ValueInfoProto *input : inputs)
    if (const llvm::SmallVector<int64_t> *sizes = findShape(*input))
      bindShape(*input, *sizes);
  for (const ValueInfoProto *input : inputs)
    defaultBatch(*input);
}

void InputDims::checkOptions(llvm::ArrayRef<const ValueInfoProto *> inputs) {
  auto checkSize = [&](const llvm::Twine &subject, int64_t size) {
    if (size < 1 || size > kMaxElements)
      context.error(subject + " is given the size " + llvm::Twine(size) +
                    ", expected a size between 1 and 2^31");
  };
  for (const auto &dim : context.options.dims)
    checkSize("dimension " + quoted(dim.getKey()), dim.getValue());
  llvm::SmallVector<std::string> names;
  for (const ValueInfoProto *input : inputs)
    names.push_back(input->name());
  for (const auto &shape : context.options.shapes) {
    for (auto [i, size] : llvm::enumerate(shape.getValue()))
      checkSize("input " + quoted(shape.getKey()) + " dimension " +
                    llvm::Twine(i),
                size);
    if (!llvm::is_contained(names, shape.getKey()))
      context.error("--shape names the input " + quoted(shape.getKey()) +
                    ", which the model does not have; its inputs are " +
                    quotedList(names));
  }
}

void InputDims::bindShape(const ValueInfoProto &input,
                          llvm::ArrayRef<int64_t> sizes) {
  const onnx::TensorShapeProto &shape = shapeOf(input);
  if (!input.type().tensor_type().has_shape())
    return;
  std::string subject = "input " + quoted(input.name());
  if (size_t(shape.dim_size()) != sizes.size()) {
    context.error(subject + " has " + llvm::Twine(shape.dim_size()) +
                  " dimensions, but --shape gives it as " + shapeText(sizes));
    return;
  }
  for (auto [i, dim] : llvm::enumerate(shape.dim())) {
    int64_t size = sizes[i];
    if (dim.dim_value() > 0 && dim.dim_value() != size)
      context.error(subject + " dimension " + llvm::Twine(i) + " is " +
                    llvm::Twine(dim.dim_value()) +
                    " in the model, but --shape gives it as " +
                    llvm::Twine(size));
    std::optional<int64_t> atPlace = getAsked(placeOf(input, i));
    if (atPlace && *atPlace != size)
      context.error(subject + " dimension " + llvm::Twine(i) +
                    " is given two sizes: " + llvm::Twine(*atPlace) +
                    " by --dim and " + llvm::Twine(size) + " by --shape");
    if (!dim.dim_param().empty())
      bind(dim.dim_param(), size, input);
  }
}

void InputDims::bind(const std::string &name, int64_t size,
                     const ValueInfoProto &input) {
  std::string subject = "dimension " + quoted(name) + " is given two sizes: ";
  std::optional<int64_t> asked = getAsked(name);
  if (asked && *asked != size) {
    context.error(subject + llvm::Twine(*asked) + " by --dim and " +
                  llvm::Twine(size) + " by --shape of input " +
                  quoted(input.name()));
    return;
  }
  auto [choice, isNew] = choices.try_emplace(name, Choice{size, input.name()});
  if (!isNew && choice->second.size != size)
    context.error(subject + llvm::Twine(choice->second.size) +
                  " by --shape of input " + quoted(choice->second.from) +
                  " and " + llvm::Twine(size) + " by that of input " +
                  quoted(input.name()));
}

/// A symbolic dimension that leads an input is its batch.
void InputDims::defaultBatch(const ValueInfoProto &input) {
  const onnx::TensorShapeProto &shape = shapeOf(input);
  if (shape.dim_size() == 0 || shape.dim(0).dim_param().empty())
    return;
  const std::string &name = shape.dim(0).dim_param();
  if (context.options.dims.contains(name) ||
      !choices.try_emplace(name, Choice{1, ""}).second ||
      context.options.dims.contains(placeOf(input, 0)) ||
      context.options.dynamicBatch)
    return;
  context.remark("input " + quoted(input.name()) + " dimension " +
                 quoted(name) + " taken as 1; set it with --dim " + name +
                 "=VALUE");
}

//===----------------------------------------------------------------------===//
// Asking
//===----------------------------------------------------------------------===//

std::optional<int64_t> InputDims::getSize(const ValueInfoProto &input,
                                          int index) {
  const auto &dim = shapeOf(input).dim(index);
  std::string subject = "input " + quoted(input.name());
  if (dim.dim_value() > 0)
    return dim.dim_value();
  if (dim.dim_value() < -1) {
    context.error(subject + " has the negative dimension " +
                  llvm::Twine(dim.dim_value()));
    return std::nullopt;
  }
  if (const llvm::SmallVector<int64_t> *sizes = findShape(input))
    return size_t(index) < sizes->size() ? (*sizes)[index] : 1;

  // An unnamed dimension can be spoken of by its place.
  std::string byPlace = placeOf(input, index);
  std::string name = dim.dim_param();
  for (const std::string &key : {byPlace, name})
    if (std::optional<int64_t> size = getAsked(key))
      return size;
  auto choice = choices.find(name);
  if (choice != choices.end()) {
    if (!choice->second.from.empty())
      context.remark(subject + " dimension " + quoted(name) + " taken as " +
                     llvm::Twine(choice->second.size) +
                     ", as --shape gives it for input " +
                     quoted(choice->second.from));
    return choice->second.size;
  }
  // A leading dimension that is said to be 0 may be meant to be empty.
  bool saysEmpty = dim.has_dim_value() && dim.dim_value() == 0;
  if (name.empty() && index == 0 && !saysEmpty) {
    if (!context.options.dynamicBatch)
      context.remark(subject + " dimension 0 taken as 1; set it with --dim " +
                     byPlace + "=VALUE");
    return 1;
  }
  context.error(subject + " dimension " + llvm::Twine(index) +
                (name.empty() ? std::string() : " (" + quoted(name) + ")") +
                " is not known; set it with --dim " +
                (name.empty() ? byPlace : name) + "=VALUE");
  return std::nullopt;
}

std::optional<Shape> InputDims::getShape(const ValueInfoProto &input) {
  if (!input.type().tensor_type().has_shape()) {
    if (const llvm::SmallVector<int64_t> *sizes = findShape(input))
      return Shape(sizes->begin(), sizes->end());
    context.error("input " + quoted(input.name()) +
                  " has no shape; set it with --shape " + input.name() +
                  "=SIZExSIZEx…");
    return std::nullopt;
  }
  Shape shape;
  bool known = true;
  for (int i = 0; i < shapeOf(input).dim_size(); ++i) {
    std::optional<int64_t> size = getSize(input, i);
    known &= size.has_value();
    shape.push_back(size.value_or(1));
  }
  return known ? std::optional<Shape>(shape) : std::nullopt;
}

void InputDims::reportUnused() {
  for (const auto &dim : context.options.dims)
    if (!usedDims.contains(dim.getKey()))
      context.warning("no input of the model has a dimension " +
                      quoted(dim.getKey()) + "; its symbolic dimensions are " +
                      quotedList(knownDims));
}
