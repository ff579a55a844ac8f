// Times one convolution as Kiln compiles it and as oneDNN's primitive, in turns
// in one process, and compares what they compute. Prints one JSON object;
// layers.py makes the model and reads it.
//
// Usage: layer FOLDER SECONDS SHAPE... ACTIVATION ALPHA BETA
//
// SHAPE is channels, height, width, features, kernel, stride, pad and groups.
// The folder has the layer's input, weights and bias as bare f32. Kiln's model
// is linked into this program; see layer_hooks.h for how the rest is kept out.
// It doubles the image before the convolution and the result behind it, which
// is exact: those ops convert from and to the layout at the model's interface,
// so that the convolution has the neighbours that it has within a network.

#include "Kiln/Target/Model.h"
#include "layer_hooks.h"
#include "peak.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <numeric>
#include <oneapi/dnnl/dnnl.hpp>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" const kiln_model layer_model;

namespace {

using Floats = std::vector<float>;
using dnnl::memory;

// How many milliard operations the core can do in the time of a call of `run`.
// The core's clock goes up and down by a sixth within seconds, so each call is
// timed between two measurements of the peak; of these, interruptions spoil the
// lower one. Returns the median of calls that take `seconds` in all, at most as
// many as a median takes, and at least three. `peak` becomes the highest seen.
template <typename Function>
double measureWork(double seconds, double &peak, Function run) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  const auto measurePeak = [] {
    int bits = 0;
    return kiln_measure_peak(0, &bits);
  };
  std::vector<double> work;
  double before = measurePeak();
  while (work.size() < 3 || (work.size() < 2000 && Clock::now() < end)) {
    const auto start = Clock::now();
    run();
    const std::chrono::duration<double> time = Clock::now() - start;
    const double after = measurePeak();
    work.push_back(time.count() * std::max(before, after));
    peak = std::max(peak, after);
    before = after;
  }
  const auto middle = work.begin() + work.size() / 2;
  std::nth_element(work.begin(), middle, work.end());
  return *middle;
}

//===----------------------------------------------------------------------===//
// Kiln
//===----------------------------------------------------------------------===//

// What the hooks do: call all kernels, or those of the convolution alone.
bool skipsOthers = false;
bool hasOthers = false;

// The kernels of the convolution: what it computes, with its activation, and
// the border of its input that it wants zero.
bool isPartOfLayer(const char *kernel) {
  return std::strncmp(kernel, "layer.conv", 10) == 0;
}

struct KilnLayer {
  KilnLayer(const Floats &input, size_t outputSize)
      : input(input), output(outputSize),
        workspace(layer_model.workspace_size + 64) {}

  void run() {
    const void *inputs[] = {input.data()};
    void *outputs[] = {output.data()};
    auto address = reinterpret_cast<uintptr_t>(workspace.data());
    int code = layer_model.run(inputs, outputs,
                               reinterpret_cast<void *>((address + 63) & ~63));
    if (code != 0)
      throw std::runtime_error(layer_model.error(code));
  }

  Floats input, output;
  std::vector<char> workspace;
};

//===----------------------------------------------------------------------===//
// oneDNN
//===----------------------------------------------------------------------===//

struct Shape {
  memory::dim channels, height, width, features, kernel, stride, pad, groups;

  memory::dim outputSize(memory::dim size) const {
    return (size + 2 * pad - kernel) / stride + 1;
  }
  memory::dims source() const { return {1, channels, height, width}; }
  memory::dims result() const {
    return {1, features, outputSize(height), outputSize(width)};
  }
  memory::dims weights() const {
    if (groups == 1)
      return {features, channels, kernel, kernel};
    return {groups, features / groups, channels / groups, kernel, kernel};
  }
};

dnnl::primitive_attr fuse(const std::string &activation, float alpha,
                          float beta) {
  using dnnl::algorithm;
  const std::pair<const char *, algorithm> known[] = {
      {"Relu", algorithm::eltwise_relu},
      {"LeakyRelu", algorithm::eltwise_relu},
      {"Clip", algorithm::eltwise_clip},
      {"HardSwish", algorithm::eltwise_hardswish},
      {"SiLU", algorithm::eltwise_swish},
      {"Sigmoid", algorithm::eltwise_logistic}};
  dnnl::post_ops ops;
  for (const auto &[name, kind] : known)
    if (activation == name)
      ops.append_eltwise(1, kind, alpha, beta);
  if (activation != "none" && ops.len() == 0)
    throw std::runtime_error("no activation " + activation);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(ops);
  return attributes;
}

/// A convolution with a bias and an activation, all layouts of oneDNN's choice.
class PeerLayer {
public:
  PeerLayer(const Shape &shape, const dnnl::primitive_attr &attributes,
            Floats &input, Floats &weights, Floats &bias)
      : result(shape.result()) {
    using Tag = memory::format_tag;
    auto any = [](const memory::dims &dims) {
      return memory::desc(dims, memory::data_type::f32, Tag::any);
    };
    dnnl::convolution_forward::desc convolution(
        dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
        any(shape.source()), any(shape.weights()), any({shape.features}),
        any(shape.result()), {shape.stride, shape.stride},
        {shape.pad, shape.pad}, {shape.pad, shape.pad});
    dnnl::convolution_forward::primitive_desc chosen(convolution, attributes,
                                                     engine);
    name = chosen.impl_info_str();
    primitive = dnnl::convolution_forward(chosen);
    output = memory(chosen.dst_desc(), engine);
    arguments = {
        {DNNL_ARG_SRC,
         convert(input, shape.source(), Tag::nchw, chosen.src_desc())},
        {DNNL_ARG_WEIGHTS, convert(weights, shape.weights(),
                                   shape.groups == 1 ? Tag::oihw : Tag::goihw,
                                   chosen.weights_desc())},
        {DNNL_ARG_BIAS,
         convert(bias, {shape.features}, Tag::x, chosen.bias_desc())},
        {DNNL_ARG_DST, output}};
    // The C interface takes them as an array, with nothing to look up.
    for (auto &[argument, value] : arguments)
      array.push_back({argument, value.get()});
  }

  void run() {
    dnnl_primitive_execute(primitive.get(), stream.get(),
                           static_cast<int>(array.size()), array.data());
    dnnl_stream_wait(stream.get());
  }

  Floats readOutput() {
    Floats values(output.get_desc().get_size() / sizeof(float));
    memory plain({result, memory::data_type::f32, memory::format_tag::nchw},
                 engine, values.data());
    dnnl::reorder(output, plain).execute(stream, output, plain);
    stream.wait();
    return values;
  }

  std::string name;

private:
  memory convert(Floats &values, const memory::dims &dims,
                 memory::format_tag tag, const memory::desc &desc) {
    memory plain({dims, memory::data_type::f32, tag}, engine, values.data());
    memory converted(desc, engine);
    dnnl::reorder(plain, converted).execute(stream, plain, converted);
    stream.wait();
    return converted;
  }

  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  memory::dims result;
  dnnl::convolution_forward primitive;
  memory output;
  std::vector<std::pair<int, memory>> arguments;
  std::vector<dnnl_exec_arg_t> array;
};

//===----------------------------------------------------------------------===//
// The two in turns
//===----------------------------------------------------------------------===//

size_t count(const memory::dims &dims) {
  return std::accumulate(dims.begin(), dims.end(), memory::dim(1),
                         std::multiplies<>());
}

Floats read(const std::string &path, size_t size) {
  Floats values(size);
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char *>(values.data()), size * sizeof(float)))
    throw std::runtime_error(path + " can't be read");
  return values;
}

void doubleAll(Floats &values) {
  for (float &value : values)
    value *= 2;
}

int run(int argc, char **argv) {
  if (argc != 14)
    throw std::runtime_error("expected thirteen arguments");
  const std::string folder = argv[1];
  const double seconds = std::atof(argv[2]);
  memory::dim numbers[8];
  for (int i = 0; i < 8; ++i)
    numbers[i] = std::atoll(argv[3 + i]);
  const Shape shape = {numbers[0], numbers[1], numbers[2], numbers[3],
                       numbers[4], numbers[5], numbers[6], numbers[7]};
  Floats input = read(folder + "/input", count(shape.source()));
  Floats weights = read(folder + "/weights", count(shape.weights()));
  Floats bias = read(folder + "/bias", shape.features);

  KilnLayer kiln(input, count(shape.result()));
  doubleAll(input);
  PeerLayer peer(
      shape,
      fuse(argv[11], std::strtof(argv[12], nullptr), std::atof(argv[13])),
      input, weights, bias);

  kiln.run();
  if (!hasOthers)
    throw std::runtime_error("no kernel but the convolution's can be left out");
  peer.run();
  Floats expected = peer.readOutput();
  doubleAll(expected);
  float largest = 0, error = 0;
  for (size_t i = 0; i < expected.size(); ++i) {
    const float difference = std::abs(kiln.output[i] - expected[i]);
    if (!std::isfinite(difference))
      throw std::runtime_error("an output is not finite");
    largest = std::max(largest, std::abs(expected[i]));
    error = std::max(error, difference);
  }
  if (largest == 0)
    throw std::runtime_error("all outputs are zero");

  // From here on, the convolution computes what is left in the workspace.
  skipsOthers = true;
  constexpr int roundCount = 5;
  const double slice = seconds / roundCount;
  double peak = 0, kilnWork = 1e9, peerWork = 1e9;
  for (int round = 0; round < roundCount; ++round) {
    peerWork =
        std::min(peerWork, measureWork(slice, peak, [&] { peer.run(); }));
    kilnWork =
        std::min(kilnWork, measureWork(slice, peak, [&] { kiln.run(); }));
  }
  const dnnl_version_t *version = dnnl_version();
  std::printf(
      "{\"version\": \"%d.%d.%d\", \"implementation\": \"%s\", "
      "\"peer_work\": %.9g, \"kiln_work\": %.9g, \"peak_gflops\": %.6g, "
      "\"max_abs\": %.9g, \"max_abs_error\": %.9g}\n",
      version->major, version->minor, version->patch, peer.name.c_str(),
      peerWork, kilnWork, peak, largest, error);
  return 0;
}

} // namespace

void callKernel(const char *name, Kernel *kernel, void *const *a) {
  const bool isLayer = isPartOfLayer(name);
  hasOthers |= !isLayer;
  if (isLayer || !skipsOthers)
    kernel(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10],
           a[11], a[12], a[13], a[14], a[15]);
}

int main(int argc, char **argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
