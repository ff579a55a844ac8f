// The pass that lowers the kiln dialect to linalg. The patterns are in the
// files of the op families.

#include "Kiln/Conversion/Passes.h"
#include "Kiln/IR/Kiln.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
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

namespace {
struct ConvertToLinalg : kiln::impl::ConvertToLinalgBase<ConvertToLinalg> {
  void runOnOperation() override {
    ConversionTarget target(getContext());
    target.addIllegalDialect<KilnDialect>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });

    RewritePatternSet patterns(&getContext());
    populateConvPatterns(patterns);
    populateConvTransposePatterns(patterns);
    populateElementwisePatterns(patterns);
    populateMatmulPatterns(patterns);
    populateMovementPatterns(patterns);
    populateNormalizationPatterns(patterns);
    populatePoolPatterns(patterns);
    populateReductionPatterns(patterns);
    populateResizePatterns(patterns);
    populateSoftmaxPatterns(patterns);

    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
