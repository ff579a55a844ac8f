// Finding the telling part of a location that passes have nested and fused.

#include "DiagnosticPlace.h"

using namespace mlir;
using namespace kiln;

DiagnosticPlace kiln::findPlace(Location location) {
  DiagnosticPlace place;
  if (std::optional<NodeSubject> node = getNodeSubject(location)) {
    place.node = *node;
    return place;
  }
  // The innermost position and the outermost name are the most telling.
  location->walk([&](Location part) {
    if (auto name = dyn_cast<NameLoc>(part); name && place.node.name.empty())
      place.node.name = name.getName().getValue();
    if (auto position = dyn_cast<FileLineColLoc>(part);
        position && !place.position)
      place.position = position;
    return WalkResult::advance();
  });
  // Lines of a binary model are the numbers of its nodes, which have names.
  if (place.position &&
      (place.position.getLine() == 0 || !place.node.name.empty()))
    place.position = {};
  return place;
}
