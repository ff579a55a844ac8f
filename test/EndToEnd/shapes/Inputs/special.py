"""What becomes of infinities, NaN, denormals, zeros of both signs and numbers
at the limits of f32.

Families of cases as in cases.py, for inputs that hold such numbers. Rows are as
long as vectors, shorter and longer, so that what is left over is tested, too.
"""

from cases import chain
from model import array, number

WIDTHS = [1, 4, 7, 16, 17, 70]


def constant(m, value):
    result = m.new([1])
    m.body.append(f"  {result.name} = arith.constant dense<{value}> : {result.type}")
    return result


def is_negative(m, x):
    """Whether 1 / x < 0, which tells the zeros apart."""
    inverse = m.binary("div", constant(m, 1.0), x)
    return m.op("less", [inverse, constant(m, 0.0)], x.shape, element="i1")


def without_nan(m, x):
    """x, with another number where it is NaN."""
    is_number = m.op("equal", [x, x], x.shape, element="i1")
    return m.op("select", [is_number, x, m.weight(*x.shape)], x.shape, element="f32")


def clip(m, x, low, high):
    return m.unary("clip", x, min=low + " : f32", max=high + " : f32")


def special_exact():
    """Ops whose result is one number only: nothing may differ."""
    infinity = "0x7F800000"
    for w in WIDTHS:
        def unary(m, w=w):
            x = m.input(3, w)
            signed = [m.unary(op, x) for op in ("abs", "floor", "ceil", "round", "sqrt")]
            return [*signed, *(is_negative(m, y) for y in signed), m.relu(x),
                    m.unary("leaky_relu", x, alpha="0.1 : f32"), clip(m, x, "0.0", "6.0"), clip(m, x, "-1.0", infinity),
                    clip(m, x, "2.0", "1.0"), m.unary("leaky_relu", x, alpha="-2.0 : f32")]
        yield chain(f"unary-{w}", unary)

        def binary(m, w=w):
            a, b = m.input(3, w), m.input(w)
            results = [m.binary(op, a, b) for op in ("add", "sub", "mul", "div", "max", "min", "rem")]
            truths = [m.op(op, [a, b], [3, w], element="i1") for op in ("equal", "less", "less_equal")]
            chosen = m.op("select", [truths[1], a, b], [3, w], element="f32")
            # Larger products are infinite in f32 alone.
            small = [clip(m, v, "-1.0", "1.0") for v in (a, b)]
            return [*results, *truths, chosen, is_negative(m, m.binary("mul", *small))]
        yield chain(f"binary-{w}", binary)

        def casts(m, w=w):
            x = m.input(3, w)
            numbers = ("i1", "i8", "i16", "i32", "i64", "ui8", "ui16", "ui32", "f64")
            wide = m.op("cast", [x], x.shape, element="f64")
            return [*(m.op("cast", [x], x.shape, element=e) for e in numbers),
                    m.op("cast", [m.op("mul", [wide, wide], x.shape)], x.shape, element="f32")]
        yield chain(f"casts-{w}", casts)

        def order(m, w=w):
            x = m.input(3, w, 5)
            shape = lambda axes: [1 if i in axes else s for i, s in enumerate(x.shape)]
            found = [m.op(op, [x], shape(axes), {"axes": array(axes)})
                     for op in ("reduce_max", "reduce_min") for axes in ([0], [1], [2], [1, 2])]
            y = without_nan(m, x)
            return found + [m.op("top_k", [y], [3, k, 5], {
                "axis": "1 : i64", "k": f"{k} : i64", "largest": largest}, element="i64")
                for k in (1, (w + 1) // 2) for largest in ("true", "false")]
        yield chain(f"order-{w}", order)

        def movement(m, w=w):
            x = m.input(2, w, 3, 5)
            y = m.concat([x, m.relu(x), m.slice(x, 1, w // 2, 1)])
            nearest = m.op("resize2d", [x], [2, w, 6, 10], {
                "mode": '"floor"', "coordinates": '"asymmetric"', "sizes": array([6, 10]),
                "scales": "array<f32: 2.0, 2.0>"})
            return [y, m.transpose(x, 0, 2, 3, 1), m.pad(y, [0, 1, 0, 0], [0, 0, 2, 1], 0.5), nearest]
        yield chain(f"movement-{w}", movement)

        def pools(m, w=w):
            x = m.input(1, w, 7, 9)
            y = m.maxpool2d(x, 3, 2, pads=1, ceil=True)
            return [m.maxpool2d(x, 2), m.maxpool2d(m.relu(x), 3, 1, pads=1), m.relu(y),
                    m.maxpool2d(x, 3, 1, pads=2, dilation=2), m.maxpool2d(y, 2, 1)]
        yield chain(f"pools-{w}", pools)
        yield chain(f"pool-row-{w}", lambda m, w=w: m.maxpool2d(m.input(1, 2, 3, w + 2), 3, 1))


def special_rounded():
    """Functions that may be a last digit off."""
    for w in WIDTHS:
        def unary(m, w=w):
            x = m.input(3, w)
            names = ("exp", "log", "log1p", "sigmoid", "tanh", "erf", "sin", "cos", "atan")
            swish = m.binary("mul", x, m.unary("sigmoid", x))
            hard = clip(m, m.binary("add", m.binary("mul", x, m.weight(1)), m.weight(1)), "0.0", "1.0")
            return [*(m.unary(name, x) for name in names), m.unary("elu", x, alpha="1.5 : f32"),
                    swish, hard, m.binary("mul", x, hard)]
        yield chain(f"unary-{w}", unary)
        yield chain(f"pow-{w}", lambda m, w=w: m.binary("pow", m.input(3, w), m.input(w)))
        for axis in range(3):
            yield chain(f"softmax-{w}-{axis}", lambda m, w=w, axis=axis: [
                m.softmax(x, axis) for x in (m.input(3, w, 5), without_nan(m, m.input(3, w, 5)))])


def special_sums():
    """Sums and products of sums: what is not a number may reach those places
    only where it is part of the sum."""
    for c in (1, 8, 17, 32):
        def convs(m, c=c):
            x = m.input(1, c, 9, 17)
            return [m.conv2d(x, 17, 3, pads=1), m.conv2d(x, 16, 1), m.conv2d(x, 3, 3, stride=2),
                    m.conv2d(x, 16, 1, stride=2), m.conv2d(x, 8, (1, 5), pads=[0, 2, 0, 2]),
                    m.relu(m.conv2d(x, 24, 3, pads=2, dilation=2))]
        yield chain(f"convs-{c}", convs)

        def groups(m, c=c):
            x, y = m.input(1, c, 7, 9), m.input(1, 4 * c, 6, 7)
            return [m.conv2d(x, c, 3, pads=1, groups=c), m.conv2d(x, 2 * c, 5, pads=2, groups=c),
                    m.conv2d(x, c, 3, stride=2, groups=c), m.conv2d(y, 8 * c, 3, pads=1, groups=4),
                    m.conv2d(y, 4 * c, 1, groups=2 * c)]
        yield chain(f"groups-{c}", groups)

        def networks(m, c=c):
            x = m.input(2, c, 9, 9)
            y = m.maxpool2d(m.relu(m.conv2d(x, 20, 3, pads=1)), 3, 2, pads=1)
            y = m.binary("add", m.conv2d(y, 20, 1), y)
            z = m.concat([y, m.batch_norm(m.conv2d(m.relu(y), c, 3, groups=1, pads=1))])
            return [z, m.conv2d(z, 9, 3), m.conv2d(m.shuffle(y, 4), 8, 3, pads=1, groups=4)]
        yield chain(f"networks-{c}", networks)

        def pools(m, c=c):
            x = m.input(2, c, 9, 11)
            return [m.avgpool2d(x, 2), m.avgpool2d(x, 3, 1, pads=1), m.avgpool2d(x, 3, 2, ceil=True, pads=1),
                    m.avgpool2d(x, 3, 2, pads=1, count_pad=True), m.global_avgpool(x),
                    m.batch_norm(x), m.op("lrn", [x], x.shape, {
                        "size": "3 : i64", "alpha": number(0.1), "beta": number(0.75), "bias": number(1)})]
        yield chain(f"pools-{c}", pools)

        def sums(m, c=c):
            x, y, z = m.input(5, 3 * c), m.input(2, 4, c), m.input(2, c, 3)
            reductions = [m.op(op, [y], [2, 1, c], {"axes": "array<i64: 1>"}) for op in ("reduce_sum", "reduce_prod")]
            return [m.gemm(x, m.weight(3 * c, 10), m.weight(10)), m.gemm(x, m.weight(7, 3 * c), trans_b=True),
                    m.matmul(y, z), m.op("reduce_sum", [y], [2, 4, 1], {"axes": "array<i64: 2>"}), *reductions]
        yield chain(f"sums-{c}", sums)
