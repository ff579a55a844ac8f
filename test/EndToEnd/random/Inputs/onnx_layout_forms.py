"""Other ways to say in ONNX what an op of the kiln dialect computes: movement,
matrices and windows. See onnx_forms.py.
"""

from math import prod

import numpy

from onnx_ops import padded, pool_window, resize_scales, resized, squeezed, unsqueezed, window


def shape_as_flatten(w, op):
    before, shape = op.shapes[0], op.shape
    axes = [i for i in range(len(before) + 1) if [prod(before[:i]), prod(before[i:])] == shape]
    return w.emit("Flatten", *op.inputs, axis=w.random.choice(axes)) if axes else None


def pad_as_concat(w, op):
    low, high, value = (op.attributes[k] for k in ("low", "high", "value"))
    axes = [i for i in range(len(low)) if low[i] or high[i]]
    if len(axes) != 1:
        return None
    axis, before = axes[0], op.shapes[0]
    sides = [w.tensor(numpy.full(before[:axis] + [size] + before[axis + 1:], value), numpy.float32)
             for size in (low[axis], high[axis]) if size]
    parts = [*sides[:1], *op.inputs, *sides[1:]] if low[axis] else [*op.inputs, *sides]
    return w.emit("Concat", *parts, axis=axis)


def gather_as_gather_nd(w, op):
    if op.attributes["axis"] != 0:
        return None
    return w.emit("GatherND", op.inputs[0], unsqueezed(w, op.inputs[1], [len(op.shapes[1])]))


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
    if w.opset >= 11 and w.chance(0.5):
        places = [i - op.shapes[0][axis] for i in places]
    return w.emit("Gather", *op.inputs, w.tensor(places), axis=axis)


# Windows.


def deep(name):
    """A window of three dimensions, over an image of depth 1."""
    def write(w, op):
        given = pool_window(w, op) if "kernel" in op.attributes else window(op)
        for what in {"kernel_shape", "strides", "dilations"} & set(given):
            given[what] = [1] + given[what]
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
        given = pool_window(w, op) if "kernel" in op.attributes else window(op)
        kernel = given.pop("kernel_shape", None) or op.shapes[1][2:]
        pads = given.get("pads", [0] * 4)
        gone = [i for i in range(2) if op.shapes[0][2 + i] == op.shape[2 + i] == kernel[i] == 1
                and not pads[i] and not pads[2 + i]]
        if not gone:
            return None
        kept = 1 - gone[0]
        for what in {"strides", "dilations", "output_padding"} & set(given):
            given[what] = [given[what][kept]]
        given.update(kernel_shape=[kernel[kept]], pads=pads[kept::2])
        flat = [squeezed(w, x, [2 + gone[0]]) for x in op.inputs[:2]]
        return unsqueezed(w, w.emit(name, *flat, *op.inputs[2:], **given), [2 + gone[0]])
    return write


def conv_by_group(w, op):
    """The convolutions of all groups, one by one."""
    given = window(op)
    groups = given.pop("group", 1)
    if not 1 < groups <= 4:
        return None

    def part(x, axis, size, group):
        bounds = [w.tensor([b]) for b in (size * group, size * (group + 1))]
        return w.emit("Slice", x, *bounds, w.tensor([axis]))
    depth, channels = op.shapes[1][1], op.shapes[1][0] // groups
    parts = []
    for g in range(groups):
        others = [part(x, 0, channels, g) for x in op.inputs[1:]]
        parts.append(w.emit("Conv", part(op.inputs[0], 1, depth, g), *others, **given))
    return w.emit("Concat", *parts, axis=1)


def conv_as_einsum(w, op):
    given = window(op)
    if (op.shapes[1][2:] != [1, 1] or given.get("group", 1) != 1 or any(given.get("pads", []))
            or given.get("strides", [1, 1]) != [1, 1]):
        return None
    x = w.emit("Einsum", op.inputs[0], w.emit("Reshape", op.inputs[1], w.tensor(op.shapes[1][:2])),
               equation="nchw,oc->nohw")
    return w.emit("Add", x, w.emit("Reshape", op.inputs[2], w.tensor([-1, 1, 1]))) if len(op.inputs) > 2 else x


def mean_as_conv(w, op):
    """A depthwise convolution, if each window counts the same."""
    given = window(op)
    whole = given.pop("count_include_pad") or not any(given["pads"])
    if not whole or given.pop("ceil_mode"):
        return None
    kernel, channels = given["kernel_shape"], op.shape[1]
    weights = numpy.full([channels, 1, *kernel], 1 / prod(kernel))
    return w.emit("Conv", *op.inputs, w.tensor(weights, numpy.float32), group=channels, **given)


def separate_bias(w, op):
    if len(op.inputs) < 3:
        return None
    name = "Conv" if op.kind == "conv2d" else "ConvTranspose"
    x = w.emit(name, *op.inputs[:2], **window(op))
    return w.emit("Add", x, w.emit("Reshape", op.inputs[2], w.tensor([-1, 1, 1])))


def separate_pads(w, op):
    given = window(op)
    pads = given.pop("pads", [0] * 4)
    x = padded(w, op.inputs[0], [0, 0] + pads[:2], [0, 0] + pads[2:], 0.0)
    return w.emit("Conv", x, *op.inputs[1:], **given)


def resize_by_axis(w, op):
    scales, between = resize_scales(op), op.shape[:3] + op.shapes[0][3:]
    x = resized(w, op, op.inputs[0], op.shapes[0], between, scales[:3] + [1.0])
    return resized(w, op, x, between, op.shape, [1.0, 1.0, 1.0] + scales[3:])


FORMS = {
    "avgpool2d": [deep("AveragePool"), wide("AveragePool"), mean_as_conv],
    "concat": [concat_in_steps],
    "conv2d": [deep("Conv"), wide("Conv"), conv_as_einsum, conv_by_group, separate_bias, separate_pads],
    "conv_transpose2d": [deep("ConvTranspose"), wide("ConvTranspose"), separate_bias],
    "flatten": [flatten_as_reshape],
    "gather": [gather_as_gather_nd],
    "gemm": [gemm_as_matmul],
    "matmul": [matmul_as_einsum],
    "maxpool2d": [deep("MaxPool"), wide("MaxPool")],
    "pad": [pad_as_concat],
    "reshape": [shape_as_flatten],
    "resize2d": [resize_by_axis],
    "slice": [slice_as_gather, slice_as_split],
    "transpose": [transpose_as_einsum]}
