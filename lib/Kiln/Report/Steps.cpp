// The steps of the compiled function, as kiln-describe-kernels leaves them.

#include "Graph.h"
#include "Kiln/IR/ModelFunction.h"
#include "Kiln/Schedule/CostModel.h"

using namespace mlir;
using namespace kiln;

void kiln::collectSteps(ModuleOp module, CompileFacts &facts,
                        const NodeNumbers &numbers) {
  auto function = lookupModelFunction<func::FuncOp>(module);
  auto kernels = module->getAttrOfType<ArrayAttr>(KilnDialect::kKernelsAttr);
  TargetAttr target =
      module->getAttrOfType<TargetAttr>(KilnDialect::kTargetAttr);
  if (!function || !kernels || !target)
    return;
  for (auto kernel : kernels.getAsRange<KernelAttr>()) {
    StepFacts step;
    step.kernel = kernel.getSymbol().str();
    step.flops = kernel.getFlops();
    step.readBytes = kernel.getBytesRead();
    step.writtenBytes = kernel.getBytesWritten();
    step.moveCycles =
        predictMoves(target, double(step.readBytes) + step.writtenBytes);
    facts.steps.push_back(std::move(step));
  }
  for (Operation &op : function.getBody().front()) {
    auto index = op.getAttrOfType<IntegerAttr>(KilnDialect::kKernelAttr);
    if (!index || index.getInt() >= int64_t(facts.steps.size()))
      continue;
    SmallVector<unsigned> &nodes = facts.steps[index.getInt()].nodes;
    llvm::append_range(nodes, findNodes(&op, numbers));
    llvm::sort(nodes);
    nodes.erase(llvm::unique(nodes), nodes.end());
  }
}
