// Transcendental functions as vector arithmetic.

#include "Kiln/Schedule/Passes.h"
#include "Kiln/Schedule/Structured.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/TargetParser/Triple.h"

namespace kiln {
#define GEN_PASS_DEF_EXPANDMATH
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

/// math.fma  ==>  vector.fma, or mulf and addf on numbers
///
/// math.fma demands a single rounding, which a machine without the instruction
/// gets from a library call for each lane.
struct RelaxFma : OpRewritePattern<math::FmaOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::FmaOp op,
                                PatternRewriter &rewriter) const override {
    if (isa<VectorType>(op.getType())) {
      rewriter.replaceOpWithNewOp<vector::FMAOp>(op, op.getA(), op.getB(),
                                                 op.getC());
      return success();
    }
    auto contract = arith::FastMathFlags::contract;
    Value product = arith::MulFOp::create(rewriter, op.getLoc(), op.getA(),
                                          op.getB(), contract);
    rewriter.replaceOpWithNewOp<arith::AddFOp>(op, product, op.getC(),
                                               contract);
    return success();
  }
};

/// max(x, c)  ==>  c > x ? c : x, and the same for min
///
/// With a constant that is no NaN this gives NaN for NaN as arith.maximumf
/// does, but is one instruction of x86, whose maximum returns its second
/// operand when either is NaN. (Of two zeros of different sign it gives x.)
template <typename Op, arith::CmpFPredicate predicate>
struct SelectExtreme : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    FloatAttr bound;
    DenseElementsAttr bounds;
    if (matchPattern(op.getRhs(), m_Constant(&bounds)) && bounds.isSplat())
      bound = dyn_cast<FloatAttr>(bounds.getSplatValue<Attribute>());
    else
      (void)matchPattern(op.getRhs(), m_Constant(&bound));
    if (!bound || bound.getValue().isNaN())
      return rewriter.notifyMatchFailure(op, "expected a constant bound");
    Value beyond = arith::CmpFOp::create(rewriter, op.getLoc(), predicate,
                                         op.getRhs(), op.getLhs());
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, beyond, op.getRhs(),
                                                 op.getLhs());
    return success();
  }
};

/// `value` as a number or vector of `type`, of f32.
Value buildConstant(OpBuilder &builder, Location loc, Type type, float value) {
  TypedAttr attr = builder.getF32FloatAttr(value);
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, attr);
  return arith::ConstantOp::create(builder, loc, attr);
}

/// Builds exp for numbers or vectors of f32, by reduction to |r| <= ln(2) / 2:
///
///   exp(x) = 2^n exp(r),  n = round(x / ln(2)),  r = x - n ln(2)
///
/// The polynomial is 2 exp(r), of degree 6, fitted for the smallest relative
/// error (3.1e-9). Doubling leaves 2^(n - 1), which is finite wherever the
/// result is. NaN stays NaN.
class ExpBuilder {
public:
  ExpBuilder(OpBuilder &builder, Location loc, Type type)
      : builder(builder), loc(loc), type(type) {}

  /// exp(x), where x above `upper` counts as `upper`, and results below
  /// 1.7e-38 are 0.
  Value build(Value x, float upper) {
    // Below, and with 89 above, all results are 0 and infinity.
    x = clamp(x, arith::CmpFPredicate::OGT, upper);
    x = clamp(x, arith::CmpFPredicate::OLT, -87.4f);
    // Adding 1.5 * 2^23 rounds to the nearest integer, which is left in the
    // lowest bits of the sum; 126 more make it the exponent of 2^(n - 1).
    Value shift = constant(12582912.0f + 126.0f);
    Value biased = multiplyAdd(x, constant(1.44269504f), shift);
    Value n = arith::SubFOp::create(builder, loc, biased, shift);
    Value power = powerOfTwo(biased);
    // ln(2) in two parts, the first short enough that n times it is exact.
    Value r = multiplyAdd(n, constant(-0.693359375f), x);
    r = multiplyAdd(n, constant(2.12194440e-4f), r);
    Value sum = constant(0.0027629081f);
    for (float coefficient :
         {0.016737491f, 0.083336778f, 0.33333042f, 0.99999988f, 2.0f, 2.0f})
      sum = multiplyAdd(sum, r, constant(coefficient));
    return arith::MulFOp::create(builder, loc, sum, power);
  }

private:
  Value constant(float value) {
    return buildConstant(builder, loc, type, value);
  }

  Value multiplyAdd(Value a, Value b, Value c) {
    return math::FmaOp::create(builder, loc, a, b, c);
  }

  /// `bound` where `x` compares with it as `predicate` says; NaN does not.
  Value clamp(Value x, arith::CmpFPredicate predicate, float bound) {
    Value limit = constant(bound);
    Value beyond = arith::CmpFOp::create(builder, loc, predicate, x, limit);
    return arith::SelectOp::create(builder, loc, beyond, limit, x);
  }

  Value powerOfTwo(Value biased) {
    constexpr int kMantissaBits = 23;
    Type integer = builder.getI32Type();
    TypedAttr amount = builder.getI32IntegerAttr(kMantissaBits);
    if (auto vector = dyn_cast<VectorType>(type)) {
      integer = vector.clone(integer);
      amount = DenseElementsAttr::get(cast<VectorType>(integer), amount);
    }
    Value bits = arith::BitcastOp::create(builder, loc, integer, biased);
    Value shift = arith::ConstantOp::create(builder, loc, amount);
    bits = arith::ShLIOp::create(builder, loc, bits, shift);
    return arith::BitcastOp::create(builder, loc, type, bits);
  }

  OpBuilder &builder;
  Location loc;
  Type type;
};

bool isF32(Type type) { return getElementTypeOrSelf(type).isF32(); }

struct ExpandExp : OpRewritePattern<math::ExpOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::ExpOp op,
                                PatternRewriter &rewriter) const override {
    if (!isF32(op.getType()))
      return rewriter.notifyMatchFailure(op, "expected f32");
    ExpBuilder exp(rewriter, op.getLoc(), op.getType());
    rewriter.replaceOp(op, exp.build(op.getOperand(), 89.0f));
    return success();
  }
};

/// 1 / (exp(x) + 1)  ==>  the same with an approximate reciprocal
///
/// This is the sigmoid. Its divisor is kept finite, so that LLVM may make of
/// the division the machine's reciprocal estimate and a Newton step, which
/// would turn infinity to NaN. Where it would not be, the result is 0: what is
/// left instead is not nothing once it is multiplied by a number as large.
struct ExpandSigmoid : OpRewritePattern<arith::DivFOp> {
  ExpandSigmoid(MLIRContext *context) : OpRewritePattern(context, 2) {}

  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    auto sum = op.getRhs().getDefiningOp<arith::AddFOp>();
    if (!sum || !isF32(op.getType()) ||
        !matchPattern(op.getLhs(), m_OneFloat()) ||
        !matchPattern(sum.getRhs(), m_OneFloat()))
      return rewriter.notifyMatchFailure(op, "expected 1 / (x + 1)");
    auto exp = sum.getLhs().getDefiningOp<math::ExpOp>();
    if (!exp)
      return rewriter.notifyMatchFailure(op, "expected exp below");
    // exp(88) is 1.7e38.
    constexpr float upper = 88.0f;
    Location loc = op.getLoc();
    auto constant = [&](float value) {
      return buildConstant(rewriter, loc, op.getType(), value);
    };
    Value x = exp.getOperand();
    Value power = ExpBuilder(rewriter, loc, op.getType()).build(x, upper);
    Value divisor = arith::AddFOp::create(rewriter, loc, power, sum.getRhs());
    Value quotient = arith::DivFOp::create(rewriter, loc, op.getLhs(), divisor,
                                           arith::FastMathFlags::arcp |
                                               arith::FastMathFlags::ninf);
    Value beyond = arith::CmpFOp::create(
        rewriter, loc, arith::CmpFPredicate::OGT, x, constant(upper));
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, beyond, constant(0.0f),
                                                 quotient);
    return success();
  }
};

/// log(x)  ==>  log(x * 2^32) - log(2^32) where x is small
///
/// MLIR's approximation takes denormals for the smallest normal number. Not a
/// pattern, since what it leaves is as it was.
void scaleOperand(math::LogOp op) {
  if (!getElementTypeOrSelf(op.getType()).isF32())
    return;
  OpBuilder builder(op);
  Location loc = op.getLoc();
  auto constant = [&](float value) {
    return buildConstant(builder, loc, op.getType(), value);
  };
  Value x = op.getOperand();
  Value isSmall = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OLT,
                                        x, constant(1e-30f));
  Value scaled = arith::MulFOp::create(builder, loc, x, constant(0x1p32f));
  op.getOperandMutable().assign(
      arith::SelectOp::create(builder, loc, isSmall, scaled, x));
  builder.setInsertionPointAfter(op);
  Value excess = arith::SelectOp::create(builder, loc, isSmall,
                                         constant(22.1807098f), constant(0.0f));
  Value log = arith::SubFOp::create(builder, loc, op, excess);
  op.getResult().replaceAllUsesExcept(log, log.getDefiningOp());
}

struct ExpandMathPass : public kiln::impl::ExpandMathBase<ExpandMathPass> {
  void runOnOperation() override {
    getOperation()->walk(scaleOperand);
    RewritePatternSet patterns(&getContext());
    // Not sine and cosine: MLIR's lose all digits of large angles, and give
    // even infinities for them.
    populateMathPolynomialApproximationPatterns(patterns, [](StringRef name) {
      return name == math::AtanOp::getOperationName() ||
             name == math::ErfOp::getOperationName() ||
             name == math::LogOp::getOperationName() ||
             name == math::Log1pOp::getOperationName() ||
             name == math::TanhOp::getOperationName();
    });
    patterns.add<ExpandExp, ExpandSigmoid, RelaxFma>(&getContext());
    TargetAttr target = getTarget(getOperation());
    if (target && llvm::Triple(target.getTriple()).isX86())
      patterns.add<SelectExtreme<arith::MaximumFOp, arith::CmpFPredicate::OGT>,
                   SelectExtreme<arith::MinimumFOp, arith::CmpFPredicate::OLT>>(
          &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
