// The encoding of a node's op and opset in a location: metadata of a fused one.

#include "Kiln/Import/NodeSubject.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace kiln;

static constexpr llvm::StringLiteral kOp = "op", kOpset = "opset";

std::string kiln::quoted(llvm::StringRef name) {
  constexpr size_t longest = 160;
  std::string text = "'";
  llvm::raw_string_ostream os(text);
  llvm::printEscapedString(name.take_front(longest), os);
  os << (name.size() > longest ? "…'" : "'");
  return text;
}

Location kiln::addNodeSubject(Location node, llvm::StringRef op,
                              int64_t opset) {
  Builder builder(node.getContext());
  DictionaryAttr subject = builder.getDictionaryAttr(
      {builder.getNamedAttr(kOp, builder.getStringAttr(op)),
       builder.getNamedAttr(kOpset, builder.getI64IntegerAttr(opset))});
  return FusedLoc::get(node.getContext(), node, subject);
}

std::optional<NodeSubject> kiln::getNodeSubject(Location location) {
  auto fused = dyn_cast<FusedLocWith<DictionaryAttr>>(location);
  if (!fused || fused.getLocations().size() != 1)
    return std::nullopt;
  auto name = dyn_cast<NameLoc>(fused.getLocations().front());
  auto op = fused.getMetadata().getAs<StringAttr>(kOp);
  auto opset = fused.getMetadata().getAs<IntegerAttr>(kOpset);
  if (!name || !op || !opset)
    return std::nullopt;
  return NodeSubject{name.getName().getValue(), op.getValue(), opset.getInt()};
}
