// Sums over the ops of a kernel, each as often as it runs.

#include "Iterations.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

double kiln::sumOverIterations(Operation *root,
                               llvm::function_ref<double(Operation *)> cost) {
  double inner = 0;
  for (Region &region : root->getRegions())
    for (Operation &op : region.getOps())
      inner += sumOverIterations(&op, cost);
  if (auto loop = dyn_cast<scf::ForOp>(root))
    if (std::optional<APInt> trips = loop.getStaticTripCount())
      inner *= double(trips->getSExtValue());
  return cost(root) + inner;
}
