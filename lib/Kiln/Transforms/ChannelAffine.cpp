// The arithmetic declared in ChannelAffine.h.

#include "ChannelAffine.h"
#include "Kiln/IR/ConvAlgorithm.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/IR/LayerNames.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

using namespace mlir;
using namespace kiln;

/// A splat filter larger than this is not expanded to make its channels differ.
static constexpr int64_t kMaxExpanded = int64_t(1) << 24;

static bool isFiniteF32(double value) {
  return std::isfinite(static_cast<float>(value));
}

bool ChannelAffine::isFinite() const {
  return llvm::all_of(factor, isFiniteF32) && llvm::all_of(offset, isFiniteF32);
}

std::optional<std::vector<double>>
kiln::matchPerChannel(Value value, ArrayRef<int64_t> shape) {
  std::optional<F32Data> data = matchF32Data(value);
  if (!data || shape.size() < 2)
    return std::nullopt;
  ArrayRef<int64_t> own = cast<RankedTensorType>(value.getType()).getShape();
  if (own.size() > shape.size())
    return std::nullopt;
  int64_t channels = shape[1];
  if (data->isSplat()) {
    // Any shape will do that the tensor's own is not broadcast by.
    for (auto [size, full] :
         llvm::zip(llvm::reverse(own), llvm::reverse(shape)))
      if (size != 1 && size != full)
        return std::nullopt;
    return std::vector<double>(channels, (*data)[0]);
  }
  // The dimension that is aligned with the channels has all the elements.
  int64_t position = int64_t(own.size()) - int64_t(shape.size() - 1);
  if (position < 0 || own[position] != channels || data->size() != channels)
    return std::nullopt;
  ArrayRef<float> values = data->getStorage();
  return std::vector<double>(values.begin(), values.end());
}

ElementsAttr kiln::makeVector(MLIRContext *context, StringRef nameHint,
                              ArrayRef<double> values) {
  auto type =
      RankedTensorType::get(int64_t(values.size()), Float32Type::get(context));
  return makeF32Constant(type, nameHint,
                         std::vector<float>(values.begin(), values.end()));
}

/// `filter` of shape OIHW with output channel o multiplied by factor[o]; null
/// if an element overflows, or a huge splat would have to be expanded.
static ElementsAttr scaleFilter(ElementsAttr filter, const F32Data &data,
                                ArrayRef<double> factor) {
  auto type = cast<RankedTensorType>(filter.getShapedType());
  if (data.isSplat() && llvm::all_equal(factor)) {
    double scaled = data[0] * factor[0];
    return isFiniteF32(scaled) ? makeF32Splat(type, scaled) : ElementsAttr();
  }
  if (data.isSplat() && data.size() > kMaxExpanded)
    return {};
  int64_t perChannel = data.size() / int64_t(factor.size());
  std::vector<float> values(data.size());
  bool finite = true;
  for (int64_t i = 0; i < data.size(); ++i) {
    values[i] = static_cast<float>(data[i] * factor[i / perChannel]);
    finite &= std::isfinite(values[i]);
  }
  if (!finite)
    return {};
  return makeF32Constant(type, getConstantName(filter), std::move(values));
}

static ElementsAttr foldBias(MLIRContext *context, ElementsAttr bias,
                             const ChannelAffine &affine) {
  std::optional<F32Data> data = getF32Data(bias);
  std::vector<double> values = affine.offset;
  for (int64_t i = 0; i < affine.size(); ++i)
    values[i] += (data ? (*data)[i] : 0.0) * affine.factor[i];
  if (!llvm::all_of(values, isFiniteF32))
    return {};
  return makeVector(context, "bias", values);
}

LogicalResult kiln::foldIntoConv(PatternRewriter &rewriter, Operation *op,
                                 Conv2DOp conv, const ChannelAffine &affine) {
  if (!conv->hasOneUse())
    return rewriter.notifyMatchFailure(op, "convolution has other uses");
  ElementsAttr filter = matchConstant(conv.getFilter());
  std::optional<F32Data> filterData = getF32Data(filter);
  ElementsAttr bias = matchConstant(conv.getBias());
  if (!filterData || (conv.getBias() && !getF32Data(bias)))
    return rewriter.notifyMatchFailure(op, "filter or bias is not constant");
  ElementsAttr newBias = foldBias(op->getContext(), bias, affine);
  if (!newBias)
    return rewriter.notifyMatchFailure(op, "new bias would not be finite");

  bool scales = !llvm::all_of(affine.factor, [](double f) { return f == 1.0; });
  ElementsAttr newFilter =
      scales ? scaleFilter(filter, *filterData, affine.factor) : filter;
  if (!newFilter)
    return rewriter.notifyMatchFailure(op, "new filter would not be finite, or "
                                           "a splat is too large to expand");

  Value filterValue = conv.getFilter();
  if (scales)
    filterValue = arith::ConstantOp::create(rewriter, conv.getFilter().getLoc(),
                                            cast<TypedAttr>(newFilter));
  Value biasValue = arith::ConstantOp::create(rewriter, op->getLoc(),
                                              cast<TypedAttr>(newBias));
  SetVector<Location> nodes;
  collectNodes(conv.getLoc(), nodes);
  collectNodes(op->getLoc(), nodes);
  auto folded = Conv2DOp::create(
      rewriter, locateAt(conv.getLoc(), nodes.getArrayRef()), conv.getType(),
      conv.getInput(), filterValue, biasValue, conv.getStrides(),
      conv.getPads(), conv.getDilations(), conv.getGroups());
  copyConvAlgorithm(conv, folded);
  rewriter.replaceOp(op, folded);
  rewriter.eraseOp(conv);
  return success();
}
