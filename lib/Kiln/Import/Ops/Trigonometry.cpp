// Circular and hyperbolic functions and their inverses, made of sine, cosine,
// arc tangent, tanh, exp and log1p so that few functions need vector code.

#include "Compose.h"
#include <cmath>

using namespace mlir;
using namespace kiln;

/// What one of these functions makes of `x`.
using Function = Value (*)(Node &node, Value x);

template <Function make> static LogicalResult importFunction(Node &node) {
  if (!node.expectInputs(1, 1))
    return failure();
  return node.setResult(make(node, node.getTensor(0)));
}

static Value makeOneMinus(Node &node, Value x) {
  return node.create<SubOp>(node.scalar(1.0f), x);
}

static Value makeRoot(Node &node, Value x) { return node.create<SqrtOp>(x); }

static Value makeLog1p(Node &node, Value x) { return node.create<Log1pOp>(x); }

/// `odd` of |x|, with the sign of `x`.
static Value makeOdd(Node &node, Value x, Function odd) {
  Value size = odd(node, node.create<AbsOp>(x));
  return node.create<MulOp>(makeSign(node, x), size);
}

/// sin(x) / cos(x)
static Value makeTan(Node &node, Value x) {
  return node.create<DivOp>(node.create<SinOp>(x), node.create<CosOp>(x));
}

/// atan(x / sqrt((1 - x) (1 + x)))
static Value makeAsin(Node &node, Value x) {
  Value product =
      node.create<MulOp>(makeOneMinus(node, x), node.create<AddOp>(x, 1.0f));
  return node.create<AtanOp>(node.create<DivOp>(x, makeRoot(node, product)));
}

/// 2 atan(sqrt((1 - x) / (1 + x)))
static Value makeAcos(Node &node, Value x) {
  Value ratio =
      node.create<DivOp>(makeOneMinus(node, x), node.create<AddOp>(x, 1.0f));
  Value half = node.create<AtanOp>(makeRoot(node, ratio));
  return node.create<MulOp>(half, 2.0f);
}

/// (exp(|x|) + exp(-|x|)) / 2 = r r + (1 / 2 r)^2, with r = exp(|x| / 2) /
/// sqrt(2), which overflows no earlier than the result.
static Value makeCosh(Node &node, Value x) {
  Value half = node.create<MulOp>(node.create<AbsOp>(x), 0.5f);
  Value root = node.create<MulOp>(node.create<ExpOp>(half), float(M_SQRT1_2));
  Value inverse = node.create<DivOp>(node.scalar(0.5f), root);
  return node.create<AddOp>(node.create<MulOp>(root, root),
                            node.create<MulOp>(inverse, inverse));
}

static Value makeSinh(Node &node, Value x) {
  return node.create<MulOp>(node.create<TanhOp>(x), makeCosh(node, x));
}

/// `value` where x is at most 1e18; beyond, log(2 x), which it does not differ
/// from there: the squares in it would overflow.
static Value makeUnlessLarge(Node &node, Value x, Value value) {
  Value isLarge = node.create<LessOp>(node.scalar(1e18f), x);
  Value log = node.create<AddOp>(node.create<LogOp>(x), float(M_LN2));
  return node.create<SelectOp>(ValueRange{isLarge, log, value});
}

/// log(x + sqrt((x - 1) (x + 1))) = log1p(t + sqrt(t (t + 2))), t = x - 1
static Value makeAcosh(Node &node, Value x) {
  Value t = node.create<SubOp>(x, 1.0f);
  Value root = node.create<MulOp>(makeRoot(node, t),
                                  makeRoot(node, node.create<AddOp>(t, 2.0f)));
  Value log = makeLog1p(node, node.create<AddOp>(t, root));
  return makeUnlessLarge(node, x, log);
}

/// log1p(x + x^2 / (1 + sqrt(x^2 + 1)))
static Value makeAsinhOfSize(Node &node, Value x) {
  Value square = node.create<MulOp>(x, x);
  Value root = makeRoot(node, node.create<AddOp>(square, 1.0f));
  Value excess = node.create<DivOp>(square, node.create<AddOp>(root, 1.0f));
  Value log = makeLog1p(node, node.create<AddOp>(x, excess));
  return makeUnlessLarge(node, x, log);
}

static Value makeAsinh(Node &node, Value x) {
  return makeOdd(node, x, makeAsinhOfSize);
}

/// log1p(2 x / (1 - x)) / 2
static Value makeAtanhOfSize(Node &node, Value x) {
  Value ratio =
      node.create<DivOp>(node.create<MulOp>(x, 2.0f), makeOneMinus(node, x));
  return node.create<MulOp>(makeLog1p(node, ratio), 0.5f);
}

static Value makeAtanh(Node &node, Value x) {
  return makeOdd(node, x, makeAtanhOfSize);
}

void kiln::addTrigonometryOps(OpTable &table) {
  table.add("Acos", 7, importFunction<makeAcos>);
  table.add("Acosh", 9, importFunction<makeAcosh>);
  table.add("Asin", 7, importFunction<makeAsin>);
  table.add("Asinh", 9, importFunction<makeAsinh>);
  table.add("Atan", 7, importUnary<AtanOp>);
  table.add("Atanh", 9, importFunction<makeAtanh>);
  table.add("Cos", 7, importUnary<CosOp>);
  table.add("Cosh", 9, importFunction<makeCosh>);
  table.add("Sin", 7, importUnary<SinOp>);
  table.add("Sinh", 9, importFunction<makeSinh>);
  table.add("Tan", 7, importFunction<makeTan>);
}
