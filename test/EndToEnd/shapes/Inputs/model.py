"""Builds modules of the kiln dialect as text.

A Model is one function. Its methods append an op and return the op's result,
a Value; inputs and weights are made on the way. Which shapes are worth a test
is said in cases.py.
"""

import random
import struct
from math import prod


class Value:
    def __init__(self, name, shape, element="f32"):
        self.name = name
        self.shape = list(shape)
        self.element = element

    @property
    def type(self):
        return "tensor<" + "".join(f"{size}x" for size in self.shape) + f"{self.element}>"


def pair(value):
    return [value, value] if isinstance(value, int) else list(value)


def array(values):
    return "array<i64: " + ", ".join(map(str, values)) + ">"


def number(value):
    return f"{float(value):e} : f32"


def window(size, kernel, stride, low, high, dilation, ceil=False):
    """Number of places of a window along one dimension."""
    room = size + low + high - (kernel - 1) * dilation - 1
    count = (room + (stride - 1 if ceil else 0)) // stride + 1
    if ceil and (count - 1) * stride >= size + low:
        count -= 1
    return count


class Model:
    def __init__(self, seed=0):
        self.random = random.Random(seed)
        self.inputs, self.body, self.outputs = [], [], []
        # Whether it may be compiled for a batch of any size.
        self.any_batch = False

    def new(self, shape, element="f32"):
        return Value(f"%{len(self.body)}", shape, element)

    def op(self, name, operands, shape, attributes=None, element=None):
        """`element` is the result's, if not that of the first operand."""
        result = self.new(shape, element or operands[0].element)
        attributes = {k: v for k, v in (attributes or {}).items() if v is not None}
        text = f"  {result.name} = kiln.{name} " + ", ".join(o.name for o in operands)
        if attributes:
            text += " {" + ", ".join(f"{k} = {v}" for k, v in attributes.items()) + "}"
        same = ("abs", "relu", "leaky_relu", "elu", "sigmoid", "tanh", "clip", "softmax", "exp",
                "log", "log1p", "sqrt", "erf", "floor", "ceil", "round", "sin", "cos", "atan")
        if name in same:
            text += f" : {result.type}"
        else:
            text += " : (" + ", ".join(o.type for o in operands) + f") -> {result.type}"
        self.body.append(text)
        return result

    def input(self, *shape, element="f32"):
        value = Value(f"%arg{len(self.inputs)}", shape, element)
        self.inputs.append(value)
        return value

    def weight(self, *shape, scale=1.0, low=-1.0):
        """A constant of random values from `low` to 1, times `scale`."""
        value = self.new(shape)
        numbers = (self.random.uniform(low, 1.0) * scale for _ in range(prod(shape)))
        data = b"".join(struct.pack("<f", n) for n in numbers).hex().upper()
        self.body.append(f'  {value.name} = arith.constant dense<"0x{data}"> : {value.type}')
        return value

    def output(self, value):
        self.outputs.append(value)

    # Windows.

    def conv2d(self, x, channels, kernel, stride=1, pads=None, dilation=1, groups=1, bias=True):
        (kh, kw), (sh, sw), (dh, dw) = pair(kernel), pair(stride), pair(dilation)
        pads = [0] * 4 if pads is None else [pads] * 4 if isinstance(pads, int) else pads
        n, c, h, w = x.shape
        depth = c // groups
        operands = [x, self.weight(channels, depth, kh, kw, scale=(depth * kh * kw) ** -0.5)]
        if bias:
            operands.append(self.weight(channels))
        shape = [n, channels, window(h, kh, sh, pads[0], pads[2], dh),
                 window(w, kw, sw, pads[1], pads[3], dw)]
        return self.op("conv2d", operands, shape, {
            "strides": array([sh, sw]), "pads": array(pads),
            "dilations": array([dh, dw]), "groups": f"{groups} : i64"})

    def conv_transpose2d(self, x, channels, kernel, stride=1, pads=None, dilation=1,
                         output_padding=0, groups=1, bias=True):
        kernel, stride, dilation = pair(kernel), pair(stride), pair(dilation)
        extra = pair(output_padding)
        pads = [0] * 4 if pads is None else [pads] * 4 if isinstance(pads, int) else pads
        n, c = x.shape[:2]
        reached = c // groups * -(-kernel[0] // stride[0]) * -(-kernel[1] // stride[1])
        operands = [x, self.weight(c, channels // groups, *kernel, scale=reached ** -0.5)]
        if bias:
            operands.append(self.weight(channels))
        shape = [n, channels] + [
            (x.shape[2 + i] - 1) * stride[i] + (kernel[i] - 1) * dilation[i] + 1 + extra[i]
            - pads[i] - pads[2 + i] for i in range(2)]
        return self.op("conv_transpose2d", operands, shape, {
            "strides": array(stride), "pads": array(pads), "dilations": array(dilation),
            "output_padding": array(extra), "groups": f"{groups} : i64"})

    def pool(self, name, x, kernel, stride=None, pads=None, dilation=1, ceil=False, count_pad=None):
        (kh, kw), (dh, dw) = pair(kernel), pair(dilation)
        sh, sw = pair(stride or kernel)
        pads = [0] * 4 if pads is None else [pads] * 4 if isinstance(pads, int) else pads
        n, c, h, w = x.shape
        shape = [n, c, window(h, kh, sh, pads[0], pads[2], dh, ceil),
                 window(w, kw, sw, pads[1], pads[3], dw, ceil)]
        return self.op(name, [x], shape, {
            "kernel": array([kh, kw]), "strides": array([sh, sw]), "pads": array(pads),
            "dilations": array([dh, dw]), "ceil_mode": str(ceil).lower(),
            "count_include_pad": None if count_pad is None else str(count_pad).lower()})

    def maxpool2d(self, x, *args, **kwargs):
        return self.pool("maxpool2d", x, *args, **kwargs)

    def avgpool2d(self, x, *args, count_pad=False, **kwargs):
        return self.pool("avgpool2d", x, *args, count_pad=count_pad, **kwargs)

    def global_avgpool(self, x):
        return self.op("global_avgpool", [x], x.shape[:2] + [1, 1])

    # Elementwise.

    def unary(self, name, x, **attributes):
        return self.op(name, [x], x.shape, attributes)

    def relu(self, x):
        return self.unary("relu", x)

    def softmax(self, x, axis):
        return self.unary("softmax", x, axis=f"{axis} : i64")

    def batch_norm(self, x):
        c = x.shape[1]
        operands = [x, self.weight(c), self.weight(c), self.weight(c), self.weight(c, low=0.5)]
        return self.op("batch_norm", operands, x.shape, {"epsilon": number(1e-5)})

    def binary(self, name, a, b):
        rank = max(len(a.shape), len(b.shape))
        left, right = ([1] * (rank - len(v.shape)) + v.shape for v in (a, b))
        return self.op(name, [a, b], [max(p) for p in zip(left, right)])

    # Matrices.

    def gemm(self, a, b, c=None, alpha=1.0, beta=1.0, trans_a=False, trans_b=False):
        shape = [a.shape[1 if trans_a else 0], b.shape[0 if trans_b else 1]]
        return self.op("gemm", [a, b] + ([c] if c else []), shape, {
            "alpha": number(alpha), "beta": number(beta),
            "trans_a": str(trans_a).lower(), "trans_b": str(trans_b).lower()})

    def matmul(self, a, b):
        rank = max(len(a.shape), len(b.shape)) - 2
        left, right = ([1] * (rank + 2 - len(v.shape)) + v.shape for v in (a, b))
        batch = [max(p) for p in zip(left[:rank], right[:rank])]
        return self.op("matmul", [a, b], batch + [left[-2], right[-1]])

    # Movement.

    def reshape(self, x, *shape):
        return self.op("reshape", [x], shape)

    def flatten(self, x, axis=1):
        return self.op("flatten", [x], [prod(x.shape[:axis]), prod(x.shape[axis:])],
                       {"axis": f"{axis} : i64"})

    def transpose(self, x, *permutation):
        return self.op("transpose", [x], [x.shape[p] for p in permutation],
                       {"permutation": array(permutation)})

    def concat(self, values, axis=1):
        shape = list(values[0].shape)
        shape[axis] = sum(v.shape[axis] for v in values)
        return self.op("concat", values, shape, {"axis": f"{axis} : i64"})

    def slice(self, x, axis, start, size, step=1):
        """`size` elements along `axis`, `step` apart, from `start` on."""
        starts, sizes, steps = [0] * len(x.shape), list(x.shape), [1] * len(x.shape)
        starts[axis], sizes[axis], steps[axis] = start, size, step
        return self.op("slice", [x], sizes, {
            "starts": array(starts), "sizes": array(sizes), "steps": array(steps)})

    def shuffle(self, x, groups):
        """Channel `g * (c / groups) + i` becomes channel `i * groups + g`."""
        n, c, *rest = x.shape
        y = self.reshape(x, n, groups, c // groups, *rest)
        y = self.transpose(y, 0, 2, 1, *range(3, len(y.shape)))
        return self.reshape(y, *x.shape)

    def pad(self, x, low, high, value=0.0):
        shape = [l + s + h for l, s, h in zip(low, x.shape, high)]
        return self.op("pad", [x], shape,
                       {"low": array(low), "high": array(high), "value": number(value)})

    def text(self):
        arguments = ", ".join(f'{v.name}: {v.type} {{kiln.name = "x{i}"}}'
                              for i, v in enumerate(self.inputs))
        results = ", ".join(f'{v.type} {{kiln.name = "y{i}"}}' for i, v in enumerate(self.outputs))
        values = ", ".join(v.name for v in self.outputs)
        types = ", ".join(v.type for v in self.outputs)
        return "\n".join([f"func.func @model({arguments}) -> ({results}) {{", *self.body,
                          f"  return {values} : {types}", "}", ""])
