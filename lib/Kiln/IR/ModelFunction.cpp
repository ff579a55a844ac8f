// What a step of the model's function is.

#include "Kiln/IR/ModelFunction.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace kiln;

std::vector<SmallVector<Operation *>> kiln::groupSteps(func::FuncOp function) {
  std::vector<SmallVector<Operation *>> steps;
  bool isLoose = false;
  for (Operation &op : function.getBody().front().without_terminator()) {
    if (isPure(&op))
      continue;
    bool joins = isLoose;
    isLoose = !isa<func::CallOp>(op) && op.getNumRegions() == 0;
    if (!joins || !isLoose)
      steps.emplace_back();
    steps.back().push_back(&op);
  }
  return steps;
}
