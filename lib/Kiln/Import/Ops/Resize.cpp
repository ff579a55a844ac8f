// Resize and Upsample of height and width.

#include "Node.h"
#include <cmath>

using namespace mlir;
using namespace kiln;

namespace {
/// A Resize as its node gives it; one scale and size for each dimension.
struct ResizeParameters {
  llvm::SmallVector<float> scales;
  Shape sizes;
  std::string mode = "nearest", nearest = "round_prefer_floor",
              coordinates = "half_pixel";
};
} // namespace

/// The elements of the constant input `i`, a list of float32.
static llvm::SmallVector<float> readFloats(Node &node, unsigned i,
                                           llvm::StringRef what) {
  const HostTensor *tensor = node.getConstant(i, what);
  llvm::SmallVector<float> values;
  if (!tensor)
    return values;
  if (!tensor->isFloat32() || tensor->rank() != 1 || tensor->size() > 8) {
    (void)node.refuse("'" + what + "' is no short list of float32");
    return values;
  }
  for (int64_t k = 0, e = tensor->size(); k < e; ++k)
    values.push_back(tensor->numberAt(k));
  return values;
}

/// The result's sizes are those of the input times the scales, rounded down.
static LogicalResult setSizes(Node &node, llvm::ArrayRef<int64_t> shape,
                              ResizeParameters &parameters) {
  if (parameters.scales.size() != shape.size())
    return node.refuse(
        "it has " + llvm::Twine(parameters.scales.size()) +
        " scales, expected one for each dimension of its input " +
        shapeText(shape));
  for (auto [size, scale] : llvm::zip_equal(shape, parameters.scales)) {
    double scaled = std::floor(double(size) * scale);
    if (!(scaled >= 1 && scaled <= double(kMaxElements)))
      return node.refuse("the scale " + std::to_string(scale) +
                         " of a dimension of " + llvm::Twine(size) +
                         " leaves nothing or too much");
    parameters.sizes.push_back(int64_t(scaled));
  }
  return success();
}

static LogicalResult setScales(Node &node, llvm::ArrayRef<int64_t> shape,
                               ResizeParameters &parameters) {
  if (parameters.sizes.size() != shape.size())
    return node.refuse("it has " + llvm::Twine(parameters.sizes.size()) +
                       " sizes, expected one for each dimension of its input " +
                       shapeText(shape));
  for (auto [size, result] : llvm::zip_equal(shape, parameters.sizes)) {
    if (result < 1 || result > kMaxElements)
      return node.refuse("the size " + llvm::Twine(result) +
                         " is not from 1 to 2^31");
    parameters.scales.push_back(double(result) / size);
  }
  return success();
}

static LogicalResult makeResize(Node &node,
                                const ResizeParameters &parameters) {
  Shape shape = node.getShape(0);
  if (shape.size() != 4 || parameters.sizes[0] != shape[0] ||
      parameters.sizes[1] != shape[1])
    return node.refuse("it resizes " + shapeText(shape) + " to " +
                       shapeText(parameters.sizes) +
                       "; Kiln resizes the last two of four dimensions only");
  if (parameters.mode != "nearest" && parameters.mode != "linear")
    return node.refuse("'mode' is " + quoted(parameters.mode) +
                       ", only nearest and linear are supported");
  llvm::StringRef nearest = parameters.nearest;
  bool rounds = nearest.consume_front("round_prefer_");
  if (!rounds && nearest != "floor" && nearest != "ceil")
    return node.refuse("'nearest_mode' is " + quoted(parameters.nearest) +
                       ", expected round_prefer_floor, round_prefer_ceil, "
                       "floor or ceil");
  return node.setResult(node.create<Resize2DOp>(
      node.getTensor(0),
      {node.stringAttr(
           "mode", parameters.mode == "linear" ? "linear" : parameters.nearest),
       node.stringAttr("coordinates", parameters.coordinates),
       node.intsAttr("sizes", llvm::ArrayRef(parameters.sizes).drop_front(2)),
       node.floatsAttr("scales",
                       llvm::ArrayRef(parameters.scales).drop_front(2))}));
}

/// What opsets 7 to 10 compute: places r / scale, rounded down.
static LogicalResult importUpsample(Node &node) {
  ResizeParameters parameters;
  parameters.mode = node.getString("mode", "nearest");
  parameters.nearest = "floor";
  parameters.coordinates = "asymmetric";
  if (node.getOpset() < 9) {
    if (!node.expectInputs(1, 1) || !node.requireAttr("scales"))
      return failure();
    parameters.scales = node.getFloats("scales");
  } else {
    if (!node.expectInputs(2, 2))
      return failure();
    parameters.scales = readFloats(node, 1, "scales");
  }
  if (node.isRefused())
    return failure();
  // The older name of linear over two dimensions.
  if (parameters.mode == "bilinear")
    parameters.mode = "linear";
  if (failed(setSizes(node, node.getShape(0), parameters)))
    return failure();
  return makeResize(node, parameters);
}

/// Scales and sizes of the dimensions `axes` only, spread over all.
template <typename List>
static void spread(Node &node, llvm::ArrayRef<int64_t> axes, List neutral,
                   List &values) {
  if (values.size() != axes.size()) {
    (void)node.refuse("it has " + llvm::Twine(values.size()) +
                      " scales or sizes, expected one for each of " +
                      llvm::Twine(axes.size()) + " axes");
    return;
  }
  for (auto [given, value] : llvm::zip_equal(axes, values)) {
    int64_t axis = node.normalizeAxis(given, neutral.size());
    if (node.isRefused())
      return;
    neutral[axis] = value;
  }
  values = std::move(neutral);
}

static LogicalResult importResize11(Node &node) {
  if (!node.expectInputs(1, 4))
    return failure();
  Shape shape = node.getShape(0);
  ResizeParameters parameters;
  parameters.mode = node.getString("mode", "nearest");
  parameters.nearest = node.getString("nearest_mode", "round_prefer_floor");
  parameters.coordinates =
      node.getString("coordinate_transformation_mode", "half_pixel");
  // These matter to modes that are refused.
  node.ignoreAttrs({"cubic_coeff_a", "exclude_outside", "extrapolation_value"});
  bool changesKernel =
      node.getOpset() >= 18 &&
      (node.getFlag("antialias", false) ||
       node.getString("keep_aspect_ratio_policy", "stretch") != "stretch");
  if (node.isRefused())
    return failure();
  if (changesKernel)
    return node.refuse("'antialias' and 'keep_aspect_ratio_policy' are not "
                       "supported");
  // An empty list stands for an input that is not there.
  if (node.hasInput(2))
    parameters.scales = readFloats(node, 2, "scales");
  bool bySizes = node.hasInput(3) && parameters.scales.empty();
  if (bySizes)
    if (auto sizes = node.getConstantInts(3, "sizes"))
      parameters.sizes.assign(sizes->begin(), sizes->end());
  if (node.getOpset() >= 18 && node.hasAttr("axes")) {
    llvm::SmallVector<int64_t> axes = node.getInts("axes", {});
    if (bySizes)
      spread(node, axes, shape, parameters.sizes);
    else
      spread(node, axes, llvm::SmallVector<float>(shape.size(), 1.0f),
             parameters.scales);
  }
  if (node.isRefused() || failed(bySizes ? setScales(node, shape, parameters)
                                         : setSizes(node, shape, parameters)))
    return failure();
  return makeResize(node, parameters);
}

void kiln::addResizeOps(OpTable &table) {
  table.add("Resize", 10, importUpsample);
  table.add("Resize", 11, importResize11);
  table.add("Upsample", 7, importUpsample);
}
