// Concatenations that begin alike share what they begin with.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace kiln {
#define GEN_PASS_DEF_NESTCONCATS
#include "Kiln/Transforms/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// All concatenations along one axis so far, as a tree: each node is a list of
/// inputs, and its children are the lists that are longer by one.
class Prefixes {
public:
  /// The longest earlier concatenation of inputs that `concat` begins with, at
  /// least two and not all; adds `concat`.
  ConcatOp insert(ConcatOp concat) {
    ConcatOp longest;
    unsigned node = 0;
    OperandRange inputs = concat.getInputs();
    for (auto [index, input] : llvm::enumerate(inputs)) {
      node = children.try_emplace({node, input}, nodes.size()).first->second;
      if (node == nodes.size())
        nodes.emplace_back();
      if (index + 1 == inputs.size())
        break;
      if (index > 0 && nodes[node])
        longest = nodes[node];
    }
    if (!nodes[node])
      nodes[node] = concat;
    return longest;
  }

private:
  std::vector<ConcatOp> nodes = std::vector<ConcatOp>(1);
  llvm::DenseMap<std::pair<unsigned, Value>, unsigned> children;
};

struct NestConcats : kiln::impl::NestConcatsBase<NestConcats> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      llvm::DenseMap<int64_t, Prefixes> axes;
      SmallVector<std::pair<ConcatOp, ConcatOp>> nested;
      for (auto concat : function.getBody().getOps<ConcatOp>())
        if (ConcatOp prefix = axes[concat.getAxis()].insert(concat))
          nested.emplace_back(concat, prefix);
      // The last first, while those before still list all their inputs.
      for (auto [concat, prefix] : llvm::reverse(nested)) {
        SmallVector<Value> inputs{prefix.getResult()};
        llvm::append_range(
            inputs, concat.getInputs().drop_front(prefix.getInputs().size()));
        concat.getInputsMutable().assign(inputs);
      }
    }
  }
};

} // namespace
