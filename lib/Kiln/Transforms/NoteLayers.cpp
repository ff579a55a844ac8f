// The list of the model's nodes, taken while every node is still an op.

#include "Kiln/IR/Flops.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/IR/LayerNames.h"
#include "Kiln/Transforms/Passes.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/MapVector.h"

namespace kiln {
#define GEN_PASS_DEF_NOTELAYERS
#include "Kiln/Transforms/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

struct NoteLayers : kiln::impl::NoteLayersBase<NoteLayers> {
  void runOnOperation() override {
    llvm::MapVector<StringAttr, double> layers;
    getOperation().walk([&](Operation *op) {
      if (!isa_and_nonnull<KilnDialect>(op->getDialect()))
        return;
      SetVector<Location> nodes;
      collectNodes(op->getLoc(), nodes);
      if (!nodes.empty())
        layers[StringAttr::get(&getContext(), getNodeName(nodes.front()))] +=
            countFlops(op);
    });
    SmallVector<Attribute> attributes;
    for (const auto &[name, flops] : layers)
      attributes.push_back(
          LayerAttr::get(&getContext(), name, roundFlops(flops)));
    getOperation()->setAttr(KilnDialect::kLayersAttr,
                            ArrayAttr::get(&getContext(), attributes));
  }
};

} // namespace
