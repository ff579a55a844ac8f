"""The blocks of random networks: what each kind of network is known for.

A method of Blocks without parameters draws what it works on, appends ops, and
returns a value or a list of them; the others are parts of such blocks. Values
stay within a few hundred, so that all orders of a sum come close to each other.
"""

from math import prod

from draws import MOST_ELEMENTS, MOST_PRODUCTS, Draws, Skip
from model import number


class Blocks(Draws):
    def convolved(self, x, channels=None, groups=1, **options):
        channels = channels or self.channels()
        options = options or self.window(x, spare=True)
        kernel = options["kernel"]
        area = prod(kernel) if isinstance(kernel, list) else kernel * kernel
        if area * channels * x.shape[1] // groups * prod(x.shape[2:]) * x.shape[0] > MOST_PRODUCTS:
            raise Skip
        return self.model.conv2d(x, channels, groups=groups, bias=self.chance(0.7), **options)

    def same_conv(self, x, channels=None):
        kernel = self.choice([1, 3, 3, 5])
        return self.convolved(x, channels, kernel=kernel, pads=kernel // 2)

    def activated(self, x):
        m = self.model
        kind = self.random.randrange(12)
        if kind < 5:
            return m.relu(x)
        if kind < 6:
            return m.unary("clip", x, min=number(self.choice([0, -1])), max=number(self.choice([6, 1])))
        if kind < 7:
            return m.unary("leaky_relu", x, alpha=number(self.choice([0.1, -0.5])))
        if kind < 8:
            return m.binary("mul", x, m.unary("sigmoid", x))
        if kind < 9:
            return m.unary(self.choice(["sigmoid", "tanh"]), x)
        if kind < 10:
            # Hard swish.
            y = m.binary("add", x, self.constant(3))
            y = m.unary("clip", y, min=number(0), max=number(6))
            return m.binary("div", m.binary("mul", x, y), self.constant(6))
        if kind < 11:
            kind = self.choice(["elu", "erf", "abs", "exp"])
            if kind == "elu":
                return m.unary("elu", x, alpha=number(1))
            # The exponential of what is at most 1.
            return self.plain(kind, m.unary("tanh", x) if kind == "exp" else x)
        return x

    def plain(self, name, x):
        """An op whose result has the type of its operand."""
        result = self.model.new(x.shape)
        self.model.body.append(f"  {result.name} = kiln.{name} {x.name} : {x.type}")
        return result

    def constant(self, value):
        """A scalar constant."""
        result = self.model.new([])
        self.model.body.append(f"  {result.name} = arith.constant dense<{float(value):e}> : {result.type}")
        return result

    def conv(self):
        x = self.image()
        y = self.convolved(x)
        if self.chance(0.3):
            y = self.model.batch_norm(y)
        return self.activated(y)

    def grouped_conv(self):
        x = self.image()
        c = x.shape[1]
        if self.chance(0.6):
            return self.activated(self.convolved(x, c * self.choice([1, 1, 1, 2]), groups=c,
                                                 **self.window(x, spare=True)))
        groups = self.choice([g for g in range(1, c + 1) if c % g == 0])
        return self.activated(self.convolved(x, groups * self.choice([1, 2, 3, 8, 16]), groups=groups,
                                             **self.window(x, spare=True)))

    def dynamic_conv(self):
        """A convolution whose filter is computed, or an input."""
        m, x = self.model, self.image()
        c, o, k = x.shape[1], self.choice([1, 3, 8, 16, 17, 24]), self.choice([1, 3])
        if len(m.inputs) > 3 or c * k * k * o * prod(x.shape[2:]) > MOST_PRODUCTS:
            raise Skip
        w = m.input(o, c, k, k) if self.chance(0.5) else m.unary("tanh", m.input(o, c * k * k))
        w = m.binary("mul", m.reshape(w, o, c, k, k), self.constant((c * k * k) ** -0.5))
        shape = x.shape[:1] + [o] + x.shape[2:]
        pads = f"array<i64: {k // 2}, {k // 2}, {k // 2}, {k // 2}>"
        return self.activated(m.op("conv2d", [x, w], shape, {"pads": pads}))

    def shared_filter(self):
        """Two convolutions with one filter, of one value or one after another."""
        m, x = self.model, self.image()
        c, k = x.shape[1], self.choice([1, 3, 3])
        if c * c * k * k * prod(x.shape[2:]) * x.shape[0] > MOST_PRODUCTS:
            raise Skip
        w = m.weight(c, c, k, k, scale=(c * k * k) ** -0.5)
        pads = f"array<i64: {k // 2}, {k // 2}, {k // 2}, {k // 2}>"
        y = self.activated(m.op("conv2d", [x, w], x.shape, {"pads": pads}))
        z = y if self.chance(0.5) else self.activated(x)
        return [y, self.activated(m.op("conv2d", [z, w], x.shape, {"pads": pads}))]

    def conv_transpose(self):
        x = self.image()
        kernel, stride = [self.choice([1, 2, 3, 4, 5]) for _ in range(2)], [self.choice([1, 2, 2, 3])] * 2
        dilation = self.choice([1, 1, 1, 2])
        extra = [self.random.randint(0, s - 1) for s in stride]
        pads = self.pads([(k - 1) * dilation for k in kernel])
        channels, groups = self.channels(), 1
        if self.chance(0.2):
            groups = self.choice([g for g in range(1, x.shape[1] + 1) if x.shape[1] % g == 0])
            channels = groups * self.choice([1, 1, 2, 8])
        shape = [(x.shape[2 + i] - 1) * stride[i] + (kernel[i] - 1) * dilation + 1 + extra[i]
                 - pads[i] - pads[2 + i] for i in range(2)]
        if min(shape) < 1 or prod(shape) * x.shape[0] * channels > MOST_ELEMENTS:
            raise Skip
        return self.activated(self.model.conv_transpose2d(
            x, channels, kernel, stride=stride, pads=pads, dilation=dilation,
            output_padding=extra, groups=groups, bias=self.chance(0.7)))

    def pool(self):
        x = self.image()
        options = self.window(x, kernels=(1, 2, 2, 3, 3, 5))
        options["ceil"] = self.chance(0.3)
        if self.chance(0.5):
            return self.model.maxpool2d(x, **options)
        # A dilated window may meet no element, whose mean is not a number.
        options["dilation"] = 1
        low = options["pads"]
        if any(p >= k for p, k in zip(low, options["kernel"] * 2)):
            options["pads"] = [0] * 4
        for i in range(2):
            if options["kernel"][i] > x.shape[2 + i] + options["pads"][i] + options["pads"][2 + i]:
                raise Skip
        return self.model.avgpool2d(x, count_pad=self.chance(0.5), **options)

    def resize(self):
        x = self.image()
        mode = self.choice(["floor", "ceil", "round_prefer_floor", "linear", "linear"])
        coordinates = self.choice(["asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners"])
        # Powers of 2: a place between two elements is then exactly there.
        scale = [self.choice([2, 2, 4, 1, 0.5]) for _ in range(2)]
        if coordinates == "align_corners" and mode != "linear":
            coordinates = "asymmetric"
        sizes = [max(1, int(s * f)) for s, f in zip(x.shape[2:], scale)]
        if coordinates == "align_corners":
            scale = [r / s for r, s in zip(sizes, x.shape[2:])]
        text = ", ".join(f"{s:e}" for s in scale)
        if prod(sizes) * x.shape[0] * x.shape[1] > MOST_ELEMENTS:
            raise Skip
        return self.model.op("resize2d", [x], x.shape[:2] + sizes, {
            "mode": f'"{mode}"', "coordinates": f'"{coordinates}"',
            "sizes": f"array<i64: {sizes[0]}, {sizes[1]}>", "scales": f"array<f32: {text}>"})

    def batch_norm(self):
        return self.activated(self.model.batch_norm(self.image()))

    def activation(self):
        return self.activated(self.value())

    def residual(self):
        x = self.image()
        y = self.same_conv(x) if self.chance(0.5) else x
        y = self.same_conv(self.activated(y), x.shape[1])
        y = self.model.binary(self.choice(["add", "add", "sub", "max"]), y, x)
        return self.activated(y)

    def add(self):
        x = self.value()
        return self.activated(self.model.binary(self.choice(["add", "add", "sub", "max", "min"]), x, self.like(x)))

    def constant_operand(self):
        x = self.value(lambda v: len(v.shape) > 0)
        shape = [s if self.chance(0.5) else 1 for s in x.shape[self.random.randrange(len(x.shape)):]]
        if len(x.shape) == 4 and self.chance(0.5):
            shape = [x.shape[1], 1, 1]
        op = self.choice(["add", "sub", "mul", "div"])
        return self.model.binary(op, x, self.model.weight(*shape, low=0.5 if op == "div" else -1.0))

    def concat(self):
        x = self.value(lambda v: len(v.shape) > 0)
        axis = 1 if len(x.shape) == 4 and self.chance(0.8) else self.random.randrange(len(x.shape))
        fits = lambda v: (len(v.shape) == len(x.shape)
                          and all(a == b for i, (a, b) in enumerate(zip(v.shape, x.shape)) if i != axis))
        parts = [x] + [self.value(fits) for _ in range(self.random.randint(0, 3))]
        self.random.shuffle(parts)
        if sum(prod(p.shape) for p in parts) > MOST_ELEMENTS:
            raise Skip
        y = self.model.concat(parts, axis)
        return [y, self.activated(y)] if self.chance(0.3) else y

    def dense(self):
        x = self.image()
        values, results = [x], []
        for _ in range(self.random.randint(1, 3)):
            y = self.model.concat(values) if self.chance(0.8) else self.model.concat(values[::-1])
            if prod(y.shape) > MOST_ELEMENTS:
                raise Skip
            results.append(y)
            if self.chance(0.3):
                y = self.model.batch_norm(y)
            values.append(self.same_conv(self.activated(y), self.choice([1, 3, 8, 12, 16, 24, 33])))
        return results + [self.model.concat(values)]

    def inception(self):
        x = self.image()
        parts = [self.activated(self.same_conv(x)) for _ in range(self.random.randint(1, 3))]
        if self.chance(0.5):
            parts.append(self.model.maxpool2d(x, 3, 1, pads=1))
        if self.chance(0.3):
            parts.append(x)
        self.random.shuffle(parts)
        return self.model.concat(parts)

    def shuffle(self):
        x = self.image()
        c = x.shape[1]
        return self.model.shuffle(x, self.choice([g for g in range(1, c + 1) if c % g == 0]))

    def shuffle_unit(self):
        m, x = self.model, self.image()
        c = x.shape[1] // 2
        if not c:
            raise Skip
        kept, y = m.slice(x, 1, 0, c), m.slice(x, 1, c, c)
        y = self.activated(self.same_conv(y, c))
        y = self.convolved(y, c, groups=c, kernel=3, pads=1)
        return m.shuffle(m.concat([kept, y]), 2)

    def split(self):
        x = self.value(lambda v: len(v.shape) > 0)
        axis = 1 if len(x.shape) == 4 and self.chance(0.6) else self.random.randrange(len(x.shape))
        size, results, start = x.shape[axis], [], 0
        while start < size and len(results) < 4:
            count = self.random.randint(1, size - start)
            step = self.choice([1, 1, 1, 2]) if count > 1 else 1
            results.append(self.model.slice(x, axis, start, -(-count // step), step))
            start += count if self.chance(0.9) else max(1, count // 2)
        return results

    def pad(self):
        x = self.value(lambda v: len(v.shape) > 0)
        low, high = ([self.choice([0, 0, 0, 1, 2]) for _ in x.shape] for _ in range(2))
        if self.chance(0.6):
            low[0] = high[0] = 0
            if len(x.shape) == 4:
                low[1] = high[1] = 0
        return self.model.pad(x, low, high, self.choice([0.0, 0.0, 0.5, -1.5]))

    def gate(self):
        """Squeeze and excite."""
        m, x = self.model, self.image()
        y = m.global_avgpool(x)
        if self.chance(0.7):
            y = self.activated(m.conv2d(y, self.choice([1, 4, 8, 16]), 1))
            y = m.conv2d(y, x.shape[1], 1)
        return m.binary("mul", x, m.unary("sigmoid", y))

    def reduction(self):
        x = self.value(lambda v: len(v.shape) > 0)
        if len(x.shape) == 4 and self.chance(0.5):
            return self.model.global_avgpool(x)
        axes = [i for i in range(len(x.shape)) if self.chance(0.5)]
        name = self.choice(["max", "min", "sum"])
        if name == "sum" and prod(x.shape[i] for i in axes) > 100:
            raise Skip
        shape = [1 if i in axes else s for i, s in enumerate(x.shape)]
        text = "array<i64" + (": " if axes else "") + ", ".join(map(str, axes)) + ">"
        return self.model.op("reduce_" + name, [x], shape, {"axes": text})

    def transpose(self):
        x = self.value()
        order = list(range(len(x.shape)))
        self.random.shuffle(order)
        return self.model.transpose(x, *order)

    def reshape(self):
        x = self.value()
        if self.chance(0.3):
            return self.model.flatten(x, self.random.randint(0, len(x.shape)))
        count, shape = prod(x.shape), []
        for _ in range(self.random.randint(0, 3)):
            shape.append(self.choice([d for d in range(1, min(count, 64) + 1) if count % d == 0]))
            count //= shape[-1]
        shape.append(count)
        self.random.shuffle(shape)
        return self.model.reshape(x, *shape)

    def head(self):
        m, x = self.model, self.value(lambda v: len(v.shape) > 1)
        if len(x.shape) == 4 and self.chance(0.7):
            x = m.global_avgpool(x)
        y = m.flatten(x, 1) if len(x.shape) != 2 else x
        c, transposed = self.channels(), self.chance(0.5)
        if prod(y.shape) * c > MOST_PRODUCTS or y.shape[1] > 2000:
            raise Skip
        scale = y.shape[1] ** -0.5
        w = m.weight(*((c, y.shape[1]) if transposed else (y.shape[1], c)), scale=scale)
        y = m.gemm(y, w, m.weight(c) if self.chance(0.7) else None, trans_b=transposed)
        return self.activated(y) if self.chance(0.5) else m.softmax(y, self.random.randrange(2))

    def softmax(self):
        x = self.value(lambda v: len(v.shape) > 0)
        return self.model.softmax(x, self.random.randrange(len(x.shape)))

    def attention(self):
        m, x = self.model, self.image()
        n, c, h, w = x.shape
        if h * w > 100:
            raise Skip
        q = m.reshape(self.same_conv(x, 8), n, 8, h * w)
        k = m.reshape(m.conv2d(x, 8, 1), n, 8, h * w)
        s = m.softmax(m.matmul(m.transpose(q, 0, 2, 1), k), 2)
        y = m.matmul(m.reshape(x, n, c, h * w), s)
        return m.binary("add", m.reshape(y, n, c, h, w), x)

    def another_input(self):
        if len(self.model.inputs) > 3:
            raise Skip
        return self.new_image()

    def input_like(self):
        if len(self.model.inputs) > 3:
            raise Skip
        return self.model.input(*self.value().shape)
