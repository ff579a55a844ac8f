// Finding the function that is the model, for the passes that work on it alone.

#ifndef KILN_IR_MODELFUNCTION_H
#define KILN_IR_MODELFUNCTION_H

#include "Kiln/IR/Kiln.h"
#include "mlir/IR/BuiltinOps.h"

namespace kiln {

/// The function of type `FuncT` that kiln.interface of `module` names; where
/// there is none, reports so and returns null.
template <typename FuncT> FuncT lookupModelFunction(mlir::ModuleOp module) {
  auto interface =
      module->getAttrOfType<InterfaceAttr>(KilnDialect::kInterfaceAttr);
  auto function =
      interface ? module.lookupSymbol<FuncT>(interface.getName()) : FuncT();
  if (!function)
    module.emitError("expected kiln.interface and the function it names");
  return function;
}

} // namespace kiln

#endif // KILN_IR_MODELFUNCTION_H
