// Resize and Upsample.

#include "Compose.h"
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
  /// Start of each dimension, then end of each; empty unless they are used.
  llvm::SmallVector<float> roi;
  float extrapolation = 0, cubicCoeff = -0.75f;
  bool excludeOutside = false, antialias = false;
};
} // namespace

/// The elements of the constant input `i`, a list of float32.
static llvm::SmallVector<float> readFloats(Node &node, unsigned i,
                                           llvm::StringRef what) {
  const HostTensor *tensor = node.getConstant(i, what);
  llvm::SmallVector<float> values;
  if (!tensor)
    return values;
  if (!tensor->isFloat32() || tensor->rank() != 1 || tensor->size() > 16) {
    (void)node.refuseParameter(what, "is no short list of float32");
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
        "it has " + llvm::Twine(parameters.scales.size()) + " scales",
        "one for each dimension of its input " + shapeText(shape));
  for (auto [size, scale] : llvm::zip_equal(shape, parameters.scales)) {
    // In f32, as ONNX infers it: 10 times 0.7 is 7 there, not 6.9999999.
    float scaled = std::floor(float(size) * scale);
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
    return node.refuse(
        "it has " + llvm::Twine(parameters.sizes.size()) + " sizes",
        "one for each dimension of its input " + shapeText(shape));
  for (auto [size, result] : llvm::zip_equal(shape, parameters.sizes)) {
    if (result < 1 || result > kMaxElements)
      return node.refuse("the size " + llvm::Twine(result) +
                         " is not from 1 to 2^31");
    parameters.scales.push_back(double(result) / size);
  }
  return success();
}

static Value makeResize2D(Node &node, Value x,
                          const ResizeParameters &parameters,
                          llvm::ArrayRef<int64_t> sizes,
                          llvm::ArrayRef<float> scales,
                          llvm::ArrayRef<float> roi) {
  bool mixes = parameters.mode != "nearest";
  llvm::SmallVector<NamedAttribute> attributes = {
      node.stringAttr("mode", mixes ? parameters.mode : parameters.nearest),
      node.stringAttr("coordinates", parameters.coordinates),
      node.intsAttr("sizes", sizes), node.floatsAttr("scales", scales)};
  if (!roi.empty()) {
    attributes.push_back(node.floatsAttr("roi", roi));
    attributes.push_back(
        node.floatAttr("extrapolation", parameters.extrapolation));
  }
  if (parameters.mode == "cubic")
    attributes.push_back(node.floatAttr("cubic_coeff", parameters.cubicCoeff));
  if (mixes && parameters.excludeOutside)
    attributes.push_back(node.boolAttr("exclude_outside", true));
  if (mixes && parameters.antialias)
    attributes.push_back(node.boolAttr("antialias", true));
  return node.create<Resize2DOp>(x, attributes);
}

/// One axis of `x`, seen as the height of an image whose width stays:
///
///   NxCxDxHxW, axis 2  ->  1xNCxDxHW  ->  1xNCxD'xHW  ->  NxCxD'xHxW
static Value makeResizedAxis(Node &node, Value x,
                             const ResizeParameters &parameters, size_t axis) {
  if (!x)
    return {};
  Shape shape = dimsOf(x);
  int64_t before = 1, after = 1;
  for (auto [i, size] : llvm::enumerate(shape)) {
    if (i < axis)
      before *= size;
    if (i > axis)
      after *= size;
  }
  Value image = node.reshape(x, {1, before, shape[axis], after});
  shape[axis] = parameters.sizes[axis];
  // A roi from 0 to 1 leaves the width as it is.
  llvm::SmallVector<float> roi;
  if (!parameters.roi.empty())
    roi = {parameters.roi[axis], 0.0f, parameters.roi[shape.size() + axis],
           1.0f};
  Value resized = makeResize2D(node, image, parameters, {shape[axis], after},
                               {parameters.scales[axis], 1.0f}, roi);
  return node.reshape(resized, shape);
}

/// Height and width of an image at once, else one axis after the other.
static LogicalResult makeResize(Node &node,
                                const ResizeParameters &parameters) {
  Shape shape = node.getShape(0);
  if (!llvm::is_contained({"nearest", "linear", "cubic"}, parameters.mode))
    return node.refuseParameter("mode", "is " + quoted(parameters.mode),
                                "nearest, linear or cubic");
  llvm::StringRef nearest = parameters.nearest;
  bool rounds = nearest.consume_front("round_prefer_");
  if (!rounds && nearest != "floor" && nearest != "ceil")
    return node.refuseParameter(
        "nearest_mode", "is " + quoted(parameters.nearest),
        "round_prefer_floor, round_prefer_ceil, floor or ceil");
  bool isCrop = parameters.coordinates == "tf_crop_and_resize";
  auto changes = [&](size_t axis) {
    bool crops = isCrop && (parameters.roi[axis] != 0 ||
                            parameters.roi[shape.size() + axis] != 1);
    return crops || parameters.scales[axis] != 1 ||
           parameters.sizes[axis] != shape[axis];
  };
  Value x = node.getTensor(0);
  if (shape.size() == 4 && !changes(0) && !changes(1)) {
    llvm::SmallVector<float> roi;
    if (isCrop)
      roi = {parameters.roi[2], parameters.roi[3], parameters.roi[6],
             parameters.roi[7]};
    return node.setResult(makeResize2D(
        node, x, parameters, llvm::ArrayRef(parameters.sizes).drop_front(2),
        llvm::ArrayRef(parameters.scales).drop_front(2), roi));
  }
  for (size_t axis = 0; axis < shape.size(); ++axis)
    if (changes(axis))
      x = makeResizedAxis(node, x, parameters, axis);
  return node.setResult(x);
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
  // Before opset 11 the rounding was not told: ONNX's cases and ONNX Runtime
  // take the next place where an image shrinks.
  auto shrinks = [](float scale) { return scale < 1.0f; };
  auto grows = [](float scale) { return scale > 1.0f; };
  if (node.getOpset() == 10 && parameters.mode == "nearest" &&
      llvm::any_of(parameters.scales, shrinks)) {
    if (llvm::any_of(parameters.scales, grows))
      return node.refuse("it shrinks some dimensions and makes others larger");
    parameters.nearest = "ceil";
  }
  // The older name of linear over two dimensions.
  if (parameters.mode == "bilinear")
    parameters.mode = "linear";
  if (failed(setSizes(node, node.getShape(0), parameters)))
    return failure();
  return makeResize(node, parameters);
}

/// What is given for the dimensions `axes` only, spread over all: where
/// `neutral` is twice as long as there are dimensions, both halves are.
template <typename List>
static void spread(Node &node, llvm::ArrayRef<int64_t> axes, size_t rank,
                   List neutral, List &values) {
  size_t halves = neutral.size() / rank;
  if (values.size() != halves * axes.size()) {
    (void)node.refuse("it has " + llvm::Twine(values.size()) +
                          " scales, sizes or bounds",
                      llvm::Twine(halves) + " for each of " +
                          llvm::Twine(axes.size()) + " axes");
    return;
  }
  for (auto [i, given] : llvm::enumerate(axes)) {
    int64_t axis = node.normalizeAxis(given, rank);
    if (node.isRefused())
      return;
    for (size_t half = 0; half < halves; ++half)
      neutral[half * rank + axis] = values[half * axes.size() + i];
  }
  values = std::move(neutral);
}

/// With a policy, all axes are scaled alike: so that none becomes larger than
/// its size, or none smaller.
static void keepAspectRatio(Node &node, llvm::ArrayRef<int64_t> shape,
                            llvm::ArrayRef<int64_t> axes,
                            llvm::StringRef policy,
                            ResizeParameters &parameters) {
  std::optional<double> common;
  llvm::SmallVector<int64_t> scaled;
  for (int64_t given : axes) {
    int64_t axis = node.normalizeAxis(given, shape.size());
    if (node.isRefused())
      return;
    double scale = double(parameters.sizes[axis]) / shape[axis];
    if (!common || (policy == "not_larger" ? scale < *common : scale > *common))
      common = scale;
    scaled.push_back(axis);
  }
  for (int64_t axis : scaled) {
    parameters.scales[axis] = *common;
    parameters.sizes[axis] =
        std::max<int64_t>(1, std::floor(*common * shape[axis] + 0.5));
  }
}

/// The attributes that say how to resize, and the region of interest.
static ResizeParameters readParameters(Node &node) {
  ResizeParameters parameters;
  parameters.mode = node.getString("mode", "nearest");
  parameters.nearest = node.getString("nearest_mode", "round_prefer_floor");
  parameters.coordinates =
      node.getString("coordinate_transformation_mode", "half_pixel");
  parameters.extrapolation = node.getFloat("extrapolation_value", 0.0f);
  parameters.cubicCoeff = node.getFloat("cubic_coeff_a", -0.75f);
  parameters.excludeOutside = node.getFlag("exclude_outside", false);
  parameters.antialias =
      node.getOpset() >= 18 && node.getFlag("antialias", false);
  if (!node.isRefused() && parameters.coordinates == "tf_crop_and_resize") {
    if (node.hasInput(1))
      parameters.roi = readFloats(node, 1, "roi");
    else
      (void)node.refuseParameter(
          "roi", "is missing, which 'coordinate_transformation_mode' "
                 "tf_crop_and_resize needs");
  }
  return parameters;
}

static LogicalResult importResize11(Node &node) {
  if (!node.expectInputs(1, 4))
    return failure();
  Shape shape = node.getShape(0);
  size_t rank = shape.size();
  ResizeParameters parameters = readParameters(node);
  std::string policy = "stretch";
  if (node.getOpset() >= 18)
    policy = node.getString("keep_aspect_ratio_policy", policy);
  if (node.isRefused())
    return failure();
  if (!llvm::is_contained({"stretch", "not_larger", "not_smaller"}, policy))
    return node.refuseParameter("keep_aspect_ratio_policy",
                                "is " + quoted(policy),
                                "stretch, not_larger or not_smaller");
  // An empty list stands for an input that is not there.
  if (node.hasInput(2))
    parameters.scales = readFloats(node, 2, "scales");
  bool bySizes = node.hasInput(3) && parameters.scales.empty();
  if (bySizes)
    if (auto sizes = node.getConstantInts(3, "sizes"))
      parameters.sizes.assign(sizes->begin(), sizes->end());
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (node.getOpset() >= 18 && node.hasAttr("axes")) {
    axes = node.getInts("axes", {});
    llvm::SmallVector<float> ones(rank, 1.0f), whole(rank, 0.0f);
    whole.append(rank, 1.0f);
    if (bySizes)
      spread(node, axes, rank, shape, parameters.sizes);
    else
      spread(node, axes, rank, ones, parameters.scales);
    if (!parameters.roi.empty())
      spread(node, axes, rank, whole, parameters.roi);
  }
  if (node.isRefused() || failed(bySizes ? setScales(node, shape, parameters)
                                         : setSizes(node, shape, parameters)))
    return failure();
  bool isCrop = parameters.coordinates == "tf_crop_and_resize";
  if (isCrop && parameters.roi.size() != 2 * rank)
    return node.refuseParameter(
        "roi", "has " + llvm::Twine(parameters.roi.size()) + " elements",
        "2 for each dimension of its input " + shapeText(shape));
  if (bySizes && policy != "stretch")
    keepAspectRatio(node, shape, axes, policy, parameters);
  return node.isRefused() ? failure() : makeResize(node, parameters);
}

void kiln::addResizeOps(OpTable &table) {
  table.add("Resize", 10, importUpsample);
  table.add("Resize", 11, importResize11);
  table.add("Upsample", 7, importUpsample);
}
