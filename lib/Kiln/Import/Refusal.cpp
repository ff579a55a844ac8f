// The text of a refusal, and its encoding in a location: metadata of a fused
// one.

#include "Kiln/Import/Refusal.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace kiln;

static constexpr llvm::StringLiteral kOp = "op", kOpset = "opset",
                                     kAttribute = "attribute", kInput = "input",
                                     kExpected = "expected", kAdvice = "advice",
                                     kShapes = "shapes";

std::string kiln::quoted(llvm::StringRef name) {
  constexpr size_t longest = 160;
  std::string text = "'";
  llvm::raw_string_ostream os(text);
  llvm::printEscapedString(name.take_front(longest), os);
  os << (name.size() > longest ? "…'" : "'");
  return text;
}

std::string Refusal::text() const {
  std::string text = subject + (subject.empty() ? "" : " ") + problem;
  if (!expected.empty())
    text += ", expected " + expected;
  if (!advice.empty())
    text += "; " + advice;
  return text;
}

Location kiln::addRefusal(Location node, llvm::StringRef op, int64_t opset,
                          const Refusal &refusal) {
  Builder builder(node.getContext());
  NamedAttrList facts;
  auto addText = [&](llvm::StringRef name, llvm::StringRef text) {
    if (!text.empty())
      facts.set(name, builder.getStringAttr(text));
  };
  facts.set(kOp, builder.getStringAttr(op));
  facts.set(kOpset, builder.getI64IntegerAttr(opset));
  addText(kAttribute, refusal.attribute);
  if (refusal.input)
    facts.set(kInput, builder.getI64IntegerAttr(*refusal.input));
  addText(kExpected, refusal.expected);
  addText(kAdvice, refusal.advice);
  llvm::SmallVector<Attribute> shapes;
  for (const auto &shape : refusal.shapes)
    shapes.push_back(shape ? Attribute(builder.getDenseI64ArrayAttr(*shape))
                           : builder.getUnitAttr());
  facts.set(kShapes, builder.getArrayAttr(shapes));
  return FusedLoc::get(node.getContext(), node,
                       facts.getDictionary(node.getContext()));
}

/// The facts about a refused node that `location` carries, or null.
static DictionaryAttr getFacts(Location location) {
  auto fused = dyn_cast<FusedLocWith<DictionaryAttr>>(location);
  if (!fused || fused.getLocations().size() != 1 ||
      !isa<NameLoc>(fused.getLocations().front()))
    return {};
  DictionaryAttr facts = fused.getMetadata();
  return facts.getAs<StringAttr>(kOp) && facts.getAs<IntegerAttr>(kOpset)
             ? facts
             : DictionaryAttr();
}

std::optional<NodeSubject> kiln::getNodeSubject(Location location) {
  DictionaryAttr facts = getFacts(location);
  if (!facts)
    return std::nullopt;
  auto name = cast<NameLoc>(cast<FusedLoc>(location).getLocations().front());
  return NodeSubject{name.getName().getValue(),
                     facts.getAs<StringAttr>(kOp).getValue(),
                     facts.getAs<IntegerAttr>(kOpset).getInt()};
}

std::optional<Refusal> kiln::getRefusal(Location location) {
  DictionaryAttr facts = getFacts(location);
  auto shapes = facts ? facts.getAs<ArrayAttr>(kShapes) : ArrayAttr();
  if (!shapes)
    return std::nullopt;
  auto getText = [&](llvm::StringRef name) {
    auto text = facts.getAs<StringAttr>(name);
    return text ? text.str() : std::string();
  };
  Refusal refusal;
  refusal.attribute = getText(kAttribute);
  if (auto input = facts.getAs<IntegerAttr>(kInput))
    refusal.input = input.getInt();
  refusal.expected = getText(kExpected);
  refusal.advice = getText(kAdvice);
  for (Attribute shape : shapes) {
    auto &known = refusal.shapes.emplace_back();
    if (auto sizes = dyn_cast<DenseI64ArrayAttr>(shape))
      known.emplace(sizes.asArrayRef());
  }
  return refusal;
}
