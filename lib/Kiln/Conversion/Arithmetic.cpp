// Arithmetic, comparisons, logic, selection and casts on elements of any type:
// one parallel linalg.generic each.

#include "Kiln/IR/Constants.h"
#include "Kiln/IR/ElementTypes.h"
#include "Kiln/IR/Kiln.h"
#include "Patterns.h"
#include "Scalar.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace kiln;

// buildElement computes one element of an op from elements of `type`, the
// element type of its operands; those of a bool are i1.

template <typename RealOp, typename IntegerOp>
static Value buildEither(ImplicitLocOpBuilder &b, Type type, ValueRange x) {
  if (isa<FloatType>(type))
    return RealOp::create(b, x[0], x[1]);
  return IntegerOp::create(b, x[0], x[1]);
}

static Value buildElement(ImplicitLocOpBuilder &b, AddOp, Type type,
                          ValueRange x) {
  return buildEither<arith::AddFOp, arith::AddIOp>(b, type, x);
}

static Value buildElement(ImplicitLocOpBuilder &b, SubOp, Type type,
                          ValueRange x) {
  return buildEither<arith::SubFOp, arith::SubIOp>(b, type, x);
}

static Value buildElement(ImplicitLocOpBuilder &b, MulOp, Type type,
                          ValueRange x) {
  return buildEither<arith::MulFOp, arith::MulIOp>(b, type, x);
}

static Value buildElement(ImplicitLocOpBuilder &b, MaxOp, Type type,
                          ValueRange x) {
  return makeMax(b, type, x[0], x[1]);
}

static Value buildElement(ImplicitLocOpBuilder &b, MinOp, Type type,
                          ValueRange x) {
  return makeMin(b, type, x[0], x[1]);
}

static Value buildElement(ImplicitLocOpBuilder &b, PowOp, Type, ValueRange x) {
  return math::PowFOp::create(b, x[0], x[1]);
}

static Value isNumber(ImplicitLocOpBuilder &b, Value value, int64_t number) {
  return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, value,
                               makeNumber(b, value.getType(), number));
}

/// `divisor`, or 1 for those that the machine traps on: 0, and -1, by which
/// the smallest integer cannot be divided.
static Value makeSafeDivisor(ImplicitLocOpBuilder &b, Type type,
                             Value divisor) {
  Value unsafe = isNumber(b, divisor, 0);
  if (!type.isUnsignedInteger())
    unsafe = arith::OrIOp::create(b, unsafe, isNumber(b, divisor, -1));
  return arith::SelectOp::create(b, unsafe, makeNumber(b, divisor.getType(), 1),
                                 divisor);
}

static Value buildElement(ImplicitLocOpBuilder &b, DivOp, Type type,
                          ValueRange x) {
  if (isa<FloatType>(type))
    return arith::DivFOp::create(b, x[0], x[1]);
  Value zero = makeNumber(b, x[0].getType(), 0);
  Value divisor = makeSafeDivisor(b, type, x[1]), quotient;
  if (type.isUnsignedInteger()) {
    quotient = arith::DivUIOp::create(b, x[0], divisor);
  } else {
    quotient = arith::DivSIOp::create(b, x[0], divisor);
    Value negated = arith::SubIOp::create(b, zero, x[0]);
    quotient =
        arith::SelectOp::create(b, isNumber(b, x[1], -1), negated, quotient);
  }
  return arith::SelectOp::create(b, isNumber(b, x[1], 0), zero, quotient);
}

/// What is replaced in the divisor leaves no remainder, as 1 does.
static Value buildElement(ImplicitLocOpBuilder &b, RemOp, Type type,
                          ValueRange x) {
  if (isa<FloatType>(type))
    return arith::RemFOp::create(b, x[0], x[1]);
  Value divisor = makeSafeDivisor(b, type, x[1]);
  if (type.isUnsignedInteger())
    return arith::RemUIOp::create(b, x[0], divisor);
  return arith::RemSIOp::create(b, x[0], divisor);
}

static Value buildElement(ImplicitLocOpBuilder &b, EqualOp, Type type,
                          ValueRange x) {
  if (isa<FloatType>(type))
    return arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, x[0], x[1]);
  return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, x[0], x[1]);
}

static Value buildElement(ImplicitLocOpBuilder &b, LessOp, Type type,
                          ValueRange x) {
  return makeLess(b, type, x[0], x[1]);
}

static Value buildElement(ImplicitLocOpBuilder &b, LessEqualOp, Type type,
                          ValueRange x) {
  if (isa<FloatType>(type))
    return arith::CmpFOp::create(b, arith::CmpFPredicate::OLE, x[0], x[1]);
  return arith::CmpIOp::create(b,
                               type.isUnsignedInteger()
                                   ? arith::CmpIPredicate::ule
                                   : arith::CmpIPredicate::sle,
                               x[0], x[1]);
}

static Value buildElement(ImplicitLocOpBuilder &b, AndOp, Type, ValueRange x) {
  return arith::AndIOp::create(b, x[0], x[1]);
}

static Value buildElement(ImplicitLocOpBuilder &b, OrOp, Type, ValueRange x) {
  return arith::OrIOp::create(b, x[0], x[1]);
}

static Value buildElement(ImplicitLocOpBuilder &b, XorOp, Type, ValueRange x) {
  return arith::XOrIOp::create(b, x[0], x[1]);
}

static Value buildElement(ImplicitLocOpBuilder &b, SelectOp, Type,
                          ValueRange x) {
  return arith::SelectOp::create(b, x[0], x[1], x[2]);
}

static Value buildElement(ImplicitLocOpBuilder &b, CastOp op, Type type,
                          ValueRange x) {
  return makeCast(b, x[0], type, op.getType().getElementType());
}

namespace {

/// An operand that is a constant splat of f32 is a scalar in the body; any
/// other is read by a map without its broadcast dimensions.
///
///   %r = kiln.add %x, %c : (tensor<1x8x4x4xf32>, tensor<8x1x1xf32>) -> …
/// becomes
///   %k = tensor.collapse_shape %c [[0, 1, 2]]
///   %r = linalg.generic {
///     (n, c, h, w) -> (n, c, h, w)
///     (n, c, h, w) -> (c)
///     (n, c, h, w) -> (n, c, h, w)
///   } ins(%x, %k) { %x + %k }
template <typename OpT> struct ConvertBroadcast : OpConversionPattern<OpT> {
  using OpConversionPattern<OpT>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(OpT op, typename OpT::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> shape = op.getType().getShape();
    SmallVector<Value, 3> scalars, inputs;
    SmallVector<AffineMap, 3> maps;
    for (Value operand : adaptor.getOperands()) {
      std::optional<float> splat = matchF32Splat(operand);
      scalars.push_back(splat ? b.scalar(*splat) : Value());
      if (splat)
        continue;
      SmallVector<unsigned> dims;
      inputs.push_back(b.dropBroadcast(operand, shape, dims));
      maps.push_back(b.project(shape.size(), dims));
    }
    auto buildBody = [&](ImplicitLocOpBuilder &b, ValueRange args) {
      SmallVector<Value, 3> elements;
      for (auto [scalar, operand] :
           llvm::zip_equal(scalars, op->getOperands())) {
        elements.push_back(
            scalar ? scalar : fromStorage(b, args[0], elementTypeOf(operand)));
        args = args.drop_front(scalar ? 0 : 1);
      }
      Value element =
          buildElement(b, op, elementTypeOf(op->getOperand(0)), elements);
      return toStorage(b, element, op.getType().getElementType());
    };
    rewriter.replaceOp(
        op, b.elementwise(inputs, maps, shape, buildBody,
                          storageType(op.getType().getElementType())));
    return success();
  }
};

} // namespace

void kiln::populateArithmeticPatterns(const TypeConverter &converter,
                                      RewritePatternSet &patterns) {
  patterns.add<ConvertBroadcast<AddOp>, ConvertBroadcast<AndOp>,
               ConvertBroadcast<CastOp>, ConvertBroadcast<DivOp>,
               ConvertBroadcast<EqualOp>, ConvertBroadcast<LessEqualOp>,
               ConvertBroadcast<LessOp>, ConvertBroadcast<MaxOp>,
               ConvertBroadcast<MinOp>, ConvertBroadcast<MulOp>,
               ConvertBroadcast<OrOp>, ConvertBroadcast<PowOp>,
               ConvertBroadcast<RemOp>, ConvertBroadcast<SelectOp>,
               ConvertBroadcast<SubOp>, ConvertBroadcast<XorOp>>(
      converter, patterns.getContext());
}
