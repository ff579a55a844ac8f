// Resampling of images: the weights of an axis are computed here, what is left
// is a repetition, a slice, or a product with a constant matrix.

#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Kiln.h"
#include "LinalgBuilder.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/DialectConversion.h"
#include <cmath>

using namespace mlir;
using namespace kiln;

namespace {

/// What one place of the result is made of: `1 - weight` of input element
/// `first`, `weight` of `second`.
struct Sample {
  int64_t first, second;
  float weight;
};

/// One spatial axis, `dim` of the tensor.
struct Axis {
  unsigned dim;
  int64_t size, result;
  float scale;
  StringRef mode, coordinates;

  /// Where place `r` of the result lies in the input. Computed in f32, so that
  /// dividing by a rounded scale such as 1/3 gives whole numbers.
  float place(int64_t r) const {
    if (coordinates == "asymmetric")
      return r / scale;
    if (coordinates == "align_corners")
      return result == 1 ? 0.0f : float(r) * (size - 1) / (result - 1);
    if (coordinates == "pytorch_half_pixel" && result == 1)
      return 0.0f;
    return (r + 0.5f) / scale - 0.5f;
  }

  int64_t clamp(double index) const {
    return int64_t(std::min(std::max(index, 0.0), double(size - 1)));
  }

  Sample sample(int64_t r) const {
    float at = place(r);
    if (mode == "linear") {
      float low = std::floor(at);
      return {clamp(low), clamp(low + 1), at - low};
    }
    float index = mode == "floor"                ? std::floor(at)
                  : mode == "ceil"               ? std::ceil(at)
                  : mode == "round_prefer_floor" ? std::ceil(at - 0.5f)
                                                 : std::floor(at + 0.5f);
    return {clamp(index), clamp(index), 0.0f};
  }
};

} // namespace

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

/// What every `factor`-th place has in common when linear resampling grows an
/// axis by a whole factor: it lies `weight` of the way from input element
/// `i + shift` to the next one, where `i` counts the places.
struct Phase {
  int64_t shift;
  float weight;
};

static std::optional<SmallVector<Phase>> matchPhases(const Axis &axis) {
  if (axis.mode != "linear" || axis.result % axis.size != 0)
    return std::nullopt;
  int64_t factor = axis.result / axis.size;
  SmallVector<Phase> phases;
  for (int64_t r = 0; r < axis.result; ++r) {
    float at = axis.place(r), low = std::floor(at);
    Phase phase{int64_t(low) - r / factor, at - low};
    if (phase.shift < -1 || phase.shift > 0)
      return std::nullopt;
    if (r < factor)
      phases.push_back(phase);
    else if (phases[r % factor].shift != phase.shift ||
             phases[r % factor].weight != phase.weight)
      return std::nullopt;
  }
  return phases;
}

/// Linear growth by a whole factor: each phase mixes the input, its edges
/// repeated once, with itself one place on.
static Value mixPhases(LinalgBuilder &b, Value input, const Axis &axis,
                       ArrayRef<Phase> phases) {
  SmallVector<int64_t> shape(shapeOf(input)), sizes = shape;
  shape[axis.dim] += 2;
  Value edged = b.empty(shape);
  auto insert = [&](Value source, int64_t at) {
    SmallVector<int64_t> starts(4, 0), steps(4, 1);
    starts[axis.dim] = at;
    edged = tensor::InsertSliceOp::create(
        b, source, edged, getAsIndexOpFoldResult(b.getContext(), starts),
        getAsIndexOpFoldResult(b.getContext(), shapeOf(source)),
        getAsIndexOpFoldResult(b.getContext(), steps));
  };
  insert(input, 1);
  insert(cut(b, input, axis.dim, 0, 1), 0);
  insert(cut(b, input, axis.dim, axis.size - 1, 1), axis.size + 1);
  AffineMap identity = b.getMultiDimIdentityMap(4);
  SmallVector<Value> parts;
  for (const Phase &phase : phases) {
    Value low = cut(b, edged, axis.dim, 1 + phase.shift, axis.size);
    Value high = cut(b, edged, axis.dim, 2 + phase.shift, axis.size);
    parts.push_back(b.elementwise(
        {low, high}, {identity, identity}, sizes,
        [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
          auto share = [&](Value value, float weight) -> Value {
            Value factor =
                arith::ConstantOp::create(b, b.getF32FloatAttr(weight));
            return arith::MulFOp::create(b, value, factor);
          };
          // A share of nothing leaves out what may be infinite.
          if (phase.weight == 0)
            return args[0];
          return arith::AddFOp::create(b, share(args[0], 1 - phase.weight),
                                       share(args[1], phase.weight));
        }));
  }
  return interleavePlaces(b, parts, axis.dim);
}

/// Row `k`, column `r` of the matrix is the share of input element `k` in
/// place `r` of the result:
///
///   linalg.generic { r[n, c, r, w] += x[n, c, k, w] * m[k, r] }
static Value multiply(LinalgBuilder &b, Value input, const Axis &axis,
                      ArrayRef<Sample> samples) {
  std::vector<float> weights(axis.size * axis.result, 0.0f);
  for (auto [r, sample] : llvm::enumerate(samples)) {
    weights[sample.first * axis.result + r] += 1 - sample.weight;
    weights[sample.second * axis.result + r] += sample.weight;
  }
  Value matrix = b.constant(makeF32Constant(
      b.tensorType({axis.size, axis.result}), "resize", std::move(weights)));
  SmallVector<int64_t> shape(shapeOf(input));
  shape[axis.dim] = axis.result;
  SmallVector<unsigned> from = {0, 1, 2, 3};
  from[axis.dim] = 4;
  return b.generic({input, matrix}, b.filled(shape, 0.0f),
                   {b.project(5, from), b.project(5, {4, axis.dim}),
                    b.project(5, {0, 1, 2, 3})},
                   /*parallel=*/4, /*reduction=*/1,
                   [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                     Value product = arith::MulFOp::create(b, args[0], args[1]);
                     return arith::AddFOp::create(b, args[2], product);
                   });
}

static Value resizeAxis(LinalgBuilder &b, Value input, const Axis &axis) {
  SmallVector<Sample> samples;
  for (int64_t r = 0; r < axis.result; ++r)
    samples.push_back(axis.sample(r));
  bool single = llvm::all_of(samples, [](const Sample &sample) {
    return sample.weight == 0 || sample.first == sample.second;
  });
  int64_t factor = axis.result / axis.size;
  auto isAt = [&](auto place) {
    return single && llvm::all_of(llvm::enumerate(samples), [&](auto entry) {
             return entry.value().first == place(int64_t(entry.index()));
           });
  };
  if (axis.result % axis.size == 0 &&
      isAt([&](int64_t r) { return r / factor; }))
    return factor == 1 ? input
                       : interleavePlaces(b, SmallVector<Value>(factor, input),
                                          axis.dim);
  int64_t start = samples[0].first;
  int64_t step = axis.result > 1 ? samples[1].first - start : 1;
  if (step > 0 && isAt([&](int64_t r) { return start + r * step; }))
    return cut(b, input, axis.dim, start, axis.result, step);
  if (std::optional<SmallVector<Phase>> phases = matchPhases(axis))
    return mixPhases(b, input, axis, *phases);
  return multiply(b, input, axis, samples);
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
      result =
          resizeAxis(b, result,
                     {2 + i, shapeOf(result)[2 + i], op.getSizes()[i],
                      op.getScales()[i], op.getMode(), op.getCoordinates()});
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void kiln::populateResizePatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertResize2D>(patterns.getContext());
}
