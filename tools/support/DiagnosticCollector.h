// Collecting MLIR diagnostics as JSON, for scripts.

#ifndef KILN_TOOLS_SUPPORT_DIAGNOSTICCOLLECTOR_H
#define KILN_TOOLS_SUPPORT_DIAGNOSTICCOLLECTOR_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/JSON.h"

namespace kiln {

/// While it lives, turns every diagnostic of a context into an object:
///
///   severity   "error", "warning" or "remark"
///   message    what is wrong, without the place
///   node       name of the node; absent where it is about no node
///   op, opset  of that node, where known
///   attribute  name of the node's attribute that is at fault, if it is one
///   input      index of the node's input that is at fault, if it is one
///   expected   the nearest form of it that is supported, if there is one
///   advice     what to do instead, if that is known
///   shapes     of the inputs of a refused node, null where not known

///   file, line, column   in a text model
///   notes      objects with a message and a place; absent if there are none
class DiagnosticCollector : public mlir::ScopedDiagnosticHandler {
public:
  explicit DiagnosticCollector(mlir::MLIRContext &context);

  /// What was collected, in its order; forgotten here.
  llvm::json::Array take() { return std::move(diagnostics); }

private:
  llvm::json::Array diagnostics;
};

} // namespace kiln

#endif // KILN_TOOLS_SUPPORT_DIAGNOSTICCOLLECTOR_H
