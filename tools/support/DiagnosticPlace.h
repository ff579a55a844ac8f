// The place that a diagnostic is about, as users know it.

#ifndef KILN_TOOLS_SUPPORT_DIAGNOSTICPLACE_H
#define KILN_TOOLS_SUPPORT_DIAGNOSTICPLACE_H

#include "Kiln/Import/Refusal.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"

namespace kiln {

struct DiagnosticPlace {
  /// A line of a text model; null elsewhere.
  mlir::FileLineColLoc position;
  /// The node; its name is empty if there is none, its op if only the name is
  /// known.
  NodeSubject node;
};

DiagnosticPlace findPlace(mlir::Location location);

} // namespace kiln

#endif // KILN_TOOLS_SUPPORT_DIAGNOSTICPLACE_H
