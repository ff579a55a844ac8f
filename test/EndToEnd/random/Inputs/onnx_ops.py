"""The node of ONNX that is imported as an op of the kiln dialect.

OPS has a function for each kind of op: it takes a Writer and an Op, appends
nodes, and gives the name of the last one's last result.
"""

import numpy

# Ops without attributes; the operands are the same.
PLAIN = {
    "abs": "Abs", "add": "Add", "and": "And", "atan": "Atan", "ceil": "Ceil", "cos": "Cos",
    "div": "Div", "equal": "Equal", "erf": "Erf", "exp": "Exp", "floor": "Floor",
    "global_avgpool": "GlobalAveragePool", "less": "Less", "less_equal": "LessOrEqual",
    "log": "Log", "matmul": "MatMul", "max": "Max", "min": "Min", "mul": "Mul", "or": "Or",
    "pow": "Pow", "relu": "Relu", "round": "Round", "select": "Where", "sigmoid": "Sigmoid",
    "sin": "Sin", "sqrt": "Sqrt", "sub": "Sub", "tanh": "Tanh", "xor": "Xor"}

# Ops whose attributes have the same meaning; their names in ONNX.
RENAMED = {
    "batch_norm": ("BatchNormalization", {"epsilon": "epsilon"}),
    "elu": ("Elu", {"alpha": "alpha"}),
    "flatten": ("Flatten", {"axis": "axis"}),
    "gemm": ("Gemm", {"alpha": "alpha", "beta": "beta", "trans_a": "transA", "trans_b": "transB"}),
    "leaky_relu": ("LeakyRelu", {"alpha": "alpha"}),
    "lrn": ("LRN", {"alpha": "alpha", "beta": "beta", "bias": "bias", "size": "size"}),
    "transpose": ("Transpose", {"permutation": "perm"})}

WINDOW = {
    "kernel": "kernel_shape", "strides": "strides", "pads": "pads", "dilations": "dilations",
    "groups": "group", "output_padding": "output_padding", "ceil_mode": "ceil_mode",
    "count_include_pad": "count_include_pad"}

# ONNX has no maximum of these, sums only since 14, and ONNX Runtime no sums.
NARROW = (numpy.int8, numpy.int16, numpy.uint8)


class Newer(Exception):
    """The opset that an op takes is a newer one."""

    def __init__(self, opset):
        self.opset = opset


def plain(w, op):
    name = PLAIN[op.kind]
    if name in ("Max", "Min") and op.element not in (numpy.float32, numpy.float64):
        w.need(12)
    if op.element not in NARROW:
        return w.emit(name, *op.inputs)
    # The lower bits of what the op gives for integers of 32 bits.
    wide = [w.cast(x, numpy.int32) for x in op.inputs]
    return w.cast(w.emit(name, *wide), op.element)


def renamed(w, op):
    name, names = RENAMED[op.kind]
    if name == "Gemm" and len(op.inputs) < 3:
        w.need(11)
    return w.emit(name, *op.inputs, **{names[k]: v for k, v in op.attributes.items()})


def along_axis(name):
    def write(w, op):
        return w.emit(name, *op.inputs, axis=w.axis(op.attributes["axis"], len(op.shapes[0])))
    return write


def squeezed(w, x, axes):
    """`x` without these axes, which are 1; they became an input with 13."""
    return w.emit("Squeeze", x, w.tensor(axes)) if w.opset >= 13 else w.emit("Squeeze", x, axes=axes)


def unsqueezed(w, x, axes):
    if not axes:
        return w.emit("Identity", x)
    return w.emit("Unsqueeze", x, w.tensor(axes)) if w.opset >= 13 else w.emit("Unsqueeze", x, axes=axes)


# Windows.


def window(op):
    """The attributes of a window, as ONNX calls them."""
    return {WINDOW[k]: v for k, v in op.attributes.items()}


def auto_pad(sizes, kernel, given):
    """The word for the pads of a window, if there is one. ONNX Runtime takes none
    for dilated windows, and cuts the image where Kiln, with ONNX's own inference
    of shapes, has no pads: under strides beyond the kernel."""
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


def conv2d(w, op):
    given, kernel = window(op), op.shapes[1][2:]
    word = auto_pad(op.shapes[0][2:], kernel, given)
    if word and w.chance(0.3):
        given["auto_pad"] = word
        del given["pads"]
    if w.chance(0.5):
        given["kernel_shape"] = kernel
    return w.emit("Conv", *op.inputs, **given)


def conv_transpose2d(w, op):
    return w.emit("ConvTranspose", *op.inputs, **window(op))


def pool_window(w, op):
    """window() of a pool. Where ceil_mode adds no window because that would start
    in the padding, ONNX Runtime infers a shape without it before 22."""
    given = window(op)
    for i, (size, k, s, d) in enumerate(zip(op.shapes[0][2:], *(
            given[what] for what in ("kernel_shape", "strides", "dilations")))):
        room = size + given["pads"][i] + given["pads"][2 + i] - (k - 1) * d - 1
        if given["ceil_mode"] and -(-room // s) + 1 != op.shape[2 + i]:
            w.need(22)
    if op.kind == "avgpool2d" and w.opset < 19:
        # Dilated windows came with 19.
        assert given.pop("dilations") == [1, 1]
    return given


def maxpool2d(w, op):
    return w.emit("MaxPool", *op.inputs, **pool_window(w, op))


def avgpool2d(w, op):
    return w.emit("AveragePool", *op.inputs, **pool_window(w, op))


def resized(w, op, x, before, after, scales):
    """`x` of shape `before`, resized as `op` says, but to other sizes."""
    mode, coordinates = op.attributes["mode"], op.attributes["coordinates"]
    exact = all(b * s == a for b, a, s in zip(before, after, scales))
    if w.opset < 11:
        # It knew these only.
        if coordinates != "asymmetric" or mode not in ("linear", "floor"):
            w.need(11)
        return w.emit("Resize", x, w.number(scales), mode="linear" if mode == "linear" else "nearest")
    nearest = {} if mode == "linear" else {"nearest_mode": mode}
    # What is not used was an empty tensor before 13.
    empty = "" if w.opset >= 13 else w.number([])
    if coordinates == "align_corners" or exact and w.chance(0.5):
        how = [empty, w.tensor(after)]
    else:
        how = [w.number(scales)]
    return w.emit("Resize", x, empty, *how, mode="nearest" if nearest else "linear",
                  coordinate_transformation_mode=coordinates, **nearest)


def resize_scales(op):
    """One for each axis. One element stays what it is, however it is scaled."""
    given = [1.0, 1.0] + op.attributes["scales"]
    return [1.0 if b == a == 1 else s for b, a, s in zip(op.shapes[0], op.shape, given)]


def resize2d(w, op):
    return resized(w, op, op.inputs[0], op.shapes[0], op.shape, resize_scales(op))


# Elements.


def clipped(w, x, **bounds):
    """`min` and `max`, which became inputs with 11."""
    if w.opset < 11:
        return w.emit("Clip", x, **bounds)
    last = [w.number(bounds["max"])] if "max" in bounds else []
    return w.emit("Clip", x, w.number(bounds["min"]), *last)


def clip(w, op):
    return clipped(w, *op.inputs, **op.attributes)


def cast(w, op):
    if w.opset >= 15 and w.chance(0.3):
        return w.emit("CastLike", *op.inputs, w.tensor([1], op.element))
    return w.cast(op.inputs[0], op.element)


def log1p(w, op):
    return w.emit("Log", w.emit("Add", *op.inputs, w.number(1)))


def rem(w, op):
    return w.emit("Mod", *op.inputs, fmod=1)


# Axes.


def softmax(w, op):
    axis, rank = op.attributes["axis"], len(op.shape)
    if w.opset >= 13 or axis == rank - 1:
        return w.emit("Softmax", *op.inputs, axis=w.axis(axis, rank))
    # Before 13, all axes from the given one on are one.
    order = list(range(rank))
    order[axis], order[-1] = order[-1], order[axis]
    last = w.emit("Transpose", *op.inputs, perm=order)
    return w.emit("Transpose", w.emit("Softmax", last, axis=rank - 1), perm=order)


def reduced(w, name, x, axes, rank, keep=1):
    """The reduction `name` of `x`. Its axes became an input with 18, those of
    sums with 13; no axes meant all before."""
    named = [w.axis(axis, rank) for axis in axes]
    if w.opset >= (13 if name == "ReduceSum" else 18):
        return w.emit(name, x, w.tensor(named), keepdims=keep, noop_with_empty_axes=1)
    return w.emit(name, x, axes=named, keepdims=keep) if axes else w.emit("Identity", x)


def reduction(name):
    def write(w, op):
        return reduced(w, name, op.inputs[0], op.attributes["axes"], len(op.shape))
    return write


def top_k(w, op):
    if w.opset < 11:
        if not op.attributes["largest"]:
            w.need(11)
        return w.emit("TopK", *op.inputs, w.tensor([op.attributes["k"]]), results=2, axis=op.attributes["axis"])
    return w.emit("TopK", *op.inputs, w.tensor([op.attributes["k"]]), results=2, axis=op.attributes["axis"],
                  largest=op.attributes["largest"], sorted=1)


# Movement.


def reshape(w, op):
    shape = list(op.shape)
    if w.chance(0.3):
        # What the input has there.
        shape = [0 if i < len(op.shapes[0]) and s == op.shapes[0][i] else s for i, s in enumerate(shape)]
    if shape and w.chance(0.3):
        shape[w.random.randrange(len(shape))] = -1
    return w.emit("Reshape", *op.inputs, w.tensor(shape))


def slice(w, op):
    starts, sizes, steps = (op.attributes[k] for k in ("starts", "sizes", "steps"))
    ends = [a + (n - 1) * s + 1 for a, n, s in zip(starts, sizes, steps)]
    axes, rank = list(range(len(starts))), len(starts)
    if w.chance(0.5):
        # What stays as it is need not be said.
        axes = [i for i in axes if sizes[i] != op.shapes[0][i]]
    if w.chance(0.3):
        starts = [a - n for a, n in zip(starts, op.shapes[0])]
    if w.chance(0.3):
        ends = [2**63 - 1 if e == n else e for e, n in zip(ends, op.shapes[0])]
    bounds = [w.tensor([numbers[i] for i in axes]) for numbers in (starts, ends)]
    return w.emit("Slice", *op.inputs, *bounds, w.tensor([w.axis(i, rank) for i in axes]),
                  w.tensor([steps[i] for i in axes]))


def padded(w, x, low, high, value):
    """Its pads became an input with 11, their axes with 18."""
    if w.opset < 11:
        return w.emit("Pad", x, pads=low + high, value=value, mode="constant")
    axes = []
    if w.opset >= 18 and w.chance(0.5):
        kept = [i for i in range(len(low)) if low[i] or high[i]]
        axes = [w.tensor([w.axis(i, len(low)) for i in kept])]
        low, high = ([side[i] for i in kept] for side in (low, high))
    return w.emit("Pad", x, w.tensor(low + high), w.number(value), *axes, mode="constant")


def pad(w, op):
    return padded(w, *op.inputs, **op.attributes)


OPS = {
    **dict.fromkeys(PLAIN, plain), **dict.fromkeys(RENAMED, renamed),
    "avgpool2d": avgpool2d, "cast": cast, "clip": clip, "concat": along_axis("Concat"), "conv2d": conv2d,
    "conv_transpose2d": conv_transpose2d, "gather": along_axis("Gather"), "log1p": log1p,
    "maxpool2d": maxpool2d, "pad": pad, "reduce_max": reduction("ReduceMax"),
    "reduce_min": reduction("ReduceMin"), "reduce_prod": reduction("ReduceProd"),
    "reduce_sum": reduction("ReduceSum"), "rem": rem, "reshape": reshape, "resize2d": resize2d,
    "slice": slice, "softmax": softmax, "top_k": top_k}
