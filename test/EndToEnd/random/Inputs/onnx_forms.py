"""Other ways to say in ONNX what an op of the kiln dialect computes: elementwise
ops and those along axes. onnx_layout_forms.py has windows and movement.

FORMS has a list of functions for a kind of op. Each is like those of onnx_ops.py,
but gives None, before it appends anything, where it does not apply. They test
that the importer makes the same of what is the same, and what the compiler makes
of ops that stand in for others.
"""

from math import prod

import numpy

from onnx_ops import clipped, reduced, unsqueezed


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
    return clipped(w, *op.inputs, min=0.0)


def relu_by_slope(w, op):
    return w.emit("LeakyRelu", *op.inputs, alpha=0.0)


def relu_by_threshold(w, op):
    return w.emit("ThresholdedRelu", *op.inputs, alpha=0.0)


def relu_by_mask(w, op):
    above = w.cast(w.emit("Greater", *op.inputs, w.number(0)), numpy.float32)
    return w.emit("Mul", *op.inputs, above)


def leaky_relu_by_max(w, op):
    # Of what is at most 1 times x, the larger; so with a negative slope, too.
    return w.emit("Max", *op.inputs, w.emit("Mul", *op.inputs, w.number(op.attributes["alpha"])))


def slope_operand(w, op):
    shape = [op.shape[1], 1, 1] if len(op.shape) == 4 else [1]
    return w.emit("PRelu", *op.inputs, w.tensor(numpy.full(shape, op.attributes["alpha"]), numpy.float32))


def clip_by_min(w, op):
    low, high = w.number(op.attributes["min"]), w.number(op.attributes["max"])
    return w.emit("Min", w.emit("Max", *op.inputs, low), high)


def clip_by_hard_sigmoid(w, op):
    low, high = op.attributes["min"], op.attributes["max"]
    if low >= high:
        return None
    # From 0 to 1 between the bounds.
    line = w.emit("HardSigmoid", *op.inputs, alpha=1 / (high - low), beta=-low / (high - low))
    return w.emit("Add", w.emit("Mul", line, w.number(high - low)), w.number(low))


def sigmoid_by_exp(w, op):
    power = w.emit("Exp", w.emit("Neg", *op.inputs))
    return w.emit("Reciprocal", w.emit("Add", power, w.number(1)))


def tanh_by_sigmoid(w, op):
    two = w.number(2)
    curve = w.emit("Sigmoid", w.emit("Mul", *op.inputs, two))
    return w.emit("Sub", w.emit("Mul", curve, two), w.number(1))


def celu(w, op):
    return w.emit("Celu", *op.inputs, alpha=1.0) if op.attributes["alpha"] == 1 else None


def selu(w, op):
    return w.emit("Selu", *op.inputs, alpha=op.attributes["alpha"], gamma=1.0)


def abs_by_sign(w, op):
    return w.emit("Mul", *op.inputs, w.emit("Sign", *op.inputs))


def abs_by_max(w, op):
    return w.emit("Max", *op.inputs, w.emit("Neg", *op.inputs))


def exp_of_negative(w, op):
    return w.emit("Reciprocal", w.emit("Exp", w.emit("Neg", *op.inputs)))


def sqrt_by_pow(w, op):
    return w.emit("Pow", *op.inputs, w.number(0.5))


def batch_norm_in_steps(w, op):
    shape = [-1] + [1] * (len(op.shape) - 2)
    scale, offset, mean, variance = (w.emit("Reshape", x, w.tensor(shape)) for x in op.inputs[1:])
    root = w.emit("Sqrt", w.emit("Add", variance, w.number(op.attributes["epsilon"])))
    x = w.emit("Div", w.emit("Mul", w.emit("Sub", op.inputs[0], mean), scale), root)
    return w.emit("Add", x, offset)


# Truths.


def chosen(comparison):
    """The first operand where it compares with the second."""
    return lambda w, op: w.emit("Where", w.emit(comparison, *op.inputs), *op.inputs)


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


def only_axis(op):
    """The one axis of a reduction, or None."""
    axes = op.attributes["axes"]
    return axes[0] if len(axes) == 1 else None


def by_place(name):
    """The element at the place that ArgMax or ArgMin gives."""
    def write(w, op):
        axis = only_axis(op)
        if axis is None:
            return None
        place = w.emit(name, *op.inputs, axis=axis, keepdims=1)
        return w.emit("GatherElements", *op.inputs, place, axis=axis)
    return write


def sum_by_running_sum(w, op):
    axis = only_axis(op)
    if axis is None:
        return None
    sums = w.emit("CumSum", *op.inputs, w.tensor(axis))
    return w.emit("Slice", sums, w.tensor([-1]), w.tensor([2**63 - 1]), w.tensor([axis]))


def sum_by_einsum(w, op):
    letters = "abcdefgh"[:len(op.shape)]
    kept = "".join(c for i, c in enumerate(letters) if i not in op.attributes["axes"])
    if not letters:
        return None
    return unsqueezed(w, w.emit("Einsum", *op.inputs, equation=f"{letters}->{kept}"), op.attributes["axes"])


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


def broadcasts(name):
    return [expanded(name), tiled(name)]


FORMS = {
    "abs": [abs_by_max, abs_by_sign],
    "add": [add_of_negative, many("Sum"), *broadcasts("Add")],
    "and": [and_by_or],
    "batch_norm": [batch_norm_in_steps],
    "ceil": [negated("Floor")],
    "clip": [clip_by_min, clip_by_hard_sigmoid],
    "div": [mul_of_reciprocal, *broadcasts("Div")],
    "elu": [celu, selu],
    "exp": [exp_of_negative],
    "floor": [negated("Ceil")],
    "global_avgpool": [mean_of_image, pool_of_image],
    "leaky_relu": [leaky_relu_by_max, slope_operand],
    "less": [swapped("Greater"), denied("GreaterOrEqual"), *broadcasts("Less")],
    "less_equal": [swapped("GreaterOrEqual"), denied("Greater"), *broadcasts("LessOrEqual")],
    "max": [negated("Min"), many("Max"), chosen("Greater"), *broadcasts("Max")],
    "min": [negated("Max"), many("Min"), chosen("LessOrEqual"), *broadcasts("Min")],
    "mul": broadcasts("Mul"),
    "or": [or_by_and],
    "reduce_max": [global_pool, negated_reduction("ReduceMin"), without_axes("ReduceMax"), by_place("ArgMax")],
    "reduce_min": [negated_reduction("ReduceMax"), without_axes("ReduceMin"), by_place("ArgMin")],
    "reduce_prod": [without_axes("ReduceProd")],
    "reduce_sum": [sum_by_einsum, sum_by_mean, sum_by_running_sum, without_axes("ReduceSum")],
    "relu": [relu_by_clip, relu_by_mask, relu_by_max, relu_by_slope, relu_by_threshold],
    "round": [negated("Round")],
    "select": [other_way_round],
    "sigmoid": [sigmoid_by_exp],
    "softmax": [exp_of_log_softmax, softmax_in_steps],
    "sqrt": [sqrt_by_pow],
    "sub": [sub_of_negative, *broadcasts("Sub")],
    "tanh": [tanh_by_sigmoid],
    "xor": [denied("Equal")]}
