// Node: checked reading of ONNX attributes.

#include "Node.h"
#include "onnx/onnx.pb.h"

using namespace mlir;
using namespace kiln;
using onnx::AttributeProto;

bool Node::hasAttr(llvm::StringRef name) const {
  return llvm::any_of(proto.attribute(), [&](const AttributeProto &attribute) {
    return attribute.name() == name;
  });
}

bool Node::requireAttr(llvm::StringRef name) {
  if (!hasAttr(name))
    (void)refuseParameter(name, "is missing");
  return !refused;
}

/// Files from before IR version 2 leave the type out; then it follows from
/// which field is set.
static int typeOf(const AttributeProto &attribute) {
  if (attribute.type() != AttributeProto::UNDEFINED)
    return attribute.type();
  if (attribute.has_f())
    return AttributeProto::FLOAT;
  if (attribute.has_i())
    return AttributeProto::INT;
  if (attribute.has_s())
    return AttributeProto::STRING;
  if (attribute.has_t())
    return AttributeProto::TENSOR;
  if (attribute.floats_size())
    return AttributeProto::FLOATS;
  if (attribute.ints_size())
    return AttributeProto::INTS;
  return AttributeProto::UNDEFINED;
}

const AttributeProto *Node::find(llvm::StringRef name, int type) {
  knownAttrs.insert(name);
  const AttributeProto *found = nullptr;
  for (const AttributeProto &attribute : proto.attribute()) {
    if (attribute.name() != name)
      continue;
    if (found) {
      (void)refuseParameter(name, "is given twice");
      return nullptr;
    }
    found = &attribute;
  }
  if (!found)
    return nullptr;
  if (!found->ref_attr_name().empty()) {
    (void)refuseParameter(name, "refers to an attribute of a function",
                          "a value");
    return nullptr;
  }
  auto kind = AttributeProto::AttributeType(typeOf(*found));
  // An empty list sets no field at all.
  bool emptyList =
      kind == AttributeProto::UNDEFINED &&
      (type == AttributeProto::INTS || type == AttributeProto::FLOATS);
  if (kind != type && !emptyList) {
    (void)refuseParameter(
        name, "has type " + AttributeProto::AttributeType_Name(kind),
        AttributeProto::AttributeType_Name(
            AttributeProto::AttributeType(type)));
    return nullptr;
  }
  return found;
}

int64_t Node::limited(llvm::StringRef name, int64_t value) {
  if (value > INT32_MAX || value < INT32_MIN) {
    (void)refuseParameter(name, "holds " + llvm::Twine(value),
                          "numbers of 32 bits");
    return 0;
  }
  return value;
}

int64_t Node::getLong(llvm::StringRef name, int64_t defaultValue) {
  const AttributeProto *attribute = find(name, AttributeProto::INT);
  return attribute ? attribute->i() : defaultValue;
}

int64_t Node::getInt(llvm::StringRef name, int64_t defaultValue) {
  return limited(name, getLong(name, defaultValue));
}

bool Node::getFlag(llvm::StringRef name, bool defaultValue) {
  return getInt(name, defaultValue) != 0;
}

float Node::getFloat(llvm::StringRef name, float defaultValue) {
  const AttributeProto *attribute = find(name, AttributeProto::FLOAT);
  return attribute ? attribute->f() : defaultValue;
}

std::string Node::getString(llvm::StringRef name,
                            llvm::StringRef defaultValue) {
  const AttributeProto *attribute = find(name, AttributeProto::STRING);
  return attribute ? attribute->s() : defaultValue.str();
}

llvm::SmallVector<int64_t>
Node::getLongs(llvm::StringRef name, llvm::ArrayRef<int64_t> defaultValue) {
  const AttributeProto *attribute = find(name, AttributeProto::INTS);
  if (!attribute)
    return llvm::SmallVector<int64_t>(defaultValue);
  return {attribute->ints().begin(), attribute->ints().end()};
}

llvm::SmallVector<int64_t> Node::getInts(llvm::StringRef name,
                                         llvm::ArrayRef<int64_t> defaultValue) {
  llvm::SmallVector<int64_t> values = getLongs(name, defaultValue);
  for (int64_t &value : values)
    value = limited(name, value);
  return values;
}

llvm::SmallVector<float> Node::getFloats(llvm::StringRef name) {
  const AttributeProto *attribute = find(name, AttributeProto::FLOATS);
  if (!attribute)
    return {};
  return {attribute->floats().begin(), attribute->floats().end()};
}

std::optional<HostTensor> Node::getTensorAttr(llvm::StringRef name) {
  const AttributeProto *attribute = find(name, AttributeProto::TENSOR);
  if (!attribute)
    return std::nullopt;
  llvm::Expected<HostTensor> tensor = graph.read(attribute->t());
  if (tensor)
    return std::move(*tensor);
  (void)refuseParameter(name, "holds a tensor that " +
                                  llvm::toString(tensor.takeError()));
  return std::nullopt;
}

int64_t Node::normalizeAxis(int64_t axis, int64_t rank, bool end) {
  if (axis < -rank || axis >= rank + end) {
    (void)refuse("axis " + llvm::Twine(axis) + " is outside of a tensor of " +
                 llvm::Twine(rank) + " dimensions");
    return 0;
  }
  return axis < 0 ? axis + rank : axis;
}

int64_t Node::getAxis(llvm::StringRef name, int64_t defaultValue, int64_t rank,
                      bool end) {
  return normalizeAxis(getInt(name, defaultValue), rank, end);
}

void Node::ignoreAttrs(std::initializer_list<llvm::StringRef> names) {
  for (llvm::StringRef name : names)
    knownAttrs.insert(name);
}

LogicalResult Node::checkNoAttrsLeft() {
  for (const AttributeProto &attribute : proto.attribute())
    if (!knownAttrs.contains(attribute.name()))
      return refuseParameter(attribute.name(),
                             "is not known for this op and opset");
  return success();
}
