// Taking locations apart.

#include "Kiln/IR/LayerNames.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"
#include "llvm/Support/Path.h"

using namespace mlir;

void kiln::collectNodes(Location location, SetVector<Location> &nodes) {
  location->walk([&](Location part) {
    if (isa<NameLoc, FileLineColLoc>(part)) {
      nodes.insert(part);
      return WalkResult::skip();
    }
    auto fused = dyn_cast<FusedLocWith<ArrayAttr>>(part);
    if (!fused)
      return WalkResult::advance();
    for (Attribute node : fused.getMetadata())
      if (auto place = dyn_cast<LocationAttr>(node))
        nodes.insert(Location(place));
    return WalkResult::skip();
  });
}

Location kiln::locateAt(Location location, ArrayRef<Location> nodes) {
  auto places = llvm::map_to_vector(
      nodes, [](Location node) -> Attribute { return node; });
  MLIRContext *context = location.getContext();
  return FusedLoc::get(context, location, ArrayAttr::get(context, places));
}

void kiln::collectNodes(Operation *op, SetVector<Location> &nodes) {
  op->walk([&](Operation *each) { collectNodes(each->getLoc(), nodes); });
}

std::string kiln::getNodeName(Location node) {
  if (auto named = dyn_cast<NameLoc>(node))
    return named.getName().str();
  auto place = cast<FileLineColLoc>(node);
  return (llvm::sys::path::filename(place.getFilename()) + ":" +
          llvm::Twine(place.getLine()))
      .str();
}
