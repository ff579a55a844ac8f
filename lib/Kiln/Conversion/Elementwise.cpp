// Activations and elementwise arithmetic: one parallel linalg.generic each.

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

static Value buildActivation(ImplicitLocOpBuilder &b, AbsOp, Value x) {
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
    rewriter.replaceOp(
        op, b.elementwise(adaptor.getInput(),
                          b.getMultiDimIdentityMap(shape.size()), shape,
                          [&](ImplicitLocOpBuilder &b, ValueRange args) {
                            return buildActivation(b, op, args[0]);
                          }));
    return success();
  }
};

/// An operand that is a constant splat is a scalar in the body; any other is
/// read by a map without its broadcast dimensions.
///
///   %r = kiln.add %x, %c : (tensor<1x8x4x4xf32>, tensor<8x1x1xf32>) -> …
/// becomes
///   %k = tensor.collapse_shape %c [[0, 1, 2]]
///   %r = linalg.generic {
///     (n, c, h, w) -> (n, c, h, w)
///     (n, c, h, w) -> (c)
///     (n, c, h, w) -> (n, c, h, w)
///   } ins(%x, %k) { %x + %k }
template <typename BinaryOp, typename ScalarOp>
struct ConvertBinary : OpConversionPattern<BinaryOp> {
  using OpConversionPattern<BinaryOp>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(BinaryOp op, typename BinaryOp::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = op.getType().getShape();
    SmallVector<Value, 2> scalars, inputs;
    SmallVector<AffineMap, 2> maps;
    for (Value operand : {adaptor.getLhs(), adaptor.getRhs()}) {
      if (std::optional<float> splat = matchF32Splat(operand)) {
        scalars.push_back(b.scalar(*splat));
        continue;
      }
      scalars.push_back({});
      SmallVector<unsigned> dims;
      inputs.push_back(b.dropBroadcast(operand, shape, dims));
      maps.push_back(b.project(shape.size(), dims));
    }
    rewriter.replaceOp(
        op,
        b.elementwise(inputs, maps, shape,
                      [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                        Value lhs = scalars[0] ? scalars[0] : args[0];
                        Value rhs =
                            scalars[1] ? scalars[1] : args[inputs.size() - 1];
                        return ScalarOp::create(b, lhs, rhs);
                      }));
    return success();
  }
};

} // namespace

void kiln::populateElementwisePatterns(RewritePatternSet &patterns) {
  patterns.add<
      ConvertActivation<AbsOp>, ConvertActivation<AtanOp>,
      ConvertActivation<CosOp>, ConvertActivation<Log1pOp>,
      ConvertActivation<RoundOp>, ConvertActivation<SinOp>,
      ConvertActivation<CeilOp>, ConvertActivation<ClipOp>,
      ConvertActivation<EluOp>, ConvertActivation<ErfOp>,
      ConvertActivation<ExpOp>, ConvertActivation<FloorOp>,
      ConvertActivation<LeakyReluOp>, ConvertActivation<LogOp>,
      ConvertActivation<ReluOp>, ConvertActivation<SigmoidOp>,
      ConvertActivation<SqrtOp>, ConvertActivation<TanhOp>,
      ConvertBinary<AddOp, arith::AddFOp>, ConvertBinary<DivOp, arith::DivFOp>,
      ConvertBinary<MaxOp, arith::MaximumFOp>,
      ConvertBinary<MinOp, arith::MinimumFOp>,
      ConvertBinary<MulOp, arith::MulFOp>, ConvertBinary<PowOp, math::PowFOp>,
      ConvertBinary<SubOp, arith::SubFOp>>(patterns.getContext());
}
