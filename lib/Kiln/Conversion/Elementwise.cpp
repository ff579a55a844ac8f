// Activations and other functions of one element: one parallel linalg.generic
// each.

#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Kiln.h"
#include "LinalgBuilder.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace kiln;

// buildActivation computes one element of an activation. Constants are made by
// the inner builder; every activation lets NaN through.

static Value buildScalar(ImplicitLocOpBuilder &b, const APFloat &value) {
  return arith::ConstantOp::create(b,
                                   b.getF32FloatAttr(value.convertToFloat()));
}

static Value buildActivation(ImplicitLocOpBuilder &b, ReluOp, Value x) {
  return arith::MaximumFOp::create(b, x, buildScalar(b, APFloat(0.0f)));
}

static Value buildActivation(ImplicitLocOpBuilder &b, LeakyReluOp op, Value x) {
  Value zero = buildScalar(b, APFloat(0.0f));
  Value scaled = arith::MulFOp::create(b, x, buildScalar(b, op.getAlpha()));
  Value positive = arith::CmpFOp::create(b, arith::CmpFPredicate::OGE, x, zero);
  return arith::SelectOp::create(b, positive, x, scaled);
}

/// An infinite bound does nothing, so nothing is computed for it.
static Value buildActivation(ImplicitLocOpBuilder &b, ClipOp op, Value x) {
  if (!op.getMin().isNegInfinity())
    x = arith::MaximumFOp::create(b, x, buildScalar(b, op.getMin()));
  if (!op.getMax().isPosInfinity())
    x = arith::MinimumFOp::create(b, x, buildScalar(b, op.getMax()));
  return x;
}

/// exp(-x) overflows to infinity for very negative x, whose reciprocal is the
/// wanted zero.
static Value buildActivation(ImplicitLocOpBuilder &b, SigmoidOp, Value x) {
  Value one = buildScalar(b, APFloat(1.0f));
  Value exp = math::ExpOp::create(b, arith::NegFOp::create(b, x));
  return arith::DivFOp::create(b, one, arith::AddFOp::create(b, one, exp));
}

static Value buildActivation(ImplicitLocOpBuilder &b, TanhOp, Value x) {
  return math::TanhOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, ExpOp, Value x) {
  return math::ExpOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, LogOp, Value x) {
  return math::LogOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, SqrtOp, Value x) {
  return math::SqrtOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, ErfOp, Value x) {
  return math::ErfOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, AbsOp op, Value x) {
  Type type = op.getType().getElementType();
  if (type.isUnsignedInteger())
    return x;
  if (isa<IntegerType>(type))
    return math::AbsIOp::create(b, x);
  return math::AbsFOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, FloorOp, Value x) {
  return math::FloorOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, CeilOp, Value x) {
  return math::CeilOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, RoundOp, Value x) {
  return math::RoundEvenOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, SinOp, Value x) {
  return math::SinOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, CosOp, Value x) {
  return math::CosOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, AtanOp, Value x) {
  return math::AtanOp::create(b, x);
}

static Value buildActivation(ImplicitLocOpBuilder &b, Log1pOp, Value x) {
  return math::Log1pOp::create(b, x);
}

/// exp(x) - 1 = tanh(x / 2) * (exp(x) + 1), which keeps its digits near zero.
static Value buildActivation(ImplicitLocOpBuilder &b, EluOp op, Value x) {
  Value half = arith::MulFOp::create(b, x, buildScalar(b, APFloat(0.5f)));
  Value exp = math::ExpOp::create(b, x);
  Value sum = arith::AddFOp::create(b, exp, buildScalar(b, APFloat(1.0f)));
  Value grown = arith::MulFOp::create(b, math::TanhOp::create(b, half), sum);
  Value scaled = arith::MulFOp::create(b, grown, buildScalar(b, op.getAlpha()));
  Value zero = buildScalar(b, APFloat(0.0f));
  Value positive = arith::CmpFOp::create(b, arith::CmpFPredicate::OGE, x, zero);
  return arith::SelectOp::create(b, positive, x, scaled);
}

namespace {

template <typename ActivationOp>
struct ConvertActivation : OpConversionPattern<ActivationOp> {
  using OpConversionPattern<ActivationOp>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ActivationOp op, typename ActivationOp::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = op.getType().getShape();
    rewriter.replaceOp(op, b.elementwise(
                               adaptor.getInput(),
                               b.getMultiDimIdentityMap(shape.size()), shape,
                               [&](ImplicitLocOpBuilder &b, ValueRange args) {
                                 return buildActivation(b, op, args[0]);
                               },
                               elementTypeOf(adaptor.getInput())));
    return success();
  }
};

} // namespace

void kiln::populateElementwisePatterns(const TypeConverter &converter,
                                       RewritePatternSet &patterns) {
  patterns.add<ConvertActivation<AbsOp>, ConvertActivation<AtanOp>,
               ConvertActivation<CeilOp>, ConvertActivation<ClipOp>,
               ConvertActivation<CosOp>, ConvertActivation<EluOp>,
               ConvertActivation<ErfOp>, ConvertActivation<ExpOp>,
               ConvertActivation<FloorOp>, ConvertActivation<LeakyReluOp>,
               ConvertActivation<Log1pOp>, ConvertActivation<LogOp>,
               ConvertActivation<ReluOp>, ConvertActivation<RoundOp>,
               ConvertActivation<SigmoidOp>, ConvertActivation<SinOp>,
               ConvertActivation<SqrtOp>, ConvertActivation<TanhOp>>(
      converter, patterns.getContext());
}
