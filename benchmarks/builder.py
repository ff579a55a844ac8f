# Builds ONNX graphs of convolutional networks with seeded random weights: one
# method an op, each of which takes and returns Tensors. The networks themselves
# are in models.py.

import dataclasses
import math
import zlib

import numpy as np
from onnx import TensorProto, helper, numpy_helper

OPSET = 17


@dataclasses.dataclass
class Tensor:
    """A value of the graph. `power` estimates the mean square of its elements;
    weights and batch-norm statistics are chosen by it, so that numbers neither
    die out nor explode through a hundred layers, as in trained networks."""

    name: str
    shape: tuple
    power: float


# What an activation leaves of the mean square of normally distributed input.
ACTIVATION_POWER = {
    "Relu": 0.5,
    "LeakyRelu": 0.505,
    "Clip": 0.5,
    "Sigmoid": 0.29,
    "HardSigmoid": 0.28,
    "HardSwish": 0.36,
    "SiLU": 0.36,
}


@dataclasses.dataclass(frozen=True)
class Convolution:
    """A convolution's shape and the activation that follows it, "" if none does.
    The kernel is square, as are stride and padding."""

    channels: int
    height: int
    width: int
    features: int
    kernel: int
    stride: int
    pad: int
    groups: int
    activation: str = ""

    def output_size(self):
        return [(size + 2 * self.pad - self.kernel) // self.stride + 1
                for size in (self.height, self.width)]

    def flops(self):
        height, width = self.output_size()
        per_output = 2 * self.channels // self.groups * self.kernel**2
        return self.features * height * width * per_output

    def is_depthwise(self):
        return self.groups == self.channels > 1


class Net:
    """A graph in the making. `flops` counts two operations for each multiply-add
    of the convolutions and linear layers."""

    def __init__(self, name, shape):
        self.name = name
        # The name alone decides all random numbers.
        self.rng = np.random.default_rng(zlib.crc32(name.encode()))
        self.nodes = []
        self.weights = []
        self.flops = 0
        self.shapes = {}  # of the convolutions, by their output's name
        self.input = Tensor("input", shape, 1.0)

    # Parts of the graph

    def op(self, kind, inputs, shape, power, **attributes):
        name = f"{kind.lower()}_{len(self.nodes)}"
        names = [t.name if isinstance(t, Tensor) else t for t in inputs]
        self.nodes.append(helper.make_node(kind, names, [name], name, **attributes))
        return Tensor(name, tuple(shape), power)

    def constant(self, values):
        name = f"weight_{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def normal(self, shape, variance):
        values = self.rng.standard_normal(shape, dtype=np.float32)
        return self.constant(values * np.float32(math.sqrt(variance)))

    def uniform(self, shape, low, high):
        return self.constant(self.rng.uniform(low, high, shape).astype(np.float32))

    # Layers with weights

    def conv(self, x, channels, k=3, s=1, p=None, g=1, bias=True):
        """Convolution with He scaling; `p` pads all sides, by default so that
        stride 1 keeps the size."""
        n, c, h, w = x.shape
        p = k // 2 if p is None else p
        layer = Convolution(c, h, w, channels, k, s, p, g)
        fan_in = c // g * k * k
        self.flops += n * layer.flops()
        inputs = [x, self.normal((channels, c // g, k, k), 2 / fan_in)]
        if bias:
            inputs.append(self.normal((channels,), 0.01 * x.power))
        y = self.op("Conv", inputs, (n, channels, *layer.output_size()), 2 * x.power,
                    kernel_shape=[k, k], strides=[s, s], pads=[p] * 4, group=g)
        self.shapes[y.name] = layer
        return y

    def upconv(self, x, channels):
        """Transposed convolution that doubles the size."""
        n, c, h, w = x.shape
        self.flops += 2 * n * h * w * c * channels * 4
        inputs = [x, self.normal((c, channels, 2, 2), 2 / c),
                  self.normal((channels,), 0.01 * x.power)]
        return self.op("ConvTranspose", inputs, (n, channels, 2 * h, 2 * w),
                       2 * x.power, kernel_shape=[2, 2], strides=[2, 2])

    def bn(self, x, gamma=1.0):
        """Batch norm with the statistics that training would have found, give
        or take what differs between channels."""
        channels = (x.shape[1],)
        inputs = [x, self.uniform(channels, 0.8 * gamma, 1.2 * gamma),
                  self.normal(channels, 0.01), self.normal(channels, 0.01 * x.power),
                  self.uniform(channels, 0.8 * x.power, 1.25 * x.power)]
        return self.op("BatchNormalization", inputs, x.shape, gamma * gamma,
                       epsilon=1e-5)

    def linear(self, x, features):
        n, c = x.shape
        self.flops += 2 * n * c * features
        inputs = [x, self.normal((features, c), 2 / c),
                  self.normal((features,), 0.01 * x.power)]
        return self.op("Gemm", inputs, (n, features), 2 * x.power, transB=1)

    # Layers without weights

    def act(self, x, kind):
        power = x.power * ACTIVATION_POWER[kind]
        if kind == "SiLU":
            return self.mul(x, self.act(x, "Sigmoid"), power)
        if kind == "Clip":
            bounds = [self.constant(np.float32(0)), self.constant(np.float32(6))]
            return self.op("Clip", [x, *bounds], x.shape, power)
        attributes = {"LeakyRelu": {"alpha": 0.1},
                      "HardSigmoid": {"alpha": 1 / 6, "beta": 0.5}}
        return self.op(kind, [x], x.shape, power, **attributes.get(kind, {}))

    def add(self, a, b):
        return self.op("Add", [a, b], a.shape, a.power + b.power)

    def mul(self, a, b, power):
        return self.op("Mul", [a, b], a.shape, power)

    def concat(self, *parts):
        n, _, h, w = parts[0].shape
        channels = sum(t.shape[1] for t in parts)
        power = sum(t.power * t.shape[1] for t in parts) / channels
        return self.op("Concat", parts, (n, channels, h, w), power, axis=1)

    def split(self, x):
        """The two halves of the channels."""
        n, c, h, w = x.shape
        names = [f"split_{len(self.nodes)}_{i}" for i in range(2)]
        sizes = self.constant(np.array([c // 2] * 2, np.int64))
        self.nodes.append(helper.make_node("Split", [x.name, sizes], names, axis=1))
        return [Tensor(name, (n, c // 2, h, w), x.power) for name in names]

    def shuffle(self, x, groups):
        n, c, h, w = x.shape
        apart = (n, groups, c // groups, h, w)
        swapped = (n, c // groups, groups, h, w)
        x = self.op("Reshape", [x, self.constant(np.array(apart))], apart, x.power)
        x = self.op("Transpose", [x], swapped, x.power, perm=[0, 2, 1, 3, 4])
        return self.op("Reshape", [x, self.constant(np.array((n, c, h, w)))],
                       (n, c, h, w), x.power)

    def pool(self, kind, x, k, s, pads=(0, 0, 0, 0)):
        n, c, h, w = x.shape
        size = [(d + pads[i] + pads[i + 2] - k) // s + 1 for i, d in enumerate((h, w))]
        return self.op(kind, [x], (n, c, *size), x.power, kernel_shape=[k, k],
                       strides=[s, s], pads=list(pads))

    def max_pool(self, x, k, s, pads=(0, 0, 0, 0)):
        return self.pool("MaxPool", x, k, s, pads)

    def global_pool(self, x):
        n, c, _, _ = x.shape
        return self.op("GlobalAveragePool", [x], (n, c, 1, 1), 0.5 * x.power)

    def lrn(self, x):
        return self.op("LRN", [x], x.shape, x.power, size=5, alpha=1e-4, beta=0.75)

    def flatten(self, x):
        return self.op("Flatten", [x], (x.shape[0], math.prod(x.shape[1:])), x.power)

    # What many networks have in common

    def conv_bn(self, x, channels, k=3, s=1, g=1, act="Relu", gamma=1.0):
        x = self.bn(self.conv(x, channels, k, s, g=g, bias=False), gamma)
        return self.act(x, act) if act else x

    def conv_relu(self, x, channels, k=3, s=1, p=None):
        return self.act(self.conv(x, channels, k, s, p), "Relu")

    def classifier(self, x, classes=1000):
        return self.linear(self.flatten(self.global_pool(x)), classes)

    def squeeze_excite(self, x, squeezed, act, gate):
        y = self.act(self.conv(self.global_pool(x), squeezed, 1), act)
        y = self.act(self.conv(y, x.shape[1], 1), gate)
        return self.mul(x, y, 0.3 * x.power)

    # The finished model

    def convolutions(self):
        """The convolutions, each with the activation that follows it or the batch
        norm behind it."""
        consumers = {}
        for node in self.nodes:
            for name in node.input:
                consumers.setdefault(name, []).append(node)

        def follow(name, kind):
            nodes = [n for n in consumers.get(name, []) if n.op_type == kind]
            return nodes[0].output[0] if nodes else name

        for name, layer in self.shapes.items():
            users = sorted(n.op_type for n in
                           consumers.get(follow(name, "BatchNormalization"), []))
            if users == ["Mul", "Sigmoid"]:
                users = ["SiLU"]
            if len(users) == 1 and users[0] in ACTIVATION_POWER:
                layer = dataclasses.replace(layer, activation=users[0])
            yield layer

    def model(self, output):
        """The ONNX model whose only output is `output`. Weights are initializers
        and no graph inputs, which would make them changeable from outside."""
        self.nodes[-1].output[0] = "output"
        info = helper.make_tensor_value_info
        graph = helper.make_graph(
            self.nodes, self.name,
            [info("input", TensorProto.FLOAT, self.input.shape)],
            [info("output", TensorProto.FLOAT, output.shape)], self.weights)
        model = helper.make_model(graph, producer_name="kiln-benchmarks",
                                  opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 8
        return model
