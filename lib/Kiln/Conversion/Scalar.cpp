// The scalar arithmetic of Scalar.h.

#include "Scalar.h"
#include "Kiln/IR/ElementTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace kiln;

static Value makeFloat(ImplicitLocOpBuilder &b, Type type,
                       const APFloat &value) {
  return arith::ConstantOp::create(b, FloatAttr::get(type, value));
}

static Value makeInteger(ImplicitLocOpBuilder &b, Type type,
                         const APInt &value) {
  return arith::ConstantOp::create(b, IntegerAttr::get(type, value));
}

Value kiln::makeNumber(ImplicitLocOpBuilder &b, Type type, int64_t value) {
  if (isa<FloatType>(type))
    return arith::ConstantOp::create(b, FloatAttr::get(type, double(value)));
  return arith::ConstantOp::create(b, b.getIntegerAttr(type, value));
}

static Value isNotZero(ImplicitLocOpBuilder &b, Value integer) {
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, integer,
                               makeNumber(b, integer.getType(), 0));
}

Value kiln::fromStorage(ImplicitLocOpBuilder &b, Value stored, Type type) {
  return type.isInteger(1) ? isNotZero(b, stored) : stored;
}

Value kiln::toStorage(ImplicitLocOpBuilder &b, Value value, Type type) {
  if (!type.isInteger(1))
    return value;
  return arith::ExtUIOp::create(b, b.getI8Type(), value);
}

Value kiln::makeLowest(ImplicitLocOpBuilder &b, Type type) {
  if (auto real = dyn_cast<FloatType>(type))
    return makeFloat(
        b, type, APFloat::getInf(real.getFloatSemantics(), /*Negative=*/true));
  unsigned width = type.getIntOrFloatBitWidth();
  return makeInteger(b, storageType(type),
                     type.isUnsignedInteger()
                         ? APInt::getZero(width)
                         : APInt::getSignedMinValue(width));
}

Value kiln::makeHighest(ImplicitLocOpBuilder &b, Type type) {
  if (auto real = dyn_cast<FloatType>(type))
    return makeFloat(b, type, APFloat::getInf(real.getFloatSemantics()));
  unsigned width = type.getIntOrFloatBitWidth();
  return makeInteger(b, storageType(type),
                     type.isUnsignedInteger()
                         ? APInt::getMaxValue(width)
                         : APInt::getSignedMaxValue(width));
}

Value kiln::makeMax(ImplicitLocOpBuilder &b, Type type, Value lhs, Value rhs) {
  if (isa<FloatType>(type))
    return arith::MaximumFOp::create(b, lhs, rhs);
  if (type.isUnsignedInteger())
    return arith::MaxUIOp::create(b, lhs, rhs);
  return arith::MaxSIOp::create(b, lhs, rhs);
}

Value kiln::makeMin(ImplicitLocOpBuilder &b, Type type, Value lhs, Value rhs) {
  if (isa<FloatType>(type))
    return arith::MinimumFOp::create(b, lhs, rhs);
  if (type.isUnsignedInteger())
    return arith::MinUIOp::create(b, lhs, rhs);
  return arith::MinSIOp::create(b, lhs, rhs);
}

Value kiln::makeLess(ImplicitLocOpBuilder &b, Type type, Value lhs, Value rhs) {
  if (isa<FloatType>(type))
    return arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, lhs, rhs);
  return arith::CmpIOp::create(b,
                               type.isUnsignedInteger()
                                   ? arith::CmpIPredicate::ult
                                   : arith::CmpIPredicate::slt,
                               lhs, rhs);
}

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

/// Beyond the integer's range the conversion itself is undefined, so it gets
/// the nearest real within, and its result is chosen afterwards.
static Value realToInteger(ImplicitLocOpBuilder &b, Value value, Type from,
                           Type to) {
  bool isUnsigned = to.isUnsignedInteger();
  unsigned width = to.getIntOrFloatBitWidth();
  const llvm::fltSemantics &semantics =
      cast<FloatType>(from).getFloatSemantics();
  // 2^k, the first real beyond, and the last one below it.
  APFloat beyond(semantics);
  (void)beyond.convertFromAPInt(
      APInt::getOneBitSet(width + 1, isUnsigned ? width : width - 1),
      /*IsSigned=*/false, APFloat::rmNearestTiesToEven);
  APFloat last = beyond;
  (void)last.next(/*nextDown=*/true);
  APFloat lowest = isUnsigned ? APFloat::getZero(semantics) : -beyond;

  using arith::CmpFPredicate;
  auto compare = [&](CmpFPredicate predicate, const APFloat &bound) {
    return arith::CmpFOp::create(b, predicate, value,
                                 makeFloat(b, from, bound));
  };
  auto choose = [&](Value condition, Value yes, Value no) -> Value {
    return arith::SelectOp::create(b, condition, yes, no);
  };
  Value isHigh = compare(CmpFPredicate::OGE, beyond);
  Value isNaN = arith::CmpFOp::create(b, CmpFPredicate::UNO, value, value);
  // NaN is not greater either and becomes the lowest for now.
  Value bounded = choose(compare(CmpFPredicate::OGT, lowest), value,
                         makeFloat(b, from, lowest));
  bounded = choose(isHigh, makeFloat(b, from, last), bounded);
  Type storage = storageType(to);
  Value result = isUnsigned
                     ? Value(arith::FPToUIOp::create(b, storage, bounded))
                     : Value(arith::FPToSIOp::create(b, storage, bounded));
  result = choose(isHigh, makeHighest(b, to), result);
  return choose(isNaN, makeNumber(b, storage, 0), result);
}

static Value castReal(ImplicitLocOpBuilder &b, Value value, Type from,
                      Type to) {
  if (to.isInteger(1))
    return arith::CmpFOp::create(b, arith::CmpFPredicate::UNE, value,
                                 makeNumber(b, from, 0));
  if (!isa<FloatType>(to))
    return realToInteger(b, value, from, to);
  if (to.getIntOrFloatBitWidth() > from.getIntOrFloatBitWidth())
    return arith::ExtFOp::create(b, to, value);
  return arith::TruncFOp::create(b, to, value);
}

static Value castInteger(ImplicitLocOpBuilder &b, Value value, Type from,
                         Type to) {
  bool isUnsigned = from.isUnsignedInteger() || from.isInteger(1);
  Type storage = storageType(to);
  if (isa<FloatType>(to))
    return isUnsigned ? Value(arith::UIToFPOp::create(b, to, value))
                      : Value(arith::SIToFPOp::create(b, to, value));
  if (to.isInteger(1))
    return isNotZero(b, value);
  unsigned width = storage.getIntOrFloatBitWidth();
  unsigned given = value.getType().getIntOrFloatBitWidth();
  if (width == given)
    return value;
  if (width < given)
    return arith::TruncIOp::create(b, storage, value);
  return isUnsigned ? Value(arith::ExtUIOp::create(b, storage, value))
                    : Value(arith::ExtSIOp::create(b, storage, value));
}

Value kiln::makeCast(ImplicitLocOpBuilder &b, Value value, Type from, Type to) {
  if (from == to)
    return value;
  return isa<FloatType>(from) ? castReal(b, value, from, to)
                              : castInteger(b, value, from, to);
}
