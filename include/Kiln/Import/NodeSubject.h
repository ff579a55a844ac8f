// What a diagnostic about an ONNX node says of the node. It travels in the
// diagnostic's location, so that each tool shows it in its own way.

#ifndef KILN_IMPORT_NODESUBJECT_H
#define KILN_IMPORT_NODESUBJECT_H

#include "mlir/IR/Location.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace kiln {

struct NodeSubject {
  /// As in the model, or made from the op and the node's place.
  llvm::StringRef name;
  /// With its domain before it, if that is not ONNX's own.
  llvm::StringRef op;
  /// Version of the domain; 0: the model does not tell.
  int64_t opset = 0;
};

/// `node`, the location of a node, with what else is known of it.
mlir::Location addNodeSubject(mlir::Location node, llvm::StringRef op,
                              int64_t opset);

/// What `location` says of a node; nothing if it is not from addNodeSubject.
std::optional<NodeSubject> getNodeSubject(mlir::Location location);

/// `name` in single quotes, with control characters escaped and overlong text
/// cut: names come from files that nobody vouches for.
std::string quoted(llvm::StringRef name);

} // namespace kiln

#endif // KILN_IMPORT_NODESUBJECT_H
