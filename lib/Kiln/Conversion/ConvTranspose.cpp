// Transposed convolution, as ordinary ones. Result places that are a stride
// apart form a phase: each phase is a convolution with the kernel elements that
// reach it.

#include "Convolution.h"
#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/IR/Shapes.h"
#include "Patterns.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/DialectConversion.h"
#include <numeric>

using namespace mlir;
using namespace kiln;

namespace {

/// More phases than these are computed by one convolution, not by one each.
constexpr int64_t kMaxSeparatePhases = 16;

/// One axis of an ordinary convolution that computes some phases.
struct Window {
  /// The input element that the first tap reads at the first place; elements
  /// outside the input are 0.
  int64_t start;
  int64_t places;
  int64_t dilation;
  int64_t phases;
  /// Where the first phase of the first place is in the result; may lie ahead
  /// of it.
  int64_t first;
  /// The kernel element that each phase of each tap multiplies with, -1 for
  /// none: `elements[tap * phases + phase]`.
  SmallVector<int64_t> elements;

  int64_t taps() const { return elements.size() / phases; }
  /// Input elements from `start` on that are read.
  int64_t extent() const { return (taps() - 1) * dilation + places; }
};

/// One spatial axis. Input element `i` times kernel element `k` is added to
/// result place `stride * i + dilation * k - before`.
struct Axis {
  int64_t size, kernel, stride, dilation, before, result;

  static Axis get(ConvTranspose2DOp op, unsigned axis) {
    Axis a = {op.getInput().getType().getShape()[2 + axis],
              op.getFilter().getType().getShape()[2 + axis],
              op.getStrides()[axis],
              op.getDilations()[axis],
              op.getPads()[axis],
              op.getType().getShape()[2 + axis]};
    // A single element is never followed by another one, so that any stride
    // will do; one as large as the kernel makes it one tap.
    if (a.size == 1)
      a.stride = a.dilation == 1 ? a.kernel : 1;
    return a;
  }

  int64_t extent() const { return (kernel - 1) * dilation + 1; }
  int64_t phases() const { return std::min(stride, result); }
  /// Taps of a window that computes all phases.
  int64_t taps() const { return (extent() - 1) / stride + 1; }
  /// True if each input element has results of its own.
  bool isDisjoint() const { return dilation == 1 && kernel == stride; }

  /// The window that computes phase `phase` alone. The kernel elements that
  /// reach it are some stride apart, the later the earlier their input.
  Window separate(int64_t phase) const {
    int64_t step = std::gcd(stride, dilation);
    Window window = {
        0, (result - phase - 1) / stride + 1, dilation / step, 1, phase, {}};
    for (int64_t k = kernel - 1; k >= 0; --k) {
      int64_t distance = phase + before - dilation * k;
      if (distance % stride != 0)
        continue;
      if (window.elements.empty())
        window.start = distance / stride;
      window.elements.push_back(k);
    }
    return window;
  }

  /// The window that computes all phases of its places, and perhaps some that
  /// lie before or behind the result.
  Window joined() const {
    int64_t begin = before / stride;
    int64_t end = (before + result - 1) / stride + 1;
    Window window = {begin - (taps() - 1),    end - begin, 1, stride,
                     begin * stride - before, {}};
    for (int64_t tap = 0; tap < taps(); ++tap)
      for (int64_t phase = 0; phase < stride; ++phase) {
        int64_t place = stride * (taps() - 1 - tap) + phase;
        bool isElement = place < extent() && place % dilation == 0;
        window.elements.push_back(isElement ? place / dilation : -1);
      }
    return window;
  }

  SmallVector<Window> separateAll() const {
    return llvm::map_to_vector(llvm::seq<int64_t>(0, phases()),
                               [&](int64_t phase) { return separate(phase); });
  }
};

/// Elements that `windows` read ahead of and behind an input of `size`.
std::pair<int64_t, int64_t> missing(ArrayRef<Window> windows, int64_t size) {
  int64_t low = 0, high = 0;
  for (const Window &window : windows) {
    if (window.elements.empty())
      continue;
    low = std::max(low, -window.start);
    high = std::max(high, window.start + window.extent() - size);
  }
  return {low, high};
}

/// The filter of the convolution of two windows: [OC, IC / groups, taps of h,
/// taps of w, phases of h, phases of w], where `filter` is [IC, OC / groups,
/// KH, KW].
std::vector<float> gatherFilter(ConvTranspose2DOp op, const F32Data &filter,
                                const Window &h, const Window &w) {
  ArrayRef<int64_t> shape = op.getFilter().getType().getShape();
  int64_t inputs = shape[0] / op.getGroups(), outputs = shape[1];
  std::vector<float> result;
  result.reserve(shape[0] * outputs * h.elements.size() * w.elements.size());
  for (int64_t o = 0; o < outputs * int64_t(op.getGroups()); ++o)
    for (int64_t c = 0; c < inputs; ++c) {
      int64_t plane = (o / outputs * inputs + c) * outputs + o % outputs;
      for (int64_t i = 0; i < h.taps(); ++i)
        for (int64_t j = 0; j < w.taps(); ++j)
          for (int64_t p = 0; p < h.phases; ++p)
            for (int64_t q = 0; q < w.phases; ++q) {
              int64_t y = h.elements[i * h.phases + p];
              int64_t x = w.elements[j * w.phases + q];
              int64_t from = (plane * shape[2] + y) * shape[3] + x;
              result.push_back(y < 0 || x < 0 ? 0.0f : filter[from]);
            }
    }
  return result;
}

Value slice(LinalgBuilder &b, Value value, ArrayRef<int64_t> offsets,
            ArrayRef<int64_t> sizes) {
  if (shapeOf(value) == sizes)
    return value;
  MLIRContext *context = b.getContext();
  SmallVector<int64_t> ones(sizes.size(), 1);
  return tensor::ExtractSliceOp::create(
      b, value, getAsIndexOpFoldResult(context, offsets),
      getAsIndexOpFoldResult(context, sizes),
      getAsIndexOpFoldResult(context, ones));
}

/// With a kernel as large as the stride, all phases in one convolution, whose
/// result is in order as it is:
///
///   %r = kiln.conv_transpose2d %x, %w {strides = array<i64: 2, 2>}
///       : (tensor<1x8x4x4xf32>, tensor<8x3x2x2xf32>) -> tensor<1x3x8x8xf32>
/// becomes
///   %s = linalg.generic {
///     (n, oc, oh, ph, ow, pw, ic, kh, kw) -> (n, ic, oh + kh, ow + kw)
///     (n, oc, oh, ph, ow, pw, ic, kh, kw) -> (oc, ic, kh, kw, ph, pw)
///     (n, oc, oh, ph, ow, pw, ic, kh, kw) -> (n, oc, oh, ph, ow, pw)
///   } : tensor<1x3x4x2x4x2xf32>
///   %r = tensor.collapse_shape %s : tensor<1x3x8x8xf32>
///
/// Else a convolution for each phase, whose results are put between each other:
///
///   tensor.insert_slice %phase into %r[0, 0, i, j] [n, c, h, w] [1, 1, 2, 2]
struct ConvertConvTranspose2D : OpConversionPattern<ConvTranspose2DOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ConvTranspose2DOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Axis h = Axis::get(op, 0), w = Axis::get(op, 1);
    std::optional<F32Data> filter = matchF32Data(adaptor.getFilter());
    if (!filter)
      return op.emitError("the filter of a transposed convolution must be "
                          "constant");
    bool join = (h.isDisjoint() && w.isDisjoint()) ||
                h.phases() * w.phases() > kMaxSeparatePhases;
    ArrayRef<int64_t> inputShape = shapeOf(adaptor.getInput());
    int64_t channels = op.getType().getShape()[1];
    if (join && !elementCount({channels, inputShape[1], h.taps(), w.taps(),
                               h.stride, w.stride}))
      return op.emitError("the transposed convolution is too large");
    SmallVector<Window> rows =
        join ? SmallVector<Window>{h.joined()} : h.separateAll();
    SmallVector<Window> columns =
        join ? SmallVector<Window>{w.joined()} : w.separateAll();
    auto [top, bottom] = missing(rows, h.size);
    auto [left, right] = missing(columns, w.size);
    if (!elementCount({inputShape[0], inputShape[1], top + h.size + bottom,
                       left + w.size + right}))
      return op.emitError("the transposed convolution is too large");

    LinalgBuilder b(op.getLoc(), rewriter);
    Value padded = b.pad(adaptor.getInput(), {0, 0, top, left},
                         {0, 0, bottom, right}, 0.0f);
    SmallVector<int64_t> origin = {top, left};
    auto compute = [&](const Window &row, const Window &column) {
      return convolve(b, op, padded, origin, *filter, adaptor.getBias(), row,
                      column);
    };
    ArrayRef<int64_t> shape = op.getType().getShape();
    if (rows.size() == 1 && columns.size() == 1) {
      SmallVector<int64_t> start = {0, 0, -rows[0].first, -columns[0].first};
      rewriter.replaceOp(op,
                         slice(b, compute(rows[0], columns[0]), start, shape));
      return success();
    }
    SmallVector<OpFoldResult> strides =
        getAsIndexOpFoldResult(getContext(), {1, 1, h.stride, w.stride});
    Value result = b.empty(shape);
    for (const Window &row : rows)
      for (const Window &column : columns) {
        Value phase = compute(row, column);
        result = tensor::InsertSliceOp::create(
            b, phase, result,
            getAsIndexOpFoldResult(getContext(),
                                   {0, 0, row.first, column.first}),
            getAsIndexOpFoldResult(getContext(), shapeOf(phase)), strides);
      }
    rewriter.replaceOp(op, result);
    return success();
  }

  /// The phases that `row` and `column` compute: [N, OC, h, w]. Element 0 of
  /// the input is at `origin` in `padded`.
  static Value convolve(LinalgBuilder &b, ConvTranspose2DOp op, Value padded,
                        ArrayRef<int64_t> origin, const F32Data &filter,
                        Value bias, const Window &row, const Window &column) {
    ArrayRef<int64_t> shape = op.getType().getShape(), from = shapeOf(padded);
    Convolution conv;
    conv.result = {shape[0], shape[1], row.places, column.places};
    // What no product reaches is the bias alone.
    if (row.elements.empty() || column.elements.empty())
      return bias ? b.broadcast(bias, conv.result, {1})
                  : b.filled(conv.result, 0.0f);
    conv.input = slice(b, padded,
                       {0, 0, origin[0] + row.start, origin[1] + column.start},
                       {from[0], from[1], row.extent(), column.extent()});
    SmallVector<int64_t> filterShape = {
        shape[1], from[1] / int64_t(op.getGroups()), row.taps(), column.taps()};
    if (row.phases * column.phases > 1) {
      conv.phases = {row.phases, column.phases};
      llvm::append_range(filterShape, conv.phases);
    }
    conv.filter =
        b.constant(makeF32Constant(b.tensorType(filterShape), "phases",
                                   gatherFilter(op, filter, row, column)));
    conv.bias = bias;
    conv.dilations = {row.dilation, column.dilation};
    conv.groups = op.getGroups();
    return buildConvolution(b, conv);
  }
};

} // namespace

void kiln::populateConvTransposePatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertConvTranspose2D>(patterns.getContext());
}
