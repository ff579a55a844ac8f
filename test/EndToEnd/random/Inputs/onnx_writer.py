"""Writes a random network as an ONNX model.

Works on the text that model.py writes: one op in a line. Each op becomes the
node that the importer makes this op of (onnx_ops.py), or others that compute the
same (onnx_forms.py, onnx_layout_forms.py). The network's seed and the op's
result decide which, and other things that ONNX leaves open: the opset, constants
as initializers or as nodes, their numbers as bytes or one by one, axes from the
front or the end.
"""

import json
import random
import re

import numpy
import onnx
from onnx import helper, numpy_helper

import onnx_forms
import onnx_layout_forms
from onnx_ops import OPS, Newer
from shrink import VALUE, Module

FORMS = {**onnx_forms.FORMS, **onnx_layout_forms.FORMS}
# Each makes some op different from how it was before.
OPSETS = [10, 11, 12, 13, 15, 17, 18, 19, 21, 22]
# What came since the oldest of these, as the ops are used here.
SINCE = {
    "Celu": 12, "CumSum": 11, "Einsum": 12, "Equal": 11, "GatherElements": 11, "GatherND": 11,
    "GreaterOrEqual": 12, "LessOrEqual": 12, "Round": 11}
ELEMENTS = {
    "f32": numpy.float32, "f64": numpy.float64, "i1": numpy.bool_, "i8": numpy.int8,
    "i16": numpy.int16, "i32": numpy.int32, "i64": numpy.int64, "ui8": numpy.uint8}


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


class Op:
    """An op of the network: the names of its operands and its result in the
    model, their shapes, the type of the result's elements, the attributes."""

    def __init__(self, value, text, types, name):
        operands = VALUE.findall(text)
        self.kind = re.match(r"kiln\.(\w+)", text)[1]
        self.inputs, self.result = [name(v) for v in operands], name(value)
        self.shapes, self.shape = [shape_of(types[v]) for v in operands], shape_of(types[value])
        self.element = element_of(types[value])
        self.attributes = attributes_of(text)


class Writer:
    """The model so far. What writes an op draws from `random`, and appends nodes
    with emit()."""

    def __init__(self, module, seed, opset):
        self.module, self.seed, self.opset = module, seed, opset
        self.nodes, self.initializers = [], []
        # An output has the name of the first result that gives it; inputs,
        # constants and values that are given again are copied.
        self.names = {v: f"x{i}" for i, v in enumerate(module.inputs)}
        computed = {name for name, op in module.ops if not op.startswith("arith.constant")}
        for i, v in enumerate(module.outputs):
            if v in computed and v not in self.names:
                self.names[v] = f"y{i}"

    def name(self, value):
        return self.names.get(value, "v" + value[1:])

    def need(self, opset):
        if self.opset < opset:
            raise Newer(opset)

    def chance(self, probability):
        return self.random.random() < probability

    def fresh(self):
        """The name of another value on the way to the result of this op."""
        self.made += 1
        return f"{self.result}_{self.made}"

    def emit(self, op, *inputs, results=1, **attributes):
        """Appends a node; the name of its last result."""
        self.need(SINCE.get(op, 0))
        outputs = [self.fresh() for _ in range(results)]
        self.nodes.append(helper.make_node(op, inputs, outputs, name=outputs[-1], **attributes))
        return outputs[-1]

    def cast(self, x, element):
        return self.emit("Cast", x, to=number_of(element))

    def tensor(self, numbers, element=numpy.int64):
        """The name of a constant."""
        name, numbers = self.fresh(), numpy.array(numbers, element)
        raw = self.chance(0.7)
        data = numbers.tobytes() if raw else numbers.flatten().tolist()
        tensor = helper.make_tensor(name, number_of(element), numbers.shape, data, raw=raw)
        if self.chance(0.8):
            self.initializers.append(tensor)
            return name
        return self.emit("Constant", value=tensor)

    def number(self, number):
        return self.tensor(number, numpy.float32)

    def axis(self, axis, rank):
        """An axis, from the front or from the end."""
        return axis - rank if self.opset >= 11 and self.chance(0.3) else axis

    def write(self, value, text):
        """What computes `value`: the name in the model."""
        if text.startswith("arith.constant"):
            inside = re.search(r"dense<(.*)> : ", text)[1]
            type = self.module.types[value]
            return self.tensor(literal(inside, type), element_of(type))
        op = Op(value, text, self.module.types, self.name)
        if op.kind in FORMS and op.element in (numpy.float32, numpy.bool_) and self.chance(0.4):
            nodes, initializers = len(self.nodes), len(self.initializers)
            try:
                made = self.random.choice(FORMS[op.kind])(self, op)
                if made:
                    return made
            except Newer:
                del self.nodes[nodes:], self.initializers[initializers:]
        return OPS[op.kind](self, op)

    def add(self, value, text):
        self.random = random.Random(f"{self.seed} {value}")
        self.result, self.made = self.name(value), 0
        made = self.write(value, text)
        if self.initializers and self.initializers[-1].name == made:
            self.initializers[-1].name = self.result
        else:
            self.nodes[-1].name = self.nodes[-1].output[-1] = self.result

    def model(self):
        for value, text in self.module.ops:
            self.add(value, text)
        for i, v in enumerate(self.module.outputs):
            if self.name(v) != f"y{i}":
                self.nodes.append(helper.make_node("Identity", [self.name(v)], [f"y{i}"]))
        types = self.module.types
        infos = [[helper.make_tensor_value_info(f"{letter}{i}", number_of(element_of(types[v])), shape_of(types[v]))
                  for i, v in enumerate(values)]
                 for letter, values in [("x", self.module.inputs), ("y", self.module.outputs)]]
        graph = helper.make_graph(self.nodes, "model", *infos, self.initializers)
        opset = helper.make_opsetid("", self.opset)
        return helper.make_model(graph, opset_imports=[opset], ir_version=8)


def write_onnx(text, seed, path):
    """Writes the module `text` as an ONNX model, in ways that `seed` decides. Its
    opset is a later one where an op needs it."""
    opset = random.Random(f"opset {seed}").choice(OPSETS)
    while True:
        try:
            onnx.save(Writer(Module.parse(text), seed, opset).model(), path)
            return
        except Newer as error:
            opset = error.opset
