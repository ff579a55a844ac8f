"""The shapes that compiled models are compared with the reference on.

Each function is a family: it yields pairs of a case's name and a function that
appends the case to a Model. Channel counts are chosen around the vector widths
4, 8 and 16: below, at, above, at odd multiples and prime.
"""

from model import array

CHANNELS = [1, 3, 8, 15, 16, 17, 24, 31, 33, 40, 64]


def model(build):
    """A case whose `build` returns the output, or a list of outputs."""
    def append(m):
        outputs = build(m)
        for value in outputs if isinstance(outputs, list) else [outputs]:
            m.output(value)
    return append


def conv_case(shape, channels, kernel, **options):
    """A convolution of an input, followed by a relu in every other case."""
    name = "-".join(map(str, ["conv", *shape, channels, kernel, *options.items()]))
    for character in " '(),[]":
        name = name.replace(character, "_" if character == " " else "")

    def build(m):
        return m.conv2d(m.input(*shape), channels, kernel, **options)
    return name, model(build)


def conv_channels():
    """All pairs of input and output channels, with 1x1 and 3x3 kernels."""
    for i, c in enumerate(CHANNELS):
        for j, o in enumerate(CHANNELS):
            if (i + j) % 2:
                yield conv_case((1, c, 5, 6), o, 1)
            else:
                yield conv_case((1, c, 4, 7), o, 3, pads=1)


def conv_windows():
    """Kernels, strides, paddings and dilations, on few and on many channels."""
    for c, o in ((3, 16), (17, 24), (32, 33)):
        for kernel in (1, 2, 3, 5, 7):
            for stride in (1, 2, 3):
                yield conv_case((1, c, 11, 13), o, kernel, stride=stride, pads=kernel // 2)
        yield conv_case((1, c, 9, 11), o, 3, pads=[0, 1, 2, 3])
        yield conv_case((1, c, 9, 11), o, 3, pads=[3, 0, 0, 1], stride=2)
        yield conv_case((1, c, 9, 11), o, (1, 7), pads=[0, 3, 0, 3])
        yield conv_case((1, c, 9, 11), o, (7, 1), pads=[3, 0, 3, 0])
        yield conv_case((1, c, 9, 11), o, (2, 3), stride=(3, 1), pads=[1, 1, 0, 1])
        yield conv_case((1, c, 13, 12), o, 3, dilation=2, pads=2)
        yield conv_case((1, c, 13, 12), o, 3, dilation=(1, 3), pads=[1, 3, 1, 3])
        yield conv_case((1, c, 13, 12), o, 3, dilation=(3, 2), stride=(2, 3), pads=2)
        yield conv_case((1, c, 13, 12), o, 2, dilation=5, stride=2)


def conv_sizes():
    """Image sizes: single pixels, kernels as large as the image, prime rows."""
    for c, o in ((1, 8), (16, 16), (24, 40)):
        yield conv_case((1, c, 1, 1), o, 1)
        yield conv_case((1, c, 1, 1), o, 3, pads=1)
        yield conv_case((1, c, 1, 9), o, (1, 3), pads=[0, 1, 0, 1])
        yield conv_case((1, c, 9, 1), o, (3, 1))
        yield conv_case((1, c, 5, 5), o, 5)
        yield conv_case((1, c, 4, 6), o, (4, 6), bias=False)
        yield conv_case((1, c, 2, 2), o, 2, stride=2)
        for width in (13, 17, 29, 31, 37, 53):
            yield conv_case((1, c, 3, width), o, 3, pads=1)
            yield conv_case((1, c, 2, width), o, 1)
        yield conv_case((2, c, 7, 7), o, 3, pads=1)
        yield conv_case((3, c, 14, 14), o, 1, stride=2, bias=False)
        yield conv_case((3, c, 6, 5), o, 3, pads=1, bias=False)
    yield conv_case((2, 32, 1, 1), 64, 1)
    yield conv_case((17, 16, 1, 1), 32, 1)
    yield conv_case((1, 64, 7, 7), 64, 3, pads=1)
    yield conv_case((1, 40, 28, 28), 48, 1)


def conv_winograd():
    """Convolutions of stride 1: sizes around those of the tiles, other kernels
    than 3x3, and what is computed with a tile."""
    for size in ((2, 2), (3, 5), (4, 4), (5, 4), (6, 7), (8, 12), (9, 13), (14, 14)):
        yield conv_case((1, 16, *size), 16, 3, pads=1)
        yield conv_case((2, 32, *size), 24, 3, pads=1, bias=False)
    yield conv_case((1, 16, 9, 11), 33, 3)
    yield conv_case((3, 17, 8, 8), 48, 3, pads=[0, 2, 1, 1])
    yield conv_case((1, 48, 28, 28), 16, 3, pads=1)
    for size in ((2, 2), (4, 5), (7, 6), (9, 13)):
        for kernel in ((5, 5), (1, 3), (3, 1), (1, 5), (5, 1), (1, 7), (7, 1), (3, 5), (5, 3)):
            high, wide = kernel[0] // 2, kernel[1] // 2
            yield conv_case((1, 16, *size), 32, kernel, pads=[high, wide, high, wide])
    yield conv_case((2, 32, 10, 17), 24, (1, 7), pads=[0, 3, 0, 3])
    yield conv_case((2, 17, 17, 10), 33, (7, 1), pads=[2, 0, 3, 0])
    yield conv_case((1, 32, 10, 11), 16, 5)

    def residual(m):
        x = m.relu(m.conv2d(m.input(1, 16, 10, 11), 32, 1))
        y = m.relu(m.conv2d(m.relu(m.conv2d(x, 16, 3, pads=1)), 32, 3, pads=1))
        return m.relu(m.binary("add", y, x))
    yield "residual", model(residual)

    def shared(m):
        y = m.conv2d(m.input(1, 32, 7, 7), 16, 3, pads=1)
        return [m.relu(y), m.unary("sigmoid", y)]
    yield "shared", model(shared)

    def joined(m):
        x = m.relu(m.conv2d(m.input(1, 3, 12, 12), 16, 3, pads=1))
        return m.conv2d(m.concat([x, m.relu(m.conv2d(x, 32, 3, pads=1))], 1), 16, 3, pads=1)
    yield "joined", model(joined)


def conv_winograd_layers():
    """The numbers of input channels of the layers of VGG-16 and ResNet-50. The
    largest result of each is above 1."""
    for channels in (64, 128, 256, 512):
        yield conv_case((1, channels, 12, 12), 32, 3, pads=1)
        yield conv_case((1, channels, 12, 12), 32, 5, pads=2)
        yield conv_case((1, channels, 12, 12), 32, (1, 7), pads=[0, 3, 0, 3])


def conv_groups():
    """Depthwise, depthwise with a multiplier, and grouped convolutions."""
    for c in CHANNELS:
        yield conv_case((1, c, 6, 7), c, 3, pads=1, groups=c)
        yield conv_case((1, c, 6, 7), 2 * c, 3, pads=1, groups=c, stride=2)
    for c in (16, 24, 33):
        yield conv_case((2, c, 7, 11), c, 5, pads=2, groups=c, stride=(1, 2))
        yield conv_case((1, c, 7, 7), c, 3, pads=[0, 1, 1, 0], groups=c, dilation=2)
        yield conv_case((1, c, 1, 1), c, 1, groups=c)
        yield conv_case((1, c, 7, 7), c, 7, groups=c, bias=False)
        yield conv_case((1, c, 5, 5), 3 * c, 3, groups=c)
    for c, o, groups in ((2, 4, 2), (6, 9, 3), (16, 16, 2), (32, 32, 2), (32, 64, 4),
                         (48, 48, 3), (64, 64, 32), (34, 68, 2), (20, 40, 5), (48, 16, 2)):
        yield conv_case((1, c, 5, 6), o, 3, pads=1, groups=groups)
        yield conv_case((2, c, 5, 6), o, 1, groups=groups, stride=2)


def chain(name, build):
    return name, model(build)


def conv_chains():
    """Convolutions that feed each other and what follows them."""
    for c in (3, 15, 16, 24, 33):
        yield chain(f"two-{c}", lambda m, c=c: m.relu(m.conv2d(
            m.relu(m.conv2d(m.input(1, 3, 7, 9), c, 3, pads=1)), c, 3, pads=1)))
        yield chain(f"three-{c}", lambda m, c=c: m.conv2d(m.relu(m.conv2d(m.unary(
            "clip", m.conv2d(m.input(2, 16, 6, 5), c, 1), min="0.0 : f32", max="6.0 : f32"),
            c, 3, pads=1, groups=c)), 17, 1))

        def residual(m, c=c):
            x = m.relu(m.conv2d(m.input(1, 16, 6, 7), c, 1))
            y = m.relu(m.conv2d(x, c, 3, pads=1))
            y = m.conv2d(y, c, 3, pads=1)
            return m.relu(m.binary("add", y, x))
        yield chain(f"residual-{c}", residual)

        def projected(m, c=c):
            x = m.input(1, c, 8, 8)
            y = m.conv2d(m.relu(m.conv2d(x, c, 3, stride=2, pads=1)), 2 * c, 3, pads=1)
            return m.relu(m.binary("add", m.conv2d(x, 2 * c, 1, stride=2), y))
        yield chain(f"projected-{c}", projected)

        def norm(m, c=c):
            return m.unary("leaky_relu", m.batch_norm(m.conv2d(m.input(1, c, 5, 5), 20, 3)),
                           alpha="0.1 : f32")
        yield chain(f"batch-norm-{c}", norm)

        def gate(m, c=c):
            y = m.conv2d(m.input(1, 8, 6, 6), c, 3, pads=1)
            s = m.global_avgpool(y)
            s = m.unary("sigmoid", m.conv2d(m.relu(m.conv2d(s, 4, 1)), c, 1))
            return m.conv2d(m.binary("mul", y, s), 12, 1)
        yield chain(f"squeeze-excite-{c}", gate)

        def swish(m, c=c):
            y = m.conv2d(m.input(1, 8, 6, 6), c, 3, pads=1)
            return m.conv2d(m.binary("mul", y, m.unary("sigmoid", y)), 9, 3, pads=1)
        yield chain(f"swish-{c}", swish)

        def head(m, c=c):
            y = m.relu(m.conv2d(m.input(1, 3, 8, 8), c, 3, pads=1))
            y = m.flatten(m.maxpool2d(y, 2))
            return m.softmax(m.gemm(y, m.weight(10, c * 16, scale=0.1), m.weight(10),
                                    trans_b=True), 1)
        yield chain(f"classifier-{c}", head)

        def pooled_head(m, c=c):
            y = m.relu(m.conv2d(m.input(2, 3, 8, 8), c, 3, pads=1))
            y = m.reshape(m.global_avgpool(y), 2, c)
            return m.gemm(y, m.weight(c, 33), m.weight(33))
        yield chain(f"pooled-{c}", pooled_head)

        def lanes(m, c=c):
            # 1 / 0 in the lanes past the last channel must not reach the sum.
            y = m.conv2d(m.input(1, 8, 5, 5), c, 1)
            y = m.binary("div", m.weight(c, 1, 1), m.binary("add", m.relu(y), m.weight(c, 1, 1, low=0.5)))
            return m.conv2d(y, 18, 3, pads=1)
        yield chain(f"garbage-lanes-{c}", lanes)

        def padded(m, c=c):
            y = m.conv2d(m.input(1, 8, 5, 5), c, 1)
            y = m.pad(y, [0, 0, 1, 2], [0, 0, 0, 1], value=0.5)
            return [m.conv2d(y, 9, 3), m.conv2d(m.relu(y), c, 2, stride=2)]
        yield chain(f"pad-then-conv-{c}", padded)

        def pad_channels(m, c=c):
            y = m.pad(m.conv2d(m.input(1, 8, 5, 5), c, 1), [0, 1, 0, 0], [0, 3, 0, 0])
            return m.conv2d(y, 9, 1)
        yield chain(f"pad-channels-{c}", pad_channels)

        def two_paddings(m, c=c):
            y = m.relu(m.conv2d(m.input(1, 8, 7, 7), c, 1))
            return [m.conv2d(y, c, 3, pads=1), m.conv2d(y, c, 5, pads=2), m.maxpool2d(y, 3, 2, pads=1), y]
        yield chain(f"two-paddings-{c}", two_paddings)

        def nhwc(m, c=c):
            y = m.transpose(m.input(1, 6, 7, c), 0, 3, 1, 2)
            return m.transpose(m.conv2d(y, c, 3, pads=1), 0, 2, 3, 1)
        yield chain(f"nhwc-{c}", nhwc)


def channel_moves():
    """Concatenations, slices and shuffles of channels that take blocks apart."""
    for c in (2, 5, 6, 16, 24, 40, 58):
        def unit(m, c=c):
            x = m.relu(m.conv2d(m.input(1, 3, 5, 6), 2 * c, 3, pads=1))
            for _ in range(2):
                kept, y = m.slice(x, 1, 0, c), m.slice(x, 1, c, c)
                y = m.relu(m.conv2d(y, c, 1))
                y = m.conv2d(m.conv2d(y, c, 3, pads=1, groups=c), c, 1)
                x = m.shuffle(m.concat([kept, m.relu(y)]), 2)
            return [m.conv2d(x, 20, 3, pads=1), x]
        yield chain(f"shuffle-unit-{c}", unit)

        def users(m, c=c):
            x = m.relu(m.conv2d(m.input(2, 8, 6, 5), c, 1))
            y = m.concat([m.conv2d(x, 7, 1), x, m.conv2d(x, 18, 3, pads=1)])
            return [m.maxpool2d(y, 2), m.relu(y), m.binary("add", y, m.weight(c + 25, 1, 1)),
                    m.conv2d(y, 9, 3, pads=1), m.conv2d(y, c + 25, 3, groups=c + 25),
                    m.global_avgpool(m.pad(y, [0, 0, 1, 0], [0, 0, 0, 2])), m.softmax(y, 1)]
        yield chain(f"concat-users-{c}", users)

        def activated(m, c=c):
            x = m.input(1, 8, 6, 5)
            parts = lambda: m.concat([m.conv2d(x, 16, 1), m.conv2d(x, c, 3, pads=1),
                                      m.conv2d(x, 16, 1, groups=8)])
            y, scaled = parts(), m.binary("mul", parts(), m.weight(32 + c, 1, 1))
            return [m.relu(parts()), m.conv2d(m.binary("mul", y, m.unary("sigmoid", y)), 9, 3, pads=1),
                    m.conv2d(m.relu(m.binary("add", scaled, m.weight(6, 1))), 9, 1),
                    m.relu(m.binary("sub", parts(), m.input(1, 32 + c, 6, 5)))]
        yield chain(f"concat-activated-{c}", activated)

        def slices(m, c=c):
            x = m.conv2d(m.input(1, 8, 4, 5), 2 * c + 3, 1)
            parts = [m.slice(x, 1, 0, c), m.slice(x, 1, 3, c), m.slice(x, 1, 1, c, 2),
                     m.slice(m.slice(x, 1, 2, 2 * c), 1, 1, c)]
            return [m.conv2d(part, 10, 1) for part in parts] + [m.concat(parts[::-1])]
        yield chain(f"slices-{c}", slices)

        def partly_plain(m, c=c):
            x = m.conv2d(m.input(1, 8, 3, 3), c, 1)
            return m.conv2d(m.concat([x, m.input(1, 3, 3, 3)]), 12, 3, pads=1)
        yield chain(f"concat-with-input-{c}", partly_plain)
    for groups in (2, 3, 4, 6, 12, 24):
        def grouped(m, groups=groups):
            x = m.shuffle(m.conv2d(m.input(1, 5, 4, 4), 48, 1), groups)
            y = m.conv2d(x, 48, 3, pads=1, groups=4)
            return [y, m.maxpool2d(x, 2), m.conv2d(m.shuffle(m.shuffle(y, groups), groups), 17, 1)]
        yield chain(f"shuffle-{groups}", grouped)


def networks():
    """Small networks of the kinds that are published, from image to answer."""
    def relu6(m, x):
        return m.unary("clip", x, min="0.0 : f32", max="6.0 : f32")

    def resnet(m):
        x = m.relu(m.conv2d(m.input(1, 3, 33, 31), 16, 7, stride=2, pads=3))
        x = m.maxpool2d(x, 3, 2, pads=1)
        for c, stride in ((16, 1), (32, 2), (32, 1)):
            y = m.relu(m.batch_norm(m.conv2d(x, c, 3, stride=stride, pads=1)))
            y = m.conv2d(y, c, 3, pads=1)
            if x.shape != y.shape:
                x = m.conv2d(x, c, 1, stride=stride)
            x = m.relu(m.binary("add", y, x))
        x = m.flatten(m.global_avgpool(x))
        return m.gemm(x, m.weight(10, 32), m.weight(10), trans_b=True)
    yield "resnet", model(resnet)

    def mobilenet(m):
        x = relu6(m, m.conv2d(m.input(1, 3, 24, 24), 16, 3, stride=2, pads=1))
        for c, stride in ((16, 1), (24, 2), (24, 1)):
            wide = 4 * x.shape[1]
            y = relu6(m, m.conv2d(x, wide, 1))
            y = relu6(m, m.conv2d(y, wide, 3, stride=stride, pads=1, groups=wide))
            y = m.conv2d(y, c, 1)
            x = m.binary("add", x, y) if x.shape == y.shape else y
        return [x, m.global_avgpool(x)]
    yield "mobilenet", model(mobilenet)

    def head(m):
        x = m.avgpool2d(m.maxpool2d(m.input(2, 24, 13, 12), 2), 3, 2, pads=1)
        x = m.flatten(m.conv2d(x, 20, 1))
        return m.softmax(m.gemm(x, m.weight(x.shape[1], 17, scale=0.1), m.weight(17)), 1)
    yield "head", model(head)


def conv_transposes():
    """Transposed convolutions, by themselves and between convolutions."""
    windows = [
        dict(kernel=1), dict(kernel=3), dict(kernel=3, pads=1), dict(kernel=2, stride=2),
        dict(kernel=(2, 3), stride=(2, 3), bias=False), dict(kernel=3, stride=2),
        dict(kernel=3, stride=2, pads=1, output_padding=1), dict(kernel=4, stride=2, pads=1),
        dict(kernel=4, stride=2, pads=[2, 0, 1, 3]), dict(kernel=5, stride=(3, 2), pads=2, bias=False),
        dict(kernel=2, stride=3), dict(kernel=1, stride=(2, 4), output_padding=1),
        dict(kernel=3, stride=2, dilation=2, pads=1), dict(kernel=3, stride=(4, 6), dilation=(2, 4)),
        dict(kernel=2, stride=2, output_padding=1), dict(kernel=8, stride=4, pads=2),
        dict(kernel=10, stride=5, pads=3, output_padding=2), dict(kernel=7, stride=(1, 5), pads=[6, 0, 0, 6]),
        dict(kernel=5, stride=5, pads=[4, 1, 0, 4])]
    for c, o in ((1, 1), (3, 16), (17, 24), (32, 33)):
        for i, window in enumerate(windows):
            def alone(m, c=c, o=o, window=window):
                return m.conv_transpose2d(m.input(1, c, 4, 5), o, **window)
            yield chain(f"window-{i}-{c}-{o}", alone)
    for shape in ((1, None, 1, 1), (2, None, 1, 6), (3, None, 5, 1), (1, None, 3, 37)):
        for window in (dict(kernel=2, stride=2), dict(kernel=4, stride=2, pads=1), dict(kernel=4),
                       dict(kernel=2, stride=1000, pads=[0, 0, 1, 1], output_padding=1)):
            def size(m, shape=shape, window=window):
                x = m.relu(m.input(*(20 if s is None else s for s in shape)))
                return m.conv_transpose2d(x, 18, **window)
            if window.get("stride") != 1000 or shape[2:] == (1, 1):
                yield chain(f"size-{shape}-{window}", size)
    for c, o, groups in ((4, 4, 4), (16, 16, 16), (24, 48, 24), (6, 9, 3), (32, 64, 2), (48, 16, 2)):
        for window in (dict(kernel=2, stride=2), dict(kernel=3, stride=2, pads=1), dict(kernel=10, stride=5)):
            def grouped(m, c=c, o=o, groups=groups, window=window):
                return m.relu(m.conv_transpose2d(m.conv2d(m.input(1, 5, 4, 3), c, 1), o, groups=groups, **window))
            yield chain(f"groups-{c}-{o}-{groups}-{window}", grouped)
    for c in (3, 16, 24, 33):
        for window in (dict(kernel=2, stride=2), dict(kernel=4, stride=2, pads=1),
                       dict(kernel=3, stride=2, pads=1, output_padding=1)):
            def between(m, c=c, window=window):
                x = m.relu(m.conv2d(m.input(1, 3, 8, 6), c, 3, pads=1))
                y = m.relu(m.conv2d(m.maxpool2d(x, 2), 2 * c, 3, pads=1))
                up = m.conv_transpose2d(y, c, **window)
                y = m.relu(m.conv2d(m.concat([up, x]), c, 3, pads=1))
                return [m.conv2d(y, 2, 1), m.relu(m.binary("add", m.relu(up), x))]
            yield chain(f"u-net-{c}-{window}", between)


def pools():
    for c in (1, 3, 16, 20, 33):
        for name in ("maxpool2d", "avgpool2d"):
            def pool(m, *args, n=name, c=c, shape=(1, None, 9, 11), conv=False, **kwargs):
                x = m.input(*(c if s is None else s for s in shape))
                if conv:
                    x = m.conv2d(x, c, 1)
                return getattr(m, n)(x, *args, **kwargs)
            options = [
                dict(kernel=2), dict(kernel=3, stride=2), dict(kernel=3, stride=1, pads=1),
                dict(kernel=3, stride=2, pads=1, ceil=True), dict(kernel=2, stride=2, ceil=True),
                dict(kernel=(2, 3), stride=(3, 1), pads=[1, 2, 0, 1]),
                dict(kernel=3, stride=1, pads=2, dilation=2), dict(kernel=2, stride=3, dilation=3),
                dict(kernel=(9, 11)), dict(kernel=5, stride=4, pads=[2, 1, 0, 2], ceil=True),
                dict(kernel=2, shape=(1, None, 2, 2)), dict(kernel=3, shape=(3, None, 6, 6), stride=1),
                dict(kernel=1, stride=2)]
            if name == "avgpool2d":
                options += [dict(kernel=3, stride=2, pads=1, count_pad=True),
                            dict(kernel=3, stride=2, pads=1, ceil=True, count_pad=True)]
            for i, option in enumerate(options):
                option = dict(option)
                conv = (i + c) % 2 == 0
                yield chain(f"{name}-{c}-{i}" + ("-conv" if conv else ""),
                            lambda m, p=pool, o=option, conv=conv: p(m, conv=conv, **o))
    for c in (1, 5, 16, 24, 37):
        for h, w in ((1, 1), (7, 7), (3, 17), (5, 64)):
            yield chain(f"global-{c}-{h}-{w}", lambda m, c=c, h=h, w=w: m.global_avgpool(m.input(2, c, h, w)))
            yield chain(f"global-conv-{c}-{h}-{w}", lambda m, c=c, h=h, w=w: m.global_avgpool(
                m.relu(m.conv2d(m.input(1, 8, h, w), c, 1))))


def matrices():
    for rows in (1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17):
        for columns, depth in ((1, 7), (10, 64), (16, 16), (33, 5), (1000, 9)):
            transposed = (rows + columns) % 2 == 0

            def gemm(m, r=rows, c=columns, d=depth, t=transposed):
                b = m.weight(*((c, d) if t else (d, c)))
                return m.gemm(m.input(r, d), b, m.weight(c), trans_b=t)
            yield chain(f"gemm-{rows}-{columns}-{depth}", gemm)
    for rows, columns, depth in ((1, 10, 7), (3, 16, 17), (5, 33, 16), (17, 1, 40)):
        def options(m, r=rows, c=columns, d=depth):
            return [m.gemm(m.input(d, r), m.input(d, c), m.input(r, c), 0.5, 2.0, trans_a=True),
                    m.gemm(m.input(d, r), m.weight(c, d), m.weight(r, 1), trans_a=True, trans_b=True),
                    m.gemm(m.input(r, d), m.input(d, c), m.weight(1), alpha=3.0, beta=0.5),
                    m.gemm(m.input(r, d), m.weight(d, c)),
                    m.gemm(m.weight(r, d), m.input(d, c))]
        yield chain(f"gemm-options-{rows}-{columns}-{depth}", options)

        def matmul(m, r=rows, c=columns, d=depth):
            return [m.matmul(m.input(r, d), m.weight(d, c)), m.matmul(m.input(3, r, d), m.input(3, d, c)),
                    m.matmul(m.input(2, 1, r, d), m.input(3, d, c)),
                    m.matmul(m.input(2, 3, r, d), m.weight(d, c)),
                    m.matmul(m.input(r, d), m.weight(4, d, c))]
        yield chain(f"matmul-{rows}-{columns}-{depth}", matmul)
    for width in (1, 10, 33, 64):
        def layers(m, w=width):
            y = m.relu(m.gemm(m.input(3, 20), m.weight(20, w), m.weight(w)))
            y = m.relu(m.gemm(y, m.weight(24, w, scale=0.2), m.weight(24), trans_b=True))
            return m.unary("tanh", m.gemm(y, m.weight(24, 5, scale=0.2)))
        yield chain(f"layers-{width}", layers)


def elementwise():
    for shape in ((1,), (7,), (3, 17), (2, 3, 5), (1, 16, 4, 5), (2, 3, 4, 33), (1, 2, 3, 4, 5), ()):
        label = "-".join(map(str, shape)) or "scalar"
        for name, attributes in (("relu", {}), ("sigmoid", {}), ("tanh", {}),
                                 ("leaky_relu", {"alpha": "0.3 : f32"}),
                                 ("clip", {"min": "-0.5 : f32", "max": "0.75 : f32"})):
            yield chain(f"{name}-{label}", lambda m, s=shape, n=name, a=attributes: m.unary(n, m.input(*s), **a))
        for axis in range(len(shape)):
            yield chain(f"softmax-{label}-{axis}", lambda m, s=shape, a=axis: m.softmax(m.input(*s), a))
    for axis, size in ((1, 1000), (1, 10), (0, 9)):
        shape = (size, 3) if axis == 0 else (2, size)
        yield chain(f"softmax-long-{axis}-{size}", lambda m, s=shape, a=axis: m.softmax(m.input(*s), a))
    for c in (3, 16, 21):
        for axis in range(4):
            yield chain(f"softmax-conv-{c}-{axis}", lambda m, c=c, a=axis: m.softmax(
                m.conv2d(m.input(1, 3, 4, 5), c, 1), a))
        yield chain(f"batch-norm-{c}", lambda m, c=c: m.batch_norm(m.input(2, c, 3, 4)))
        yield chain(f"batch-norm-2-{c}", lambda m, c=c: m.batch_norm(m.input(2, c)))
    shapes = [((1, 16, 3, 5), (1, 16, 3, 5)), ((1, 16, 3, 5), (16, 1, 1)), ((1, 16, 3, 5), (5,)),
              ((1, 16, 3, 5), (3, 1)), ((1, 16, 3, 5), (1,)), ((1, 16, 3, 5), ()), ((2, 1, 3, 1), (1, 7, 1, 4)),
              ((3, 1), (1, 19)), ((1,), (2, 3)), ((2, 24, 3, 3), (2, 24, 1, 1)), ((2, 24, 3, 3), (2, 1, 3, 3)),
              ((17,), (17,)), ((1, 1, 1, 1), (1, 5, 2, 2)), ((4, 1, 33), (2, 1))]
    for i, (a, b) in enumerate(shapes):
        for name in ("add", "sub", "mul"):
            yield chain(f"{name}-{i}", lambda m, n=name, a=a, b=b: m.binary(n, m.input(*a), m.input(*b)))
            yield chain(f"{name}-swapped-{i}", lambda m, n=name, a=a, b=b: m.binary(n, m.input(*b), m.weight(*a)))
        yield chain(f"div-{i}", lambda m, a=a, b=b: m.binary("div", m.input(*a), m.weight(*b, low=0.5)))
        if len(a) == 4:
            yield chain(f"conv-add-{i}", lambda m, a=a, b=b: m.binary(
                "add", m.conv2d(m.input(*a), a[1], 1), m.input(*b)))
            yield chain(f"conv-sub-weight-{i}", lambda m, a=a, b=b: m.conv2d(m.relu(m.binary(
                "sub", m.weight(*b), m.conv2d(m.input(*a), 24 if a[1] == 24 else a[1], 1))), 6, 1))


def movement():
    for counts in ((16, 16), (16, 8), (8, 16), (3, 5), (24, 40), (1, 1), (16, 16, 3), (17, 15, 32), (64,)):
        label = "-".join(map(str, counts))
        yield chain(f"concat-{label}", lambda m, c=counts: m.concat([m.input(1, k, 3, 4) for k in c]))

        def convs(m, c=counts, after=True):
            x = m.relu(m.conv2d(m.input(1, 8, 5, 5), 16, 1))
            y = m.concat([m.relu(m.conv2d(x, k, 3, pads=1)) for k in c])
            return m.conv2d(y, 24, 3, pads=1) if after else y
        yield chain(f"concat-convs-{label}", convs)
        yield chain(f"concat-last-{label}", lambda m, c=counts: convs(m, c, after=False))

        def dense(m, c=counts):
            x = m.conv2d(m.input(1, 3, 6, 6), 16, 3, pads=1)
            for k in c:
                x = m.concat([x, m.conv2d(m.relu(x), k, 3, pads=1)])
            return m.avgpool2d(x, 2)
        yield chain(f"dense-block-{label}", dense)

        def mixed(m, c=counts):
            x = m.input(2, 16, 4, 4)
            return m.concat([m.maxpool2d(x, 3, 1, pads=1), m.conv2d(x, c[0], 1), x])
        yield chain(f"inception-{label}", mixed)
    for axis in range(4):
        yield chain(f"concat-axis-{axis}", lambda m, a=axis: m.concat(
            [m.input(*(s + (i if d == a else 0) for d, s in enumerate((2, 3, 4, 5)))) for i in range(3)], a))
        yield chain(f"concat-conv-axis-{axis}", lambda m, a=axis: m.concat(
            [m.conv2d(m.input(1, 8, 4, 5), 16, 1), m.conv2d(m.input(1, 8, 4, 5), 16, 1)], a))
        yield chain(f"concat-same-{axis}", lambda m, a=axis: (lambda x: m.concat([x, x, x], a))(m.input(2, 3, 4, 5)))
    for i, p in enumerate(((0, 2, 3, 1), (0, 3, 1, 2), (3, 2, 1, 0), (1, 0, 2, 3), (0, 1, 3, 2), (2, 3, 0, 1))):
        yield chain(f"transpose-{i}", lambda m, p=p: m.transpose(m.input(2, 3, 17, 20), *p))
        yield chain(f"transpose-conv-{i}", lambda m, p=p: m.transpose(m.conv2d(m.input(1, 8, 5, 9), 20, 1), *p))
    for shape, p in (((5, 33), (1, 0)), ((1, 7), (1, 0)), ((2, 3, 4, 5, 6), (4, 0, 3, 1, 2)), ((16, 16), (1, 0))):
        yield chain("transpose-" + "-".join(map(str, shape)), lambda m, s=shape, p=p: m.transpose(m.input(*s), *p))
    for rows in (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 33):
        def sizes(m, rows=rows):
            return [m.transpose(m.input(rows, columns), 1, 0)
                    for columns in (1, 2, 3, 4, 6, 8, 9, 13, 16, 17, 31, 40)]
        yield chain(f"transpose-rows-{rows}", sizes)

    def shuffle(m):
        y = m.reshape(m.conv2d(m.input(1, 8, 4, 4), 24, 1), 1, 2, 12, 4, 4)
        return m.conv2d(m.reshape(m.transpose(y, 0, 2, 1, 3, 4), 1, 24, 4, 4), 24, 3, pads=1, groups=24)
    yield chain("channel-shuffle", shuffle)
    for value in (0.0, -1.5):
        for i, (low, high) in enumerate((((0, 0, 1, 1), (0, 0, 1, 1)), ((1, 2, 0, 0), (0, 1, 0, 3)),
                                         ((0, 0, 0, 0), (0, 0, 0, 0)), ((1, 1, 1, 1), (1, 1, 1, 1)))):
            yield chain(f"pad-{i}-{value}", lambda m, l=low, h=high, v=value: m.pad(m.input(2, 3, 4, 5), l, h, v))
            yield chain(f"pad-conv-{i}-{value}", lambda m, l=low, h=high, v=value: m.pad(
                m.conv2d(m.input(1, 3, 4, 5), 17, 1), l, h, v))
    yield chain("pad-vector", lambda m: m.pad(m.input(5), [2], [3]))
    yield chain("flatten-0", lambda m: m.flatten(m.input(2, 3, 4), 0))
    yield chain("flatten-2", lambda m: m.flatten(m.conv2d(m.input(2, 3, 4, 4), 17, 1), 2))


def interfaces():
    """How values reach the model's results."""
    yield chain("reshape-of-input", lambda m: m.reshape(m.input(2, 12), 4, 6))
    yield chain("flatten-of-input", lambda m: m.flatten(m.input(2, 3, 4)))
    yield chain("input-is-output", lambda m: m.input(3, 5))
    yield chain("relu-twice", lambda m: (lambda y: [y, y])(m.relu(m.input(3, 5))))
    yield chain("input-twice", lambda m: (lambda y: [y, y])(m.input(3, 5)))
    yield chain("constant-output", lambda m: [m.weight(3, 5), m.relu(m.input(2))])
    yield chain("conv-and-relu", lambda m: (lambda y: [y, m.relu(y)])(m.conv2d(m.input(1, 3, 5, 5), 17, 3)))
    yield chain("conv-twice", lambda m: (lambda y: [y, y])(m.conv2d(m.input(1, 3, 5, 5), 16, 3)))
    yield chain("conv-and-reshape", lambda m: (lambda y: [y, m.reshape(y, 16, 9)])(m.conv2d(m.input(1, 3, 5, 5), 16, 3)))
    yield chain("reshape-and-relu", lambda m: (lambda x: [m.reshape(x, 6, 4), m.relu(x)])(m.input(2, 12)))
    yield chain("unused-input", lambda m: (m.input(4, 4), m.relu(m.input(3)))[1])
    yield chain("scalar", lambda m: m.relu(m.input()))
    yield chain("reshape-chain", lambda m: m.reshape(m.relu(m.reshape(m.input(2, 3, 4), 24)), 4, 6))
    yield chain("reshape-conv", lambda m: m.conv2d(m.reshape(m.input(1, 144), 1, 16, 3, 3), 16, 3, pads=1))
    yield chain("conv-reshape-conv", lambda m: m.conv2d(m.reshape(
        m.conv2d(m.input(1, 3, 4, 4), 16, 1), 1, 64, 2, 2), 16, 1))

    def many_uses(m):
        x = m.relu(m.conv2d(m.input(1, 3, 6, 6), 16, 3, pads=1))
        a, b = m.conv2d(x, 16, 3, pads=1), m.conv2d(x, 16, 1)
        c = m.binary("add", a, b)
        return [m.binary("mul", c, x), m.relu(c), m.maxpool2d(c, 2), m.binary("sub", a, x)]
    yield chain("many-uses", many_uses)

    def same_operand(m):
        x = m.conv2d(m.input(1, 3, 4, 4), 16, 1)
        return m.binary("add", x, x)
    yield chain("same-operand", same_operand)

    def shared_weights(m):
        x = m.input(1, 4)
        w = m.weight(4, 4)
        return m.gemm(m.gemm(x, w), w, trans_b=True)
    yield chain("shared-weights", shared_weights)

    def pyramid(m):
        x = m.input(1, 3, 16, 16)
        outputs = []
        for c in (8, 16, 33):
            x = m.relu(m.conv2d(x, c, 3, stride=2, pads=1))
            outputs.append(m.conv2d(x, 5, 1))
        return outputs
    yield chain("pyramid", pyramid)

    def deep(m):
        x = m.conv2d(m.input(1, 3, 8, 8), 24, 3, pads=1)
        for _ in range(6):
            y = m.relu(m.conv2d(x, 24, 3, pads=1))
            x = m.binary("add", x, m.conv2d(y, 24, 1))
        return m.global_avgpool(x)
    yield chain("deep", deep)


def integers():
    """Ops on elements other than f32, on rows around the vector widths."""
    numbers = ("i8", "i16", "i32", "i64", "ui8", "ui16", "ui32", "ui64", "f64")
    for n, element in enumerate(numbers):
        shape = [3, (1, 7, 16, 33, 70)[n % 5]]

        def arithmetic(m, shape=shape, element=element):
            a, b = m.input(*shape, element=element), m.input(*shape, element=element)
            c = m.input(shape[1], element=element)
            results = [m.op(op, [a, b], shape) for op in ("add", "mul", "div", "rem", "max", "min")]
            results.append(m.op("abs", [a], shape))
            # The oracle counts in doubles, which lack the largest numbers of ui64.
            if element == "ui64":
                return results
            results += [m.op("sub", [a, b], shape), m.op("sub", [m.op("mul", [a, c], shape), b], shape)]
            # Negative numbers: the oracle's inputs are not.
            low = m.op("sub", [a, m.op("add", [b, c], shape)], shape)
            return results + [m.op(op, [low, c], shape) for op in ("div", "rem", "max", "min")]
        yield f"arithmetic-{element}", model(arithmetic)

        def decisions(m, shape=shape, element=element):
            a, b = m.input(*shape, element=element), m.input(shape[1], element=element)
            truths = [m.op(op, [a, b], shape, element="i1") for op in ("equal", "less", "less_equal")]
            both = [m.op(op, truths[:2], shape) for op in ("and", "or", "xor")]
            chosen = m.op("select", [truths[1], a, b], shape, element=element)
            return truths + both + [chosen]
        yield f"decisions-{element}", model(decisions)

        def reductions(m, shape=shape, element=element):
            a = m.input(2, *shape, element=element)
            square = m.op("mul", [a, a], [2, *shape])
            results = []
            for axes in ([0], [2], [1, 2], [0, 1, 2]):
                sizes = [1 if i in axes else size for i, size in enumerate([2, *shape])]
                for op in ("reduce_sum", "reduce_max", "reduce_min"):
                    results.append(m.op(op, [a], sizes, {"axes": array(axes)}))
                results.append(m.op("reduce_sum", [square], sizes, {"axes": array(axes)}))
                # Larger products have more digits than the oracle.
                if axes == [0]:
                    results.append(m.op("reduce_prod", [a], sizes, {"axes": array(axes)}))
            return results
        yield f"reductions-{element}", model(reductions)

        def casts(m, shape=shape, element=element):
            a, real = m.input(*shape, element=element), m.input(*shape)
            i, j = m.input(*shape, element="i64"), m.input(*shape, element="i64")
            small = m.op("cast", [m.op("sub", [i, j], shape)], shape, element="f32")
            # Seventh powers, exact in f32, are beyond i8 and i16 on both sides.
            square = m.op("mul", [small, small], shape)
            large = m.op("mul", [m.op("mul", [m.op("mul", [square, square], shape), square], shape), small], shape)
            results = [m.op("cast", [value], shape, element=to)
                       for value, to in ((a, "f32"), (a, "i64"), (a, "ui8"), (a, "i1"), (real, element), (large, element))
                       if value.element != to]
            truth = m.op("less", [real, small], shape, element="i1")
            return results + [m.op("cast", [truth], shape, element=element)]
        yield f"casts-{element}", model(casts)

    for n, element in enumerate((*numbers, "i1", "f32")):
        def movement(m, n=n, element=element):
            width = (5, 16, 33)[n % 3]
            a, b = m.input(2, 3, width, element=element), m.input(2, 4, width, element=element)
            joined = m.op("concat", [a, b], [2, 7, width], {"axis": "1 : i64"})
            moved = m.op("transpose", [joined], [width, 2, 7], {"permutation": array([2, 0, 1])})
            padded = m.op("pad", [a], [2, 5, width + 3], {"low": array([0, 1, 2]), "high": array([0, 1, 1])})
            part = m.op("slice", [joined], [2, 3, 2], {"starts": array([0, 1, 1]), "sizes": array([2, 3, 2]), "steps": array([1, 2, 2])})
            return [joined, moved, padded, part, m.op("reshape", [part], [3, 4]), m.op("reshape", [b], [4, 2 * width])]
        yield f"movement-{element}", model(movement)

        def gathers(m, n=n, element=element):
            size = (4, 9, 18)[n % 3]
            a = m.input(2, size, 5, element=element)
            index = m.input(3, 2, element=("i64", "i32")[n % 2])
            shift = m.op("sub", [index, m.op("add", [index, index], [3, 2])], [3, 2])
            place = m.op("reshape", [m.op("slice", [index], [1, 1], {"starts": array([1, 1]), "sizes": array([1, 1]), "steps": array([1, 1])})], [])
            # Indices up to 7 and down to -7, of 4, of 2 and of 5 places.
            return [m.op("gather", [a, index], [2, 3, 2, 5], {"axis": "1 : i64"}),
                    m.op("gather", [a, shift], [3, 2, size, 5], {"axis": "0 : i64"}),
                    m.op("gather", [a, shift], [2, size, 3, 2], {"axis": "2 : i64"}),
                    m.op("gather", [a, place], [2, size], {"axis": "2 : i64"})]
        yield f"gathers-{element}", model(gathers)

    for element in ("f32", "i32", "i64", "ui8"):
        def top(m, element=element):
            a = m.input(2, 37, 3, element=element)
            return [m.op("top_k", [a], [*(k if i == axis else size for i, size in enumerate([2, 37, 3]))],
                         {"axis": f"{axis} : i64", "k": f"{k} : i64", "largest": largest}, element="i64")
                    for axis, k, largest in ((1, 1, "true"), (1, 5, "false"), (1, 37, "true"), (2, 2, "true"), (0, 2, "false"))]
        yield f"top-{element}", model(top)

    for element in ("i1", "i8", "i64", "ui16"):
        def bits(m, element=element):
            a, b = m.input(5, 19, element=element), m.input(19, element=element)
            return [m.op(op, [a, b], [5, 19]) for op in ("and", "or", "xor")]
        yield f"bits-{element}", model(bits)
