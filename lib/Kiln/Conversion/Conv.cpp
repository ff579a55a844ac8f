// Convolutions. All kinds become one linalg.generic each; they differ only in
// which channel loops there are.

#include "Kiln/IR/Kiln.h"
#include "LinalgBuilder.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace kiln;

namespace {

/// The channel loops of a convolution, by their sizes, and which of them each
/// tensor is indexed by (positions in `sizes`; the last loop is a reduction if
/// `reduces` is set).
struct ChannelLoops {
  SmallVector<int64_t, 3> sizes;
  SmallVector<unsigned, 2> input;
  SmallVector<unsigned, 3> filter;
  bool reduces;

  static ChannelLoops get(int64_t inputChannels, int64_t outputChannels,
                          int64_t groups) {
    int64_t in = inputChannels / groups, out = outputChannels / groups;
    if (groups == 1) // oc | ic
      return {{out, in}, {1}, {0, 1}, true};
    if (in == 1 && out == 1) // c
      return {{groups}, {0}, {0}, false};
    if (in == 1) // c, m
      return {{groups, out}, {0}, {0, 1}, false};
    return {{groups, out, in}, {0, 2}, {0, 1, 2}, true}; // g, oc | ic
  }

  unsigned numOutput() const { return sizes.size() - reduces; }

  SmallVector<int64_t> sizesOf(ArrayRef<unsigned> positions) const {
    return llvm::map_to_vector(positions, [&](unsigned i) { return sizes[i]; });
  }
};

/// Loops n, channels…, oh, ow in parallel; then ic if there is one, kh, kw.
///
///   %r = kiln.conv2d %x, %w, %b {pads = array<i64: 1, 1, 1, 1>}
/// becomes
///   %p = tensor.pad %x low[0, 0, 1, 1] high[0, 0, 1, 1] { 0.0 }
///   %i = linalg.generic { broadcasts %b }
///   %r = linalg.generic {
///     (n, oc, oh, ow, ic, kh, kw) -> (n, ic, oh + kh, ow + kw)
///     (n, oc, oh, ow, ic, kh, kw) -> (oc, ic, kh, kw)
///     (n, oc, oh, ow, ic, kh, kw) -> (n, oc, oh, ow)
///   } ins(%p, %w) outs(%i) { %i + %p * %w }
struct ConvertConv2D : OpConversionPattern<Conv2DOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Conv2DOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    ArrayRef<int64_t> result = op.getType().getShape();
    ArrayRef<int64_t> filter = shapeOf(adaptor.getFilter());
    ChannelLoops channels = ChannelLoops::get(shapeOf(adaptor.getInput())[1],
                                              result[1], op.getGroups());

    Value input = splitInput(b, op, adaptor.getInput(), channels);
    SmallVector<int64_t> filterShape = channels.sizesOf(channels.filter);
    filterShape.append({filter[2], filter[3]});
    Value weights = b.reshape(adaptor.getFilter(), filterShape);
    Value init = makeInit(b, result, adaptor.getBias(), channels);

    unsigned numOutput = channels.numOutput();
    Value conv = b.generic(
        {input, weights}, init, makeMaps(b, op, channels),
        /*parallel=*/numOutput + 3, /*reduction=*/channels.reduces + 2,
        [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
          Value product = arith::MulFOp::create(b, args[0], args[1]);
          return arith::AddFOp::create(b, args[2], product);
        });
    rewriter.replaceOp(op, b.reshape(conv, result));
    return success();
  }

  /// The zero-padded input with its channels split as the loops need them.
  static Value splitInput(LinalgBuilder &b, Conv2DOp op, Value input,
                          const ChannelLoops &channels) {
    ArrayRef<int64_t> pads = op.getPads();
    Value padded =
        b.pad(input, {0, 0, pads[0], pads[1]}, {0, 0, pads[2], pads[3]}, 0.0f);
    ArrayRef<int64_t> from = shapeOf(padded);
    SmallVector<int64_t> shape{from[0]};
    llvm::append_range(shape, channels.sizesOf(channels.input));
    shape.append({from[2], from[3]});
    return b.reshape(padded, shape);
  }

  /// What the sum starts from: the bias, or zero.
  static Value makeInit(LinalgBuilder &b, ArrayRef<int64_t> result, Value bias,
                        const ChannelLoops &channels) {
    ArrayRef<int64_t> sizes =
        ArrayRef(channels.sizes).take_front(channels.numOutput());
    SmallVector<int64_t> shape{result[0]};
    llvm::append_range(shape, sizes);
    shape.append({result[2], result[3]});
    if (!bias)
      return b.filled(shape, 0.0f);
    auto dims = llvm::to_vector(llvm::seq<unsigned>(1, sizes.size() + 1));
    return b.broadcast(b.reshape(bias, sizes), shape, dims);
  }

  static SmallVector<AffineMap> makeMaps(LinalgBuilder &b, Conv2DOp op,
                                         const ChannelLoops &channels) {
    unsigned numOutput = channels.numOutput();
    unsigned oh = numOutput + 1, ow = oh + 1;
    unsigned kh = ow + 1 + channels.reduces, kw = kh + 1, loops = kw + 1;
    // Output channel loops follow n; the reduced one follows ow.
    auto channel = [&](unsigned i) {
      return b.dim(i < numOutput ? i + 1 : ow + 1);
    };
    auto window = [&](unsigned out, unsigned k, unsigned axis) {
      return b.dim(out) * op.getStrides()[axis] +
             b.dim(k) * op.getDilations()[axis];
    };

    SmallVector<AffineExpr> input{b.dim(0)}, filter, result{b.dim(0)};
    llvm::append_range(input, llvm::map_range(channels.input, channel));
    input.append({window(oh, kh, 0), window(ow, kw, 1)});
    llvm::append_range(filter, llvm::map_range(channels.filter, channel));
    filter.append({b.dim(kh), b.dim(kw)});
    llvm::append_range(
        result, llvm::map_range(llvm::seq<unsigned>(0, numOutput), channel));
    result.append({b.dim(oh), b.dim(ow)});
    return {b.map(loops, input), b.map(loops, filter), b.map(loops, result)};
  }
};

} // namespace

void kiln::populateConvPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertConv2D>(patterns.getContext());
}
