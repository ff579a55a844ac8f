"""Writes a random network as an ONNX model.

Works on the text that model.py writes: one op in a line. Each op becomes the
node that the importer makes this op of, or several that compute the same. Where
ONNX has several ways to say one thing, the network's seed and the op's result
decide: the opset, constants as initializers or as nodes, the sizes or the scales
of a resize, pads in numbers or by `auto_pad`.
"""

import json
import random
import re

import numpy
import onnx
from onnx import helper, numpy_helper

from shrink import VALUE, Module

# The axes of reductions became an input with 18 (of sums with 13), ReduceMax
# took integers with 12, TopK's order is said since 11.
OPSETS = [12, 13, 15, 17, 18, 19, 21]

# Ops without attributes; the operands are the same.
PLAIN = {
    "abs": "Abs", "add": "Add", "and": "And", "atan": "Atan", "ceil": "Ceil", "cos": "Cos",
    "div": "Div", "equal": "Equal", "erf": "Erf", "exp": "Exp", "floor": "Floor",
    "global_avgpool": "GlobalAveragePool", "less": "Less", "less_equal": "LessOrEqual",
    "log": "Log", "matmul": "MatMul", "max": "Max", "min": "Min", "mul": "Mul", "or": "Or",
    "pow": "Pow", "relu": "Relu", "round": "Round", "select": "Where", "sigmoid": "Sigmoid",
    "sin": "Sin", "sqrt": "Sqrt", "sub": "Sub", "tanh": "Tanh", "xor": "Xor"}

# Ops whose attributes have the same meaning; by their names in ONNX.
RENAMED = {
    "batch_norm": ("BatchNormalization", {"epsilon": "epsilon"}),
    "concat": ("Concat", {"axis": "axis"}),
    "elu": ("Elu", {"alpha": "alpha"}),
    "flatten": ("Flatten", {"axis": "axis"}),
    "gather": ("Gather", {"axis": "axis"}),
    "gemm": ("Gemm", {"alpha": "alpha", "beta": "beta", "trans_a": "transA", "trans_b": "transB"}),
    "leaky_relu": ("LeakyRelu", {"alpha": "alpha"}),
    "lrn": ("LRN", {"alpha": "alpha", "beta": "beta", "bias": "bias", "size": "size"}),
    "transpose": ("Transpose", {"permutation": "perm"})}

WINDOWS = {
    "kernel": "kernel_shape", "strides": "strides", "pads": "pads", "dilations": "dilations",
    "groups": "group", "output_padding": "output_padding", "ceil_mode": "ceil_mode",
    "count_include_pad": "count_include_pad"}

ELEMENTS = {
    "f32": numpy.float32, "f64": numpy.float64, "i1": numpy.bool_, "i8": numpy.int8,
    "i16": numpy.int16, "i32": numpy.int32, "i64": numpy.int64, "ui8": numpy.uint8}
# ONNX has no maximum of these, sums only since 14, and ONNX Runtime no sums.
NARROW = (numpy.int8, numpy.int16, numpy.uint8)


def shape_of(type):
    return [int(size) for size in re.findall(r"\d+(?=x)", type)]


def element_of(type):
    """The NumPy type of a tensor's elements."""
    return ELEMENTS[re.search(r"(\w+)>", type)[1].split("x")[-1]]


def number_of(element):
    """ONNX's number of a NumPy type."""
    return numpy_helper.from_array(numpy.empty(0, element)).data_type


def literal(text, type):
    """The array of `dense<TEXT>`."""
    element, shape = element_of(type), shape_of(type)
    if text.startswith('"0x'):
        return numpy.frombuffer(bytes.fromhex(text[3:-1]), element).reshape(shape)
    return numpy.broadcast_to(numpy.array(json.loads(text), element), shape)


def attributes_of(text):
    """The attributes of an op as numbers, lists, truths and strings."""
    inside = re.search(r"\{(.*)\} : ", text)
    attributes = {}
    for name, value in re.findall(r"(\w+) = (array<[^>]*>|[^,]+)", inside[1] if inside else ""):
        if value.startswith("array<"):
            attributes[name] = json.loads("[" + value[6:-1].partition(":")[2] + "]")
        else:
            attributes[name] = json.loads(value.split(" : ")[0])
    return attributes


class Writer:
    def __init__(self, module, seed):
        self.module, self.seed = module, seed
        self.opset = random.Random(f"opset {seed}").choice(OPSETS)
        self.nodes, self.initializers = [], []
        # An output has the name of the first result that gives it; inputs,
        # constants and values that are given again are copied.
        self.names = {v: f"x{i}" for i, v in enumerate(module.inputs)}
        computed = {name for name, op in module.ops if not op.startswith("arith.constant")}
        for i, v in enumerate(module.outputs):
            if v in computed and v not in self.names:
                self.names[v] = f"y{i}"

    def chance(self, value, probability):
        return random.Random(f"{self.seed} {value}").random() < probability

    def name(self, value):
        return self.names.get(value, "v" + value[1:])

    def shape(self, value):
        return shape_of(self.module.types[value])

    def node(self, op, inputs, outputs, **attributes):
        self.nodes.append(helper.make_node(op, inputs, outputs, name=outputs[-1], **attributes))

    def constant(self, name, numbers):
        """Names a tensor: an initializer or a Constant, of bytes or numbers."""
        raw = self.chance("raw " + name, 0.7)
        data = numbers.tobytes() if raw else numbers.flatten().tolist()
        tensor = helper.make_tensor(name, number_of(numbers.dtype), numbers.shape, data, raw=raw)
        if self.chance("constant " + name, 0.8):
            self.initializers.append(tensor)
        else:
            self.node("Constant", [], [name], value=tensor)
        return name

    def parameter(self, result, what, numbers, element=numpy.int64):
        """An input of the node of `result` that says how it computes."""
        return self.constant(f"{result}_{what}", numpy.array(numbers, element))

    def add(self, value, text):
        result = self.name(value)
        if text.startswith("arith.constant"):
            inside = re.search(r"dense<(.*)> : ", text)[1]
            self.constant(result, literal(inside, self.module.types[value]))
            return
        op = re.match(r"kiln\.(\w+)", text)[1]
        operands = VALUE.findall(text)
        inputs = [self.name(v) for v in operands]
        attributes = attributes_of(text)
        if op in PLAIN and element_of(self.module.types[value]) in NARROW:
            self.widened(PLAIN[op], value, inputs, result)
        elif op in PLAIN:
            self.node(PLAIN[op], inputs, [result])
        elif op in RENAMED:
            name, renamed = RENAMED[op]
            self.node(name, inputs, [result], **{renamed[k]: v for k, v in attributes.items()})
        else:
            getattr(self, op)(value, operands, inputs, result, attributes)

    def widened(self, op, value, inputs, result):
        """The op on integers of 32 bits, whose lower ones are the result."""
        for i, name in enumerate(inputs):
            self.node("Cast", [name], [f"{result}_wide{i}"], to=number_of(numpy.int32))
        self.node(op, [f"{result}_wide{i}" for i in range(len(inputs))], [result + "_wide"])
        self.node("Cast", [result + "_wide"], [result], to=number_of(element_of(self.module.types[value])))

    # Windows.

    def conv2d(self, value, operands, inputs, result, attributes, op="Conv"):
        given = {WINDOWS[k]: v for k, v in attributes.items()}
        kernel = self.shape(operands[1])[2:]
        mode = self.auto_pad(self.shape(operands[0])[2:], kernel, given)
        if op == "Conv" and mode and self.chance("auto_pad " + value, 0.3):
            del given["pads"]
            given["auto_pad"] = mode
        if self.chance("kernel_shape " + value, 0.5):
            given["kernel_shape"] = kernel
        self.node(op, inputs, [result], **given)

    def auto_pad(self, sizes, kernel, given):
        """The word for the pads of a convolution, if there is one. ONNX Runtime
        takes none for dilated windows, and cuts the image where Kiln, with
        ONNX's own inference of shapes, has no pads: under strides beyond the
        kernel."""
        ones = [1, 1]
        strides, pads = given.get("strides", ones), given.get("pads", [0] * 4)
        if not any(pads):
            return "VALID"
        if given.get("dilations", ones) != ones:
            return None
        total = [(size - 1) // s * s + k - size for size, s, k in zip(sizes, strides, kernel)]
        small, large = [t // 2 for t in total], [(t + 1) // 2 for t in total]
        if pads == small + large:
            return "SAME_UPPER"
        return "SAME_LOWER" if pads == large + small else None

    def conv_transpose2d(self, *op):
        self.conv2d(*op, op="ConvTranspose")

    def maxpool2d(self, value, operands, inputs, result, attributes, op="MaxPool"):
        given = {WINDOWS[k]: v for k, v in attributes.items()}
        if op == "AveragePool" and self.opset < 19:
            # Those of windows that are not 1 came with 19.
            assert given.pop("dilations") == [1, 1]
        self.node(op, inputs, [result], **given)

    def avgpool2d(self, *op):
        self.maxpool2d(*op, op="AveragePool")

    def resize2d(self, value, operands, inputs, result, attributes):
        mode, coordinates = attributes["mode"], attributes["coordinates"]
        before, after = self.shape(operands[0]), self.shape(value)
        # One element stays what it is, however large it is made.
        scales = [1.0 if b == a == 1 else s for b, a, s in zip(before, after, [1.0, 1.0] + attributes["scales"])]
        exact = all(b * s == a for b, a, s in zip(before, after, scales))
        by_sizes = coordinates == "align_corners" or exact and self.chance("sizes " + value, 0.5)
        nearest = {} if mode == "linear" else {"nearest_mode": mode}
        roi = "" if self.opset >= 13 else self.parameter(result, "roi", [], numpy.float32)
        if by_sizes:
            empty = "" if self.opset >= 13 else self.parameter(result, "scales", [], numpy.float32)
            how = [empty, self.parameter(result, "sizes", after)]
        else:
            how = [self.parameter(result, "scales", scales, numpy.float32)]
        self.node("Resize", inputs + [roi] + how, [result], mode="linear" if mode == "linear" else "nearest",
                  coordinate_transformation_mode=coordinates, **nearest)

    # Elements.

    def clip(self, value, operands, inputs, result, attributes):
        bounds = [self.parameter(result, bound, attributes[bound], numpy.float32) for bound in ("min", "max")]
        self.node("Clip", inputs + bounds, [result])

    def cast(self, value, operands, inputs, result, attributes):
        self.node("Cast", inputs, [result], to=number_of(element_of(self.module.types[value])))

    def log1p(self, value, operands, inputs, result, attributes):
        one = self.parameter(result, "one", 1, numpy.float32)
        self.node("Add", inputs + [one], [result + "_sum"])
        self.node("Log", [result + "_sum"], [result])

    def rem(self, value, operands, inputs, result, attributes):
        self.node("Mod", inputs, [result], fmod=1)

    # Axes.

    def softmax(self, value, operands, inputs, result, attributes):
        axis, rank = attributes["axis"], len(self.shape(value))
        if self.opset >= 13 or axis == rank - 1:
            self.node("Softmax", inputs, [result], axis=axis)
            return
        # Before 13, all axes from the given one on are one.
        order = list(range(rank))
        order[axis], order[-1] = order[-1], order[axis]
        self.node("Transpose", inputs, [result + "_last"], perm=order)
        self.node("Softmax", [result + "_last"], [result + "_softmax"], axis=rank - 1)
        self.node("Transpose", [result + "_softmax"], [result], perm=order)

    def reduce(self, op, inputs, result, axes):
        if self.opset < (13 if op == "ReduceSum" else 18):
            if axes:
                self.node(op, inputs, [result], axes=axes, keepdims=1)
            else:
                self.node("Identity", inputs, [result])
        else:
            axes = self.parameter(result, "axes", axes)
            self.node(op, inputs + [axes], [result], keepdims=1, noop_with_empty_axes=1)

    def reduce_max(self, value, operands, inputs, result, attributes):
        self.reduce("ReduceMax", inputs, result, attributes["axes"])

    def reduce_min(self, value, operands, inputs, result, attributes):
        self.reduce("ReduceMin", inputs, result, attributes["axes"])

    def reduce_prod(self, value, operands, inputs, result, attributes):
        self.reduce("ReduceProd", inputs, result, attributes["axes"])

    def reduce_sum(self, value, operands, inputs, result, attributes):
        self.reduce("ReduceSum", inputs, result, attributes["axes"])

    def top_k(self, value, operands, inputs, result, attributes):
        k = self.parameter(result, "k", [attributes["k"]])
        self.node("TopK", inputs + [k], [result + "_values", result], axis=attributes["axis"],
                  largest=attributes["largest"], sorted=1)

    # Movement.

    def reshape(self, value, operands, inputs, result, attributes):
        shape = self.shape(value)
        if shape and self.chance("reshape " + value, 0.3):
            shape[0] = -1
        self.node("Reshape", inputs + [self.parameter(result, "shape", shape)], [result])

    def slice(self, value, operands, inputs, result, attributes):
        starts, sizes, steps = (attributes[k] for k in ("starts", "sizes", "steps"))
        ends = [a + (n - 1) * s + 1 for a, n, s in zip(starts, sizes, steps)]
        axes = list(range(len(starts)))
        if self.chance("slice " + value, 0.5):
            # What stays as it is need not be said.
            axes = [i for i in axes if sizes[i] != self.shape(operands[0])[i]]
        bounds = [self.parameter(result, what, [numbers[i] for i in axes]) for what, numbers in
                  [("starts", starts), ("ends", ends), ("axes", range(len(starts))), ("steps", steps)]]
        self.node("Slice", inputs + bounds, [result])

    def pad(self, value, operands, inputs, result, attributes):
        pads = self.parameter(result, "pads", attributes["low"] + attributes["high"])
        number = self.parameter(result, "value", attributes["value"], numpy.float32)
        self.node("Pad", inputs + [pads, number], [result], mode="constant")

    def model(self):
        for value, text in self.module.ops:
            self.add(value, text)
        for i, v in enumerate(self.module.outputs):
            if self.name(v) != f"y{i}":
                self.node("Identity", [self.name(v)], [f"y{i}"])
        types = self.module.types
        infos = [[helper.make_tensor_value_info(f"{letter}{i}", number_of(element_of(types[v])), shape_of(types[v]))
                  for i, v in enumerate(values)]
                 for letter, values in [("x", self.module.inputs), ("y", self.module.outputs)]]
        graph = helper.make_graph(self.nodes, "model", *infos, self.initializers)
        opset = helper.make_opsetid("", self.opset)
        return helper.make_model(graph, opset_imports=[opset], ir_version=8)


def write_onnx(text, seed, path):
    """Writes the module `text` as an ONNX model, in ways that `seed` decides."""
    onnx.save(Writer(Module.parse(text), seed).model(), path)
