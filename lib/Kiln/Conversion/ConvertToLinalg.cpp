// The pass that lowers the kiln dialect to linalg. The patterns are in the
// files of the op families; what memory holds for an element is decided here.

#include "Kiln/Conversion/Passes.h"
#include "Kiln/IR/ElementTypes.h"
#include "Kiln/IR/Kiln.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/DialectConversion.h"

namespace kiln {
#define GEN_PASS_DEF_CONVERTTOLINALG
#include "Kiln/Conversion/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

/// The type that memory has for a tensor of `type`.
static Type toStorage(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.clone(storageType(tensor.getElementType())) : type;
}

/// Notes the types that the caller knows and that the conversion changes.
static void keepPortTypes(func::FuncOp function) {
  StringRef key = KilnDialect::kTypeAttr;
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes()))
    if (toStorage(type) != type)
      function.setArgAttr(i, key, TypeAttr::get(type));
  for (auto [i, type] : llvm::enumerate(function.getResultTypes()))
    if (toStorage(type) != type)
      function.setResultAttr(i, key, TypeAttr::get(type));
}

namespace {
struct ConvertToLinalg : kiln::impl::ConvertToLinalgBase<ConvertToLinalg> {
  void runOnOperation() override {
    getOperation()->walk(keepPortTypes);

    TypeConverter converter;
    converter.addConversion(toStorage);
    ConversionTarget target(getContext());
    target.addIllegalDialect<KilnDialect>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    target.addDynamicallyLegalOp<func::FuncOp>([&](func::FuncOp function) {
      return converter.isSignatureLegal(function.getFunctionType());
    });
    target.addDynamicallyLegalOp<func::ReturnOp, arith::ConstantOp>(
        [&](Operation *op) { return converter.isLegal(op); });

    RewritePatternSet patterns(&getContext());
    populateArithmeticPatterns(converter, patterns);
    populateConvPatterns(patterns);
    populateConvTransposePatterns(patterns);
    populateElementwisePatterns(converter, patterns);
    populateMatmulPatterns(patterns);
    populateInterfacePatterns(converter, patterns);
    populateMovementPatterns(converter, patterns);
    populateNormalizationPatterns(patterns);
    populatePoolPatterns(patterns);
    populateReductionPatterns(converter, patterns);
    populateResizePatterns(patterns);
    populateSelectionPatterns(converter, patterns);
    populateSoftmaxPatterns(patterns);

    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
