// Functions and constants: bools and unsigned integers become what memory
// holds for them.

#include "Kiln/IR/ElementTypes.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace kiln;

namespace {

/// dense<true> : tensor<4xi1>  ==>  dense<1> : tensor<4xi8>
struct ConvertConstant : OpConversionPattern<arith::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(arith::ConstantOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto storage =
        getTypeConverter()->convertType<RankedTensorType>(op.getType());
    Attribute value;
    if (auto dense = dyn_cast<DenseIntElementsAttr>(op.getValue())) {
      unsigned width = storage.getElementTypeBitWidth();
      value =
          dense.mapValues(storage.getElementType(), [&](const APInt &element) {
            return element.zextOrTrunc(width);
          });
    } else if (auto resource =
                   dyn_cast<DenseResourceElementsAttr>(op.getValue())) {
      if (op.getType() == storage ||
          cast<RankedTensorType>(op.getType()).getElementType().isInteger(1))
        return rewriter.notifyMatchFailure(op, "expected whole bytes");
      value = DenseResourceElementsAttr::get(storage, resource.getRawHandle());
    }
    if (!value)
      return rewriter.notifyMatchFailure(op, "expected dense elements");
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, cast<TypedAttr>(value));
    return success();
  }
};

} // namespace

void kiln::populateInterfacePatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<ConvertConstant>(converter, patterns.getContext());
  populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns,
                                                                 converter);
  populateReturnOpTypeConversionPattern(patterns, converter);
}
