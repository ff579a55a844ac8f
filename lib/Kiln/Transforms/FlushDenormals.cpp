// Denormal weights become zero. Denormal activations are not dealt with here:
// they depend on the input.

#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

namespace kiln {
#define GEN_PASS_DEF_FLUSHDENORMALS
#include "Kiln/Transforms/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

static bool isDenormal(float value) {
  return std::fpclassify(value) == FP_SUBNORMAL;
}

/// `attr` without denormals; null if it has none, or is no f32 constant.
static ElementsAttr flush(ElementsAttr attr) {
  std::optional<F32Data> data = getF32Data(attr);
  if (!data || llvm::none_of(data->getStorage(), isDenormal))
    return {};
  auto type = cast<RankedTensorType>(attr.getShapedType());
  if (data->isSplat())
    return makeF32Splat(type, std::copysign(0.0f, (*data)[0]));
  std::vector<float> values = data->copy();
  for (float &value : values)
    if (isDenormal(value))
      value = std::copysign(0.0f, value);
  return makeF32Constant(type, getConstantName(attr), std::move(values));
}

namespace {

struct FlushDenormals : kiln::impl::FlushDenormalsBase<FlushDenormals> {
  void runOnOperation() override {
    // Constants that several ops share are flushed once.
    llvm::DenseMap<Attribute, ElementsAttr> flushed;
    getOperation()->walk([&](Operation *op) {
      if (!isa<Conv2DOp, GemmOp, MatmulOp>(op))
        return;
      for (OpOperand &operand : op->getOpOperands())
        flushOperand(operand, flushed);
    });
  }

  static void flushOperand(OpOperand &operand,
                           llvm::DenseMap<Attribute, ElementsAttr> &flushed) {
    ElementsAttr attr = matchConstant(operand.get());
    if (!attr)
      return;
    auto [entry, isNew] = flushed.try_emplace(attr);
    if (isNew)
      entry->second = flush(attr);
    if (!entry->second)
      return;
    Operation *constant = operand.get().getDefiningOp();
    OpBuilder builder(constant);
    operand.set(arith::ConstantOp::create(builder, constant->getLoc(),
                                          cast<TypedAttr>(entry->second)));
    if (constant->use_empty())
      constant->erase();
  }
};

} // namespace
