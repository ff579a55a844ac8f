// Convolutions. All kinds become one linalg.generic each; they differ only in
// which channel loops there are.

#include "Convolution.h"
#include "Kiln/IR/ConvAlgorithm.h"
#include "Kiln/IR/Kiln.h"
#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
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

} // namespace

/// The input with its channels split as the loops need them.
static Value splitInput(LinalgBuilder &b, Value input,
                        const ChannelLoops &channels) {
  ArrayRef<int64_t> from = shapeOf(input);
  SmallVector<int64_t> shape{from[0]};
  llvm::append_range(shape, channels.sizesOf(channels.input));
  shape.append({from[2], from[3]});
  return b.reshape(input, shape);
}

/// The sizes of the parallel loops: n, channels…, oh, [ph,] ow[, pw].
static SmallVector<int64_t> parallelSizes(const Convolution &conv,
                                          const ChannelLoops &channels) {
  SmallVector<int64_t> sizes{conv.result[0]};
  llvm::append_range(sizes,
                     ArrayRef(channels.sizes).take_front(channels.numOutput()));
  for (unsigned axis : {0, 1}) {
    sizes.push_back(conv.result[2 + axis]);
    if (!conv.phases.empty())
      sizes.push_back(conv.phases[axis]);
  }
  return sizes;
}

/// What the sum starts from: the bias, or zero.
static Value makeInit(LinalgBuilder &b, Value bias, ArrayRef<int64_t> shape,
                      const ChannelLoops &channels) {
  if (!bias)
    return b.filled(shape, 0.0f);
  ArrayRef<int64_t> sizes =
      ArrayRef(channels.sizes).take_front(channels.numOutput());
  auto dims = llvm::to_vector(llvm::seq<unsigned>(1, sizes.size() + 1));
  return b.broadcast(b.reshape(bias, sizes), shape, dims);
}

static SmallVector<AffineMap> makeMaps(LinalgBuilder &b,
                                       const Convolution &conv,
                                       const ChannelLoops &channels) {
  unsigned numOutput = channels.numOutput();
  unsigned steps = conv.phases.empty() ? 1 : 2;
  unsigned oh = numOutput + 1, ow = oh + steps, sum = ow + steps;
  unsigned kh = sum + channels.reduces, kw = kh + 1, loops = kw + 1;
  // Output channel loops follow n; the reduced one follows ow.
  auto channel = [&](unsigned i) { return b.dim(i < numOutput ? i + 1 : sum); };
  auto window = [&](unsigned out, unsigned k, unsigned axis) {
    return b.dim(out) * conv.strides[axis] + b.dim(k) * conv.dilations[axis];
  };

  SmallVector<AffineExpr> input{b.dim(0)}, filter, result;
  llvm::append_range(input, llvm::map_range(channels.input, channel));
  input.append({window(oh, kh, 0), window(ow, kw, 1)});
  llvm::append_range(filter, llvm::map_range(channels.filter, channel));
  filter.append({b.dim(kh), b.dim(kw)});
  if (!conv.phases.empty())
    filter.append({b.dim(oh + 1), b.dim(ow + 1)});
  for (unsigned loop = 0; loop < sum; ++loop)
    result.push_back(b.dim(loop));
  return {b.map(loops, input), b.map(loops, filter), b.map(loops, result)};
}

/// Loops n, channels…, oh, [ph,] ow[, pw] in parallel; then ic if there is one,
/// kh, kw.
Value kiln::buildConvolution(LinalgBuilder &b, const Convolution &conv) {
  ArrayRef<int64_t> filter = shapeOf(conv.filter);
  ChannelLoops channels =
      ChannelLoops::get(shapeOf(conv.input)[1], conv.result[1], conv.groups);
  Value input = splitInput(b, conv.input, channels);
  SmallVector<int64_t> filterShape = channels.sizesOf(channels.filter);
  llvm::append_range(filterShape, filter.drop_front(2));
  Value weights = b.reshape(conv.filter, filterShape);
  SmallVector<int64_t> shape = parallelSizes(conv, channels);
  Value init = makeInit(b, conv.bias, shape, channels);
  Value sum =
      b.generic({input, weights}, init, makeMaps(b, conv, channels),
                /*parallel=*/shape.size(), /*reduction=*/channels.reduces + 2,
                [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                  Value product = arith::MulFOp::create(b, args[0], args[1]);
                  return arith::AddFOp::create(b, args[2], product);
                });
  SmallVector<int64_t> result(conv.result);
  if (!conv.phases.empty())
    for (unsigned axis : {0, 1})
      result[2 + axis] *= conv.phases[axis];
  return b.reshape(sum, result);
}

namespace {

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
    ArrayRef<int64_t> pads = op.getPads();
    Convolution conv;
    conv.input = b.pad(adaptor.getInput(), {0, 0, pads[0], pads[1]},
                       {0, 0, pads[2], pads[3]}, 0.0f);
    conv.filter = adaptor.getFilter();
    conv.bias = adaptor.getBias();
    conv.result.assign(op.getType().getShape().begin(),
                       op.getType().getShape().end());
    conv.strides.assign(op.getStrides().begin(), op.getStrides().end());
    conv.dilations.assign(op.getDilations().begin(), op.getDilations().end());
    conv.groups = op.getGroups();
    Value result = buildConvolution(b, conv);
    // That of a grouped convolution is a reshape: it has one algorithm only.
    if (auto sum = result.getDefiningOp<linalg::GenericOp>())
      copyConvAlgorithm(op, sum);
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void kiln::populateConvPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertConv2D>(patterns.getContext());
}
