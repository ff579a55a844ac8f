// Transposed convolution, as an ordinary one that computes all results between
// two input pixels side by side in its channels. The conversion of the kiln
// ops that it becomes is done by the other patterns.

#include "Kiln/IR/Constants.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/IR/Shapes.h"
#include "LinalgBuilder.h"
#include "Patterns.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace kiln;

namespace {

/// One spatial axis. Result place `y + before` is `stride * q + phase`: the
/// ordinary convolution computes the phases of each `q` as channels, with a
/// kernel of `taps` elements.
struct Axis {
  int64_t size, kernel, stride, dilation, before, result;

  static Axis get(ConvTranspose2DOp op, unsigned axis) {
    int64_t size = op.getInput().getType().getShape()[2 + axis];
    return {size, op.getFilter().getType().getShape()[2 + axis],
            // A single element is never followed by another one.
            size == 1 ? 1 : op.getStrides()[axis], op.getDilations()[axis],
            op.getPads()[axis], op.getType().getShape()[2 + axis]};
  }

  int64_t extent() const { return (kernel - 1) * dilation + 1; }
  int64_t taps() const { return (extent() - 1) / stride + 1; }
  /// Places of the result that are computed, from `before` places ahead on.
  int64_t computed() const { return (size + taps() - 1) * stride; }
  /// Places at the end that no product reaches.
  int64_t missing() const {
    return std::max<int64_t>(0, before + result - computed());
  }
  /// The kernel element that tap `tap` of phase `phase` is; -1 for none.
  int64_t element(int64_t tap, int64_t phase) const {
    int64_t place = stride * (taps() - 1 - tap) + phase;
    return place < extent() && place % dilation == 0 ? place / dilation : -1;
  }
};

///   %r = kiln.conv_transpose2d %x, %w, %b {strides = array<i64: 2, 2>}
///       : (tensor<1x8x4x4xf32>, tensor<8x3x2x2xf32>, …) -> tensor<1x3x8x8xf32>
/// becomes
///   %c = kiln.conv2d %x, %v, %a : tensor<1x12x4x4xf32>
///   %s = kiln.reshape %c : tensor<1x3x2x2x4x4xf32>
///   %t = kiln.transpose %s : tensor<1x3x4x2x4x2xf32>
///   %r = kiln.reshape %t : tensor<1x3x8x8xf32>
/// and, with pads, a slice of that.
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
    LinalgBuilder b(op.getLoc(), rewriter);
    int64_t channels = op.getType().getShape()[1];
    SmallVector<int64_t> shape = {channels * h.stride * w.stride,
                                  shapeOf(adaptor.getInput())[1] /
                                      int64_t(op.getGroups()),
                                  h.taps(), w.taps()};
    SmallVector<int64_t> computed = {op.getType().getShape()[0], channels,
                                     h.computed(), w.computed()};
    if (!elementCount(shape) || !elementCount(computed))
      return op.emitError("the transposed convolution is too large");

    Value weights = b.constant(makeF32Constant(
        b.tensorType(shape), "phases", spreadFilter(op, *filter, shape, h, w)));
    // Places that no product reaches are the bias alone, so it comes later.
    bool addLater = adaptor.getBias() && (h.missing() || w.missing());
    Value bias =
        addLater ? Value() : spreadBias(b, op, adaptor.getBias(), h, w);
    Value conv = Conv2DOp::create(b, adaptor.getInput(), weights, bias,
                                  ArrayRef<int64_t>{1, 1},
                                  ArrayRef<int64_t>{h.taps() - 1, w.taps() - 1,
                                                    h.taps() - 1, w.taps() - 1},
                                  ArrayRef<int64_t>{1, 1}, op.getGroups());
    Value result = crop(b, op, shuffle(b, conv, channels, h, w), h, w);
    if (addLater) {
      Value planes = ReshapeOp::create(b, b.tensorType({channels, 1, 1}),
                                       adaptor.getBias());
      result = AddOp::create(b, result, planes);
    }
    rewriter.replaceOp(op, result);
    return success();
  }

  /// The filter of the ordinary convolution: the phases of output channel `o`
  /// are its channels from `o * h.stride * w.stride` on.
  static std::vector<float> spreadFilter(ConvTranspose2DOp op,
                                         const F32Data &filter,
                                         ArrayRef<int64_t> shape, Axis h,
                                         Axis w) {
    int64_t inputs = shape[1], phases = h.stride * w.stride;
    int64_t outputs = shape[0] / phases / op.getGroups();
    std::vector<float> result;
    result.reserve(*elementCount(shape));
    for (int64_t o = 0; o < shape[0]; ++o) {
      int64_t channel = o / phases, phase = o % phases;
      int64_t firstInput = channel / outputs * inputs;
      for (int64_t c = 0; c < inputs; ++c) {
        int64_t plane = (firstInput + c) * outputs + channel % outputs;
        for (int64_t i = 0; i < shape[2]; ++i) {
          int64_t y = h.element(i, phase / w.stride);
          for (int64_t j = 0; j < shape[3]; ++j) {
            int64_t x = w.element(j, phase % w.stride);
            int64_t from = (plane * h.kernel + y) * w.kernel + x;
            result.push_back(y < 0 || x < 0 ? 0.0f : filter[from]);
          }
        }
      }
    }
    return result;
  }

  /// The bias of each channel for each of its phases.
  static Value spreadBias(LinalgBuilder &b, ConvTranspose2DOp op, Value bias,
                          Axis h, Axis w) {
    if (!bias)
      return {};
    int64_t channels = shapeOf(bias)[0], phases = h.stride * w.stride;
    RankedTensorType type = b.tensorType({channels * phases});
    if (std::optional<F32Data> data = matchF32Data(bias)) {
      std::vector<float> values;
      for (int64_t o = 0; o < channels * phases; ++o)
        values.push_back((*data)[o / phases]);
      return b.constant(makeF32Constant(type, "phases", std::move(values)));
    }
    return b.reshape(b.broadcast(bias, {channels, phases}, {0}),
                     channels * phases);
  }

  /// Puts the phases of each channel between its pixels.
  static Value shuffle(LinalgBuilder &b, Value conv, int64_t channels, Axis h,
                       Axis w) {
    if (h.stride * w.stride == 1)
      return conv;
    ArrayRef<int64_t> from = shapeOf(conv);
    SmallVector<int64_t> split = {from[0],  channels, h.stride,
                                  w.stride, from[2],  from[3]};
    Value phases = ReshapeOp::create(b, b.tensorType(split), conv);
    Value moved =
        TransposeOp::create(b, phases, ArrayRef<int64_t>{0, 1, 4, 2, 5, 3});
    return ReshapeOp::create(
        b, b.tensorType({from[0], channels, h.computed(), w.computed()}),
        moved);
  }

  static Value crop(LinalgBuilder &b, ConvTranspose2DOp op, Value value, Axis h,
                    Axis w) {
    if (h.missing() || w.missing())
      value = PadOp::create(b, value, ArrayRef<int64_t>{0, 0, 0, 0},
                            ArrayRef<int64_t>{0, 0, h.missing(), w.missing()},
                            APFloat(0.0f));
    ArrayRef<int64_t> shape = op.getType().getShape();
    if (shapeOf(value) == shape)
      return value;
    return SliceOp::create(b, value,
                           ArrayRef<int64_t>{0, 0, h.before, w.before}, shape,
                           ArrayRef<int64_t>{1, 1, 1, 1});
  }
};

} // namespace

void kiln::populateConvTransposePatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertConvTranspose2D>(patterns.getContext());
}
