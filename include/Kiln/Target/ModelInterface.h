// The C interface of a compiled model as data of C++: what its header says to
// C, and kiln_model to a loader.

#ifndef KILN_TARGET_MODELINTERFACE_H
#define KILN_TARGET_MODELINTERFACE_H

#include "Kiln/IR/Kiln.h"
#include "Kiln/Target/ElementType.h"
#include "Kiln/Target/TargetMachine.h"
#include "llvm/ADT/SmallVector.h"
#include <string>
#include <vector>

namespace kiln {

/// One input or output: a dense row-major array.
struct Port {
  std::string name;
  const ElementType *type;
  llvm::SmallVector<int64_t> shape;
  /// Number of elements.
  int64_t count;

  /// Bytes of all elements.
  size_t bytes() const { return size_t(count) * type->bytes; }
};

struct ModelInterface {
  /// Prefix of all symbols.
  std::string name;
  /// In the order of the C function's arguments. With a dynamic batch, those of
  /// one row.
  std::vector<Port> inputs, outputs;
  /// Bytes for one thread, and for each further one.
  size_t workspaceSize = 0, threadWorkspaceSize = 0;
  size_t workspaceAlignment = 0;
  /// Whether a call says how many rows its arrays have.
  bool dynamicBatch = false;
  Threads threads = Threads::None;
  /// What the code is for, resolved: no member but `features` is empty.
  TargetOptions target;

  static ModelInterface of(InterfaceAttr interface, TargetAttr target);
};

} // namespace kiln

#endif // KILN_TARGET_MODELINTERFACE_H
