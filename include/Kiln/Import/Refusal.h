// Why a node cannot be imported: the facts that the text of the diagnostic is
// made from. They travel in the diagnostic's location, so that each tool shows
// them in its own way.

#ifndef KILN_IMPORT_REFUSAL_H
#define KILN_IMPORT_REFUSAL_H

#include "mlir/IR/Location.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace kiln {

/// The node that a diagnostic is about.
struct NodeSubject {
  /// As in the model, or made from the op and the node's place.
  llvm::StringRef name;
  /// With its domain before it, if that is not ONNX's own.
  llvm::StringRef op;
  /// Version of the domain; 0: the model does not tell.
  int64_t opset = 0;
};

struct Refusal {
  /// The attribute at fault; empty if it is none.
  std::string attribute;
  /// The input at fault, if it is one.
  std::optional<unsigned> input;
  /// What `problem` is said of; empty: the node itself.
  std::string subject;
  /// What is wrong.
  std::string problem;
  /// The nearest form that is supported; empty: there is none.
  std::string expected;
  /// What to do instead; empty: nothing is known.
  std::string advice;
  /// The shape of each input, as far as it is known.
  std::vector<std::optional<llvm::SmallVector<int64_t>>> shapes;

  /// "'mode' is 'cubic', expected nearest or linear"
  std::string text() const;
};

/// `node`, the location of a node, with what else is known of it and why it is
/// refused.
mlir::Location addRefusal(mlir::Location node, llvm::StringRef op,
                          int64_t opset, const Refusal &refusal);

/// The refusal in `location`, without its subject and problem, which are in the
/// diagnostic's text; nothing if it is not from addRefusal.
std::optional<Refusal> getRefusal(mlir::Location location);

/// What `location` says of a node; nothing if it is not from addRefusal.
std::optional<NodeSubject> getNodeSubject(mlir::Location location);

/// `name` in single quotes, with control characters escaped and overlong text
/// cut: names come from files that nobody vouches for.
std::string quoted(llvm::StringRef name);

} // namespace kiln

#endif // KILN_IMPORT_REFUSAL_H
