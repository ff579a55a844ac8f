// The matrices of Winograd's minimal filtering algorithm.

#include "WinogradMatrices.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include <cmath>

using namespace mlir;
using namespace kiln;

/// The coefficients of (x - root) times a polynomial, lowest power first.
static std::vector<double> timesRoot(const std::vector<double> &polynomial,
                                     double root) {
  std::vector<double> product(polynomial.size() + 1, 0.0);
  for (auto [power, coefficient] : llvm::enumerate(polynomial)) {
    product[power + 1] += coefficient;
    product[power] -= root * coefficient;
  }
  return product;
}

WinogradMatrices::WinogradMatrices(int64_t outputs, int64_t taps)
    : outputs(outputs), taps(taps), points(outputs + taps - 1) {
  if (points == 1) {
    inputRows = filterRows = {{1.0}};
    return;
  }
  finite = {0.0};
  for (double point : {1.0, 2.0, 0.5})
    if (int64_t(finite.size()) < points - 1)
      finite.insert(finite.end(), {point, -point});
  // One row for each point: the polynomial that is zero at all others.
  for (size_t own = 0; own <= finite.size(); ++own) {
    std::vector<double> row = {1.0};
    double scale = 1.0;
    for (auto [other, point] : llvm::enumerate(finite)) {
      if (other == own)
        continue;
      row = timesRoot(row, point);
      if (own < finite.size())
        scale *= finite[own] - point;
    }
    row.resize(points, 0.0);
    inputRows.push_back(row);
    std::vector<double> powers(taps, 0.0);
    for (int64_t power = 0; power < taps; ++power)
      powers[power] = own == finite.size()
                          ? power + 1 == taps
                          : std::pow(finite[own], power) / scale;
    filterRows.push_back(powers);
  }
}

std::vector<double> WinogradMatrices::transformFilter(const double *g,
                                                      int64_t stride) const {
  std::vector<double> result;
  for (const std::vector<double> &row : filterRows) {
    double sum = 0.0;
    for (int64_t tap = 0; tap < taps; ++tap)
      sum += row[tap] * g[tap * stride];
    result.push_back(sum);
  }
  return result;
}

namespace {

/// Sums of multiples of vectors.
class Combiner {
public:
  Combiner(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  void add(double factor, Value value) {
    if (factor == 0.0)
      return;
    terms.push_back({factor, value});
    // A sum that begins with a plain value needs no multiplication for it.
    if (factor == 1.0)
      std::swap(terms.front(), terms.back());
  }

  Value take() {
    Value sum;
    for (auto [factor, value] : terms)
      sum = sum ? accumulate(sum, factor, value) : first(factor, value);
    terms.clear();
    return sum;
  }

private:
  Value first(double factor, Value value) {
    if (factor == 1.0)
      return value;
    return arith::MulFOp::create(builder, loc, value,
                                 splat(factor, value.getType()));
  }

  Value accumulate(Value sum, double factor, Value value) {
    if (factor == 1.0)
      return arith::AddFOp::create(builder, loc, sum, value);
    if (factor == -1.0)
      return arith::SubFOp::create(builder, loc, sum, value);
    return vector::FMAOp::create(builder, loc, value,
                                 splat(factor, value.getType()), sum);
  }

  Value splat(double factor, Type type) {
    return arith::ConstantOp::create(
        builder, loc,
        DenseElementsAttr::get(cast<VectorType>(type), float(factor)));
  }

  OpBuilder &builder;
  Location loc;
  SmallVector<std::pair<double, Value>> terms;
};

} // namespace

// The rows of a point and of its negative agree in the even columns and are
// opposite in the odd ones: both come from one even and one odd sum.
SmallVector<Value>
WinogradMatrices::transformInput(OpBuilder &builder, Location loc,
                                 ArrayRef<Value> input) const {
  if (points == 1)
    return {input.front()};
  Combiner sum(builder, loc);
  auto combine = [&](int64_t row, int64_t first, int64_t step) {
    for (int64_t column = first; column < points; column += step)
      sum.add(inputRows[row][column], input[column]);
    return sum.take();
  };
  SmallVector<Value> result{combine(0, 0, 1)};
  for (int64_t row = 1; row + 1 < points; row += 2) {
    Value even = combine(row, 0, 2), odd = combine(row, 1, 2);
    result.push_back(arith::AddFOp::create(builder, loc, even, odd));
    result.push_back(arith::SubFOp::create(builder, loc, even, odd));
  }
  result.push_back(combine(points - 1, 0, 1));
  return result;
}

SmallVector<Value>
WinogradMatrices::transformOutput(OpBuilder &builder, Location loc,
                                  ArrayRef<Value> products) const {
  if (points == 1)
    return {products.front()};
  SmallVector<Value> even, odd;
  for (int64_t point = 1; point + 1 < points; point += 2) {
    even.push_back(arith::AddFOp::create(builder, loc, products[point],
                                         products[point + 1]));
    odd.push_back(arith::SubFOp::create(builder, loc, products[point],
                                        products[point + 1]));
  }
  SmallVector<Value> result;
  Combiner sum(builder, loc);
  for (int64_t power = 0; power < outputs; ++power) {
    sum.add(power == 0, products.front());
    for (auto [pair, value] : llvm::enumerate(power % 2 ? odd : even))
      sum.add(std::pow(finite[2 * pair + 1], power), value);
    sum.add(power == outputs - 1, products.back());
    result.push_back(sum.take());
  }
  return result;
}
