// Resampling of images: with the weights of each axis known (Sampling.h), what
// is left is a repetition, a slice, a mix, or a product with a constant matrix.

#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Kiln.h"
#include "LinalgBuilder.h"
#include "Patterns.h"
#include "Sampling.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace kiln;

/// `parts`, one for each residue of the place divided by their number, put
/// between each other along `dim`:
///
///   tensor.insert_slice %part into %r[0, 0, i, 0] [n, c, h, w] [1, 1, 2, 1]
static Value interleavePlaces(LinalgBuilder &b, ArrayRef<Value> parts,
                              unsigned dim) {
  SmallVector<int64_t> sizes(shapeOf(parts[0])), shape = sizes;
  shape[dim] *= parts.size();
  SmallVector<int64_t> starts(4, 0), steps(4, 1);
  steps[dim] = parts.size();
  Value result = b.empty(shape);
  for (Value part : parts) {
    result = tensor::InsertSliceOp::create(
        b, part, result, getAsIndexOpFoldResult(b.getContext(), starts),
        getAsIndexOpFoldResult(b.getContext(), sizes),
        getAsIndexOpFoldResult(b.getContext(), steps));
    ++starts[dim];
  }
  return result;
}

/// `size` places of `input` from `start` on along `dim`.
static Value cut(LinalgBuilder &b, Value input, unsigned dim, int64_t start,
                 int64_t size, int64_t step = 1) {
  SmallVector<int64_t> starts(4, 0), sizes(shapeOf(input)), steps(4, 1);
  starts[dim] = start;
  sizes[dim] = size;
  steps[dim] = step;
  return tensor::ExtractSliceOp::create(
      b, input, getAsIndexOpFoldResult(b.getContext(), starts),
      getAsIndexOpFoldResult(b.getContext(), sizes),
      getAsIndexOpFoldResult(b.getContext(), steps));
}

namespace {
/// What every `factor`-th place has in common when an axis grows by a whole
/// factor: the weights of the input elements `i + shift`, `i + shift + 1`, …,
/// where `i` counts the places.
struct Phase {
  int64_t shift;
  SmallVector<float> weights;
};
} // namespace

static std::optional<SmallVector<Phase>> matchPhases(const Sampling &axis) {
  int64_t size = axis.getSize(), result = axis.getResult();
  if (!axis.isMixed() || !axis.repeatsEdges() || result % size != 0)
    return std::nullopt;
  int64_t factor = result / size, radius = axis.getRadius();
  SmallVector<Phase> phases;
  for (int64_t r = 0; r < result; ++r) {
    Taps taps = axis.getNeighbours(r);
    Phase phase{taps.front().index - r / factor, {}};
    for (const Tap &tap : taps)
      phase.weights.push_back(tap.weight);
    int64_t last = phase.shift + int64_t(taps.size()) - 1;
    if (phase.shift < -radius || last > radius)
      return std::nullopt;
    if (r < factor)
      phases.push_back(phase);
    else if (phases[r % factor].shift != phase.shift ||
             phases[r % factor].weights != phase.weights)
      return std::nullopt;
  }
  return phases;
}

/// `input` with its first and last place along `dim` repeated `count` times.
static Value repeatEdges(LinalgBuilder &b, Value input, unsigned dim,
                         int64_t count) {
  SmallVector<int64_t> shape(shapeOf(input));
  int64_t size = shape[dim];
  shape[dim] += 2 * count;
  Value edged = b.empty(shape);
  auto insert = [&](Value source, int64_t at) {
    SmallVector<int64_t> starts(4, 0), steps(4, 1);
    starts[dim] = at;
    edged = tensor::InsertSliceOp::create(
        b, source, edged, getAsIndexOpFoldResult(b.getContext(), starts),
        getAsIndexOpFoldResult(b.getContext(), shapeOf(source)),
        getAsIndexOpFoldResult(b.getContext(), steps));
  };
  insert(input, count);
  for (int64_t i = 0; i < count; ++i) {
    insert(cut(b, input, dim, 0, 1), i);
    insert(cut(b, input, dim, size - 1, 1), count + size + i);
  }
  return edged;
}

/// Growth by a whole factor: each phase mixes the input, its edges repeated,
/// with itself some places on.
static Value mixPhases(LinalgBuilder &b, Value input, unsigned dim,
                       const Sampling &axis, ArrayRef<Phase> phases) {
  int64_t radius = axis.getRadius();
  SmallVector<int64_t> sizes(shapeOf(input));
  Value edged = repeatEdges(b, input, dim, radius);
  SmallVector<Value> parts;
  for (const Phase &phase : phases) {
    // A share of nothing leaves out what may be infinite.
    SmallVector<Value> moved;
    SmallVector<float> weights;
    for (auto [i, weight] : llvm::enumerate(phase.weights)) {
      if (weight == 0)
        continue;
      moved.push_back(cut(b, edged, dim, radius + phase.shift + i, sizes[dim]));
      weights.push_back(weight);
    }
    SmallVector<AffineMap> maps(moved.size(), b.getMultiDimIdentityMap(4));
    parts.push_back(b.elementwise(
        moved, maps, sizes,
        [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
          Value sum;
          for (auto [i, weight] : llvm::enumerate(weights)) {
            Value factor =
                arith::ConstantOp::create(b, b.getF32FloatAttr(weight));
            Value share = weight == 1.0f
                              ? args[i]
                              : arith::MulFOp::create(b, args[i], factor);
            sum = sum ? arith::AddFOp::create(b, sum, share) : share;
          }
          return sum;
        }));
  }
  return interleavePlaces(b, parts, dim);
}

/// Row `k`, column `r` of the matrix is the share of input element `k` in
/// place `r` of the result:
///
///   linalg.generic { r[n, c, r, w] += x[n, c, k, w] * m[k, r] }
static Value multiply(LinalgBuilder &b, Value input, unsigned dim,
                      ArrayRef<Taps> samples) {
  SmallVector<int64_t> shape(shapeOf(input));
  int64_t size = shape[dim], result = samples.size();
  std::vector<float> weights(size * result, 0.0f);
  for (auto [r, taps] : llvm::enumerate(samples))
    for (const Tap &tap : taps)
      weights[tap.index * result + r] = tap.weight;
  Value matrix = b.constant(makeF32Constant(b.tensorType({size, result}),
                                            "resize", std::move(weights)));
  shape[dim] = result;
  SmallVector<unsigned> from = {0, 1, 2, 3};
  from[dim] = 4;
  return b.generic(
      {input, matrix}, b.filled(shape, 0.0f),
      {b.project(5, from), b.project(5, {4, dim}), b.project(5, {0, 1, 2, 3})},
      /*parallel=*/4, /*reduction=*/1,
      [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
        Value product = arith::MulFOp::create(b, args[0], args[1]);
        return arith::AddFOp::create(b, args[2], product);
      });
}

/// The places `samples` of one axis: repetitions, a slice, mixed phases, or a
/// product.
static Value resample(LinalgBuilder &b, Value input, unsigned dim,
                      const Sampling &axis, ArrayRef<Taps> samples) {
  int64_t size = axis.getSize(), count = samples.size();
  int64_t factor = count / size;
  bool single =
      llvm::all_of(samples, [](const Taps &taps) { return taps.size() == 1; });
  auto isAt = [&](auto place) {
    return single && llvm::all_of(llvm::enumerate(samples), [&](auto entry) {
             return entry.value()[0].index == place(int64_t(entry.index()));
           });
  };
  if (count % size == 0 && isAt([&](int64_t r) { return r / factor; }))
    return factor == 1
               ? input
               : interleavePlaces(b, SmallVector<Value>(factor, input), dim);
  int64_t start = single ? samples[0][0].index : 0;
  int64_t step = single && count > 1 ? samples[1][0].index - start : 1;
  if (step > 0 && isAt([&](int64_t r) { return start + r * step; }))
    return cut(b, input, dim, start, count, step);
  if (std::optional<SmallVector<Phase>> phases = matchPhases(axis))
    return mixPhases(b, input, dim, axis, *phases);
  return multiply(b, input, dim, samples);
}

/// Places outside the input come before and after the others, since places go
/// in one direction.
static Value resizeAxis(LinalgBuilder &b, Value input, unsigned dim,
                        const Sampling &axis, float extrapolation) {
  if (axis.isIdentity())
    return input;
  SmallVector<Taps> samples;
  int64_t before = 0;
  for (int64_t r = 0; r < axis.getResult(); ++r) {
    if (!axis.isOutside(r))
      samples.push_back(axis.getTaps(r));
    else if (samples.empty())
      ++before;
  }
  if (samples.empty()) {
    SmallVector<int64_t> shape(shapeOf(input));
    shape[dim] = axis.getResult();
    return b.filled(shape, extrapolation);
  }
  int64_t after = axis.getResult() - before - int64_t(samples.size());
  SmallVector<int64_t> low(4, 0), high(4, 0);
  low[dim] = before;
  high[dim] = after;
  return b.pad(resample(b, input, dim, axis, samples), low, high,
               extrapolation);
}

namespace {

/// Width first, whose rows are short before the height has grown.
struct ConvertResize2D : OpConversionPattern<Resize2DOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Resize2DOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    Value result = adaptor.getInput();
    for (unsigned i : {1, 0})
      result = resizeAxis(b, result, 2 + i, Sampling(op, i),
                          op.getExtrapolation().convertToFloat());
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void kiln::populateResizePatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertResize2D>(patterns.getContext());
}
