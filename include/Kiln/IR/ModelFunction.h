// The function that is the model: finding it, and what it does step by step.

#ifndef KILN_IR_MODELFUNCTION_H
#define KILN_IR_MODELFUNCTION_H

#include "Kiln/IR/Kiln.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
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

/// The ops of `function`, the model's, that do something, in order, as steps: a
/// call is a step, so is an op with regions, and so are other ops that follow
/// each other, together.
std::vector<llvm::SmallVector<mlir::Operation *>>
groupSteps(mlir::func::FuncOp function);

} // namespace kiln

#endif // KILN_IR_MODELFUNCTION_H
