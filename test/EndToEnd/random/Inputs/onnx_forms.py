"""Other ways to say what an op of the kiln dialect computes, in ONNX.

FORMS has a list of functions for a kind of op. Each is like those of onnx_ops.py,
but gives None, before it appends anything, where it does not apply. They test
that the importer makes the same of what is the same, and what the compiler makes
of ops that stand in for others.
"""

from math import prod

import numpy

from onnx_ops import reduced, resize_scales, resized, window


def negated(name):
    """`-name(-x)`, or of two operands."""
    return lambda w, op: w.emit("Neg", w.emit(name, *(w.emit("Neg", x) for x in op.inputs)))


def swapped(name):
    return lambda w, op: w.emit(name, *op.inputs[::-1])


def denied(name):
    return lambda w, op: w.emit("Not", w.emit(name, *op.inputs))


# Operands.


def expanded(name):
    """With its operands broadcast by Expand."""
    def write(w, op):
        shape = w.tensor(op.shape)
        return w.emit(name, *(x if s == op.shape else w.emit("Expand", x, shape)
                              for x, s in zip(op.inputs, op.shapes)))
    return write


def tiled(name):
    """With its operands broadcast by Tile."""
    def write(w, op):
        if any(len(s) != len(op.shape) for s in op.shapes) or not op.shape:
            return None
        return w.emit(name, *(x if s == op.shape else w.emit("Tile", x, w.tensor([a // b for a, b in zip(op.shape, s)]))
                              for x, s in zip(op.inputs, op.shapes)))
    return write


def many(name):
    """Of three operands, where the third changes nothing or is 0."""
    def write(w, op):
        third = w.number(0) if name == "Sum" else op.inputs[0]
        return w.emit(name, *op.inputs, third)
    return write


def sub_of_negative(w, op):
    return w.emit("Add", op.inputs[0], w.emit("Neg", op.inputs[1]))


def add_of_negative(w, op):
    return w.emit("Sub", op.inputs[0], w.emit("Neg", op.inputs[1]))


def mul_of_reciprocal(w, op):
    return w.emit("Mul", op.inputs[0], w.emit("Reciprocal", op.inputs[1]))


# Activations.


def relu_by_max(w, op):
    return w.emit("Max", *op.inputs, w.number(0))


def relu_by_clip(w, op):
    return w.emit("Clip", *op.inputs, w.number(0))


def relu_by_slope(w, op):
    return w.emit("LeakyRelu", *op.inputs, alpha=0.0)


def relu_by_threshold(w, op):
    return w.emit("ThresholdedRelu", *op.inputs, alpha=0.0)


def slope_operand(w, op):
    shape = [op.shape[1], 1, 1] if len(op.shape) == 4 else [1]
    return w.emit("PRelu", *op.inputs, w.tensor(numpy.full(shape, op.attributes["alpha"]), numpy.float32))


def clip_by_min(w, op):
    low, high = w.number(op.attributes["min"]), w.number(op.attributes["max"])
    return w.emit("Min", w.emit("Max", *op.inputs, low), high)


def sigmoid_by_exp(w, op):
    power = w.emit("Exp", w.emit("Neg", *op.inputs))
    return w.emit("Reciprocal", w.emit("Add", power, w.number(1)))


def tanh_by_sigmoid(w, op):
    two = w.number(2)
    curve = w.emit("Sigmoid", w.emit("Mul", *op.inputs, two))
    return w.emit("Sub", w.emit("Mul", curve, two), w.number(1))


def celu(w, op):
    return w.emit("Celu", *op.inputs, alpha=1.0) if op.attributes["alpha"] == 1 else None


def abs_by_max(w, op):
    return w.emit("Max", *op.inputs, w.emit("Neg", *op.inputs))


def exp_of_negative(w, op):
    return w.emit("Reciprocal", w.emit("Exp", w.emit("Neg", *op.inputs)))


def sqrt_by_pow(w, op):
    return w.emit("Pow", *op.inputs, w.number(0.5))


# Truths.


def or_by_and(w, op):
    return w.emit("Not", w.emit("And", *(w.emit("Not", x) for x in op.inputs)))


def and_by_or(w, op):
    return w.emit("Not", w.emit("Or", *(w.emit("Not", x) for x in op.inputs)))


def other_way_round(w, op):
    condition, a, b = op.inputs
    return w.emit("Where", w.emit("Not", condition), b, a)


# Axes.


def without_axes(name):
    """The reduced axes go, and come back."""
    def write(w, op):
        axes = op.attributes["axes"]
        if not axes:
            return None
        x = reduced(w, name, op.inputs[0], axes, len(op.shape), keep=0)
        return unsqueezed(w, x, axes)
    return write


def negated_reduction(name):
    """`-name(-x)` along axes."""
    def write(w, op):
        x = reduced(w, name, w.emit("Neg", *op.inputs), op.attributes["axes"], len(op.shape))
        return w.emit("Neg", x)
    return write


def sum_by_mean(w, op):
    axes = op.attributes["axes"]
    if not axes:
        return None
    mean = reduced(w, "ReduceMean", op.inputs[0], axes, len(op.shape))
    return w.emit("Mul", mean, w.number(prod(op.shapes[0][i] for i in axes)))


def global_pool(w, op):
    axes = op.attributes["axes"]
    return w.emit("GlobalMaxPool", *op.inputs) if axes and axes == list(range(2, len(op.shape))) else None


def mean_of_image(w, op):
    return reduced(w, "ReduceMean", op.inputs[0], [2, 3], 4)


def pool_of_image(w, op):
    return w.emit("AveragePool", *op.inputs, kernel_shape=op.shapes[0][2:])


def exp_of_log_softmax(w, op):
    axis, rank = op.attributes["axis"], len(op.shape)
    if w.opset < 13 and axis != rank - 1:
        return None
    return w.emit("Exp", w.emit("LogSoftmax", *op.inputs, axis=w.axis(axis, rank)))


def softmax_in_steps(w, op):
    axis, rank = op.attributes["axis"], len(op.shape)
    power = w.emit("Exp", w.emit("Sub", *op.inputs, reduced(w, "ReduceMax", op.inputs[0], [axis], rank)))
    return w.emit("Div", power, reduced(w, "ReduceSum", power, [axis], rank))


# Movement.


def squeezed(w, x, axes):
    return w.emit("Squeeze", x, w.tensor(axes)) if w.opset >= 13 else w.emit("Squeeze", x, axes=axes)


def unsqueezed(w, x, axes):
    return w.emit("Unsqueeze", x, w.tensor(axes)) if w.opset >= 13 else w.emit("Unsqueeze", x, axes=axes)


def shape_as_flatten(w, op):
    before, shape = op.shapes[0], op.shape
    axes = [i for i in range(len(before) + 1) if [prod(before[:i]), prod(before[i:])] == shape]
    return w.emit("Flatten", *op.inputs, axis=w.random.choice(axes)) if axes else None


def flatten_as_reshape(w, op):
    return w.emit("Reshape", *op.inputs, w.tensor([op.shape[0], -1]))


def transpose_as_einsum(w, op):
    letters = "abcdefgh"[:len(op.shape)]
    if not letters:
        return None
    permuted = "".join(letters[i] for i in op.attributes["permutation"])
    return w.emit("Einsum", *op.inputs, equation=f"{letters}->{permuted}")


def matmul_as_einsum(w, op):
    if any(len(s) != 3 for s in op.shapes):
        return None
    return w.emit("Einsum", *op.inputs, equation="bij,bjk->bik")


def gemm_as_matmul(w, op):
    given = op.attributes
    if given["alpha"] != 1 or given["beta"] != 1:
        return None
    a, b = (w.emit("Transpose", x, perm=[1, 0]) if t else x
            for x, t in zip(op.inputs, (given["trans_a"], given["trans_b"])))
    x = w.emit("MatMul", a, b)
    return w.emit("Add", x, op.inputs[2]) if len(op.inputs) > 2 else x


def concat_in_steps(w, op):
    if len(op.inputs) < 3:
        return None
    axis = op.attributes["axis"]
    first = w.emit("Concat", *op.inputs[:2], axis=axis)
    return w.emit("Concat", first, *op.inputs[2:], axis=axis)


def cut_axis(op):
    """The one axis that a slice makes shorter, or None."""
    axes = [i for i, (a, b) in enumerate(zip(op.shapes[0], op.shape)) if a != b]
    return axes[0] if len(axes) == 1 else None


def slice_as_split(w, op):
    axis = cut_axis(op)
    if axis is None or op.attributes["steps"][axis] != 1:
        return None
    start, size, whole = op.attributes["starts"][axis], op.shape[axis], op.shapes[0][axis]
    # What is asked for is the last result.
    if start + size != whole:
        return None
    parts = [start, size]
    if w.opset >= 18 and start == size and w.chance(0.5):
        return w.emit("Split", *op.inputs, results=2, axis=axis, num_outputs=2)
    if w.opset >= 13:
        return w.emit("Split", *op.inputs, w.tensor(parts), results=2, axis=axis)
    return w.emit("Split", *op.inputs, results=2, axis=axis, split=parts)


def slice_as_gather(w, op):
    axis = cut_axis(op)
    if axis is None:
        return None
    start, step = op.attributes["starts"][axis], op.attributes["steps"][axis]
    places = [start + i * step for i in range(op.shape[axis])]
    if w.chance(0.5):
        places = [i - op.shapes[0][axis] for i in places]
    return w.emit("Gather", *op.inputs, w.tensor(places), axis=axis)


# Windows.


def deep(name):
    """A window of three dimensions, over an image of depth 1."""
    def write(w, op):
        given = window(op)
        for what in {"kernel_shape", "strides", "dilations"} & set(given):
            given[what] = [1] + given[what]
        if name == "AveragePool" and w.opset < 19:
            del given["dilations"]
        if "pads" in given:
            given["pads"] = [0] + given["pads"][:2] + [0] + given["pads"][2:]
        if "output_padding" in given:
            given["output_padding"] = [0] + given["output_padding"]
        # The image and the filter; not the bias.
        deeper = [unsqueezed(w, x, [2]) for x in op.inputs[:2]]
        return squeezed(w, w.emit(name, *deeper, *op.inputs[2:], **given), [2])
    return write


def wide(name):
    """A window of one dimension, over an image of one row or one column."""
    def write(w, op):
        given = window(op)
        kernel = given.pop("kernel_shape", None) or op.shapes[1][2:]
        pads = given.get("pads", [0] * 4)
        gone = [i for i in range(2) if op.shapes[0][2 + i] == op.shape[2 + i] == kernel[i] == 1
                and not pads[i] and not pads[2 + i]]
        if not gone:
            return None
        kept = 1 - gone[0]
        for what in {"strides", "dilations", "output_padding"} & set(given):
            given[what] = [given[what][kept]]
        if name == "AveragePool" and w.opset < 19:
            del given["dilations"]
        given.update(kernel_shape=[kernel[kept]], pads=pads[kept::2])
        flat = [squeezed(w, x, [2 + gone[0]]) for x in op.inputs[:2]]
        return unsqueezed(w, w.emit(name, *flat, *op.inputs[2:], **given), [2 + gone[0]])
    return write


def separate_bias(w, op):
    if len(op.inputs) < 3:
        return None
    name = "Conv" if op.kind == "conv2d" else "ConvTranspose"
    x = w.emit(name, *op.inputs[:2], **window(op))
    return w.emit("Add", x, w.emit("Reshape", op.inputs[2], w.tensor([-1, 1, 1])))


def separate_pads(w, op):
    given = window(op)
    pads = given.pop("pads", [0] * 4)
    sides = [0, 0] + pads[:2] + [0, 0] + pads[2:]
    x = w.emit("Pad", op.inputs[0], w.tensor(sides), mode="constant")
    return w.emit("Conv", x, *op.inputs[1:], **given)


def resize_by_axis(w, op):
    scales, between = resize_scales(op), op.shape[:3] + op.shapes[0][3:]
    x = resized(w, op, op.inputs[0], op.shapes[0], between, scales[:3] + [1.0])
    return resized(w, op, x, between, op.shape, [1.0, 1.0, 1.0] + scales[3:])


def broadcasts(name):
    return [expanded(name), tiled(name)]


FORMS = {
    "abs": [abs_by_max], "add": [add_of_negative, many("Sum"), *broadcasts("Add")],
    "and": [and_by_or], "avgpool2d": [deep("AveragePool"), wide("AveragePool")],
    "ceil": [negated("Floor")], "clip": [clip_by_min], "concat": [concat_in_steps],
    "conv2d": [deep("Conv"), wide("Conv"), separate_bias, separate_pads],
    "conv_transpose2d": [deep("ConvTranspose"), wide("ConvTranspose"), separate_bias],
    "div": [mul_of_reciprocal, *broadcasts("Div")], "elu": [celu], "exp": [exp_of_negative],
    "flatten": [flatten_as_reshape], "floor": [negated("Ceil")], "gemm": [gemm_as_matmul],
    "global_avgpool": [mean_of_image, pool_of_image], "leaky_relu": [slope_operand],
    "less": [swapped("Greater"), denied("GreaterOrEqual"), *broadcasts("Less")],
    "less_equal": [swapped("GreaterOrEqual"), denied("Greater"), *broadcasts("LessOrEqual")],
    "matmul": [matmul_as_einsum], "max": [negated("Min"), many("Max"), *broadcasts("Max")],
    "maxpool2d": [deep("MaxPool"), wide("MaxPool")],
    "min": [negated("Max"), many("Min"), *broadcasts("Min")],
    "mul": broadcasts("Mul"), "or": [or_by_and],
    "reduce_max": [global_pool, negated_reduction("ReduceMin"), without_axes("ReduceMax")],
    "reduce_min": [negated_reduction("ReduceMax"), without_axes("ReduceMin")],
    "reduce_prod": [without_axes("ReduceProd")], "reduce_sum": [sum_by_mean, without_axes("ReduceSum")],
    "relu": [relu_by_max, relu_by_clip, relu_by_slope, relu_by_threshold],
    "reshape": [shape_as_flatten], "resize2d": [resize_by_axis],
    "round": [negated("Round")], "select": [other_way_round], "sigmoid": [sigmoid_by_exp],
    "slice": [slice_as_gather, slice_as_split], "softmax": [exp_of_log_softmax, softmax_in_steps],
    "sqrt": [sqrt_by_pow], "sub": [sub_of_negative, *broadcasts("Sub")],
    "tanh": [tanh_by_sigmoid], "transpose": [transpose_as_einsum], "xor": [denied("Equal")]}
