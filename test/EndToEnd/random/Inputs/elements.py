"""Blocks of random networks whose ops compare, choose, round, or compute in
other types than f32.

What a comparison or rounding makes of nearly equal numbers depends on the last
bit, which the order of a sum decides: those look at inputs of the model and
constants alone, which are exact.
"""

from math import prod

from draws import MOST_ELEMENTS, Draws, Skip
from model import number


class Elements(Draws):
    def exact(self, x):
        """An input or a constant that broadcasts to the shape of `x`."""
        fits = [v for v in self.model.inputs if v.element == "f32" and v.shape == x.shape]
        if fits and self.chance(0.6):
            return self.choice(fits)
        shape = [s if self.chance(0.6) else 1 for s in x.shape]
        return self.model.weight(*shape, scale=2)

    def scalar(self, value, element="f32"):
        result = self.model.new([], element)
        literal = f"{float(value):e}" if element == "f32" else str(value)
        self.model.body.append(f"  {result.name} = arith.constant dense<{literal}> : {result.type}")
        return result

    def compared(self, x):
        """Truths that broadcast to the shape of `x`."""
        m, a = self.model, self.exact(x)
        b = self.exact(x) if self.chance(0.5) else self.scalar(self.choice([0, 0.5, -1]))
        result = m.binary(self.choice(["less", "less_equal", "equal"]), a, b)
        result.element = "i1"
        line = m.body[-1]
        m.body[-1] = line[:line.rindex("tensor<")] + result.type
        return result

    def select(self):
        m, x = self.model, self.value(lambda v: len(v.shape) > 0)
        truth = self.compared(x)
        if self.chance(0.4):
            other = self.compared(x)
            truth = m.binary(self.choice(["and", "or", "xor"]), truth, other)
        y = self.like(x) if self.chance(0.6) else self.scalar(self.choice([0, 7]))
        parts = [x, y] if self.chance(0.5) else [y, x]
        return m.op("select", [truth, *parts], x.shape, element="f32")

    def truth_as_number(self):
        m, x = self.model, self.value(lambda v: len(v.shape) > 0)
        truth = self.compared(x)
        factor = m.op("cast", [truth], truth.shape, element="f32")
        return m.binary("mul", x, factor)

    def rounded(self):
        m, x = self.model, self.value(lambda v: len(v.shape) > 0)
        y = self.exact(x)
        y = m.op(self.choice(["floor", "ceil", "round"]), [y], y.shape)
        # One type, not a signature.
        line = m.body[-1]
        m.body[-1] = line[:line.rindex(" : ")] + f" : {y.type}"
        return m.binary(self.choice(["add", "mul"]), x, y)

    def integers(self):
        """Sums, products and remainders of integers, made into f32 in the end."""
        m, x = self.model, self.value(lambda v: len(v.shape) > 0)
        if len(m.inputs) > 5:
            raise Skip
        element = self.choice(["i64", "i32", "i16", "i8", "ui8"])
        y = m.input(*x.shape, element=element)
        for _ in range(self.random.randint(1, 3)):
            name = self.choice(["add", "mul", "rem", "max", "min", "sub"])
            other = self.scalar(self.choice([1, 2, 3, 5]), element) if name in ("mul", "rem") or self.chance(0.5) else y
            y = m.binary(name, y, other)
        return m.binary("add", x, m.op("cast", [y], y.shape, element="f32"))

    def double(self):
        """A part of the network in f64."""
        m, x = self.model, self.value(lambda v: len(v.shape) > 0)
        y = m.op("cast", [x], x.shape, element="f64")
        y = m.binary(self.choice(["add", "mul", "max"]), y, y)
        return m.op("cast", [y], x.shape, element="f32")

    def gather(self):
        m, x = self.model, self.value(lambda v: len(v.shape) > 0)
        axis = self.random.randrange(len(x.shape))
        shape = self.choice([[], [1], [3], [2, 2], [8], [17]])
        if x.shape[axis] >= 8 and len(m.inputs) <= 5 and self.chance(0.4):
            # Random integers are from 0 to 7.
            index = m.input(*shape, element="i64")
        else:
            index = m.new(shape, "i64")
            numbers = [self.random.randrange(x.shape[axis]) for _ in range(prod(shape))]
            rows = numbers if len(shape) < 2 else [numbers[:2], numbers[2:]]
            text = str(rows if shape else rows[0])
            m.body.append(f"  {index.name} = arith.constant dense<{text}> : {index.type}")
        result = x.shape[:axis] + shape + x.shape[axis + 1:]
        if prod(result) > MOST_ELEMENTS or len(result) > 5:
            raise Skip
        return m.op("gather", [x, index], result, {"axis": f"{axis} : i64"})

    def smooth(self):
        """Functions that are seldom met: of arguments where they are tame."""
        m, x = self.model, self.value()
        kind = self.choice(["sin", "cos", "atan", "log1p", "sqrt", "log", "pow"])
        if kind in ("sin", "cos", "atan"):
            return self.plain(kind, self.plain("tanh", x))
        y = m.binary("add", self.plain("abs", x), self.scalar(0.5))
        if kind == "pow":
            return m.binary("pow", y, self.scalar(self.choice([0.5, 1.5, -1, 2, 0])))
        return self.plain(kind, y)

    def lrn(self):
        x = self.value(lambda v: len(v.shape) >= 3)
        return self.model.op("lrn", [x], x.shape, {
            "alpha": number(self.choice([1e-4, 0.1])), "beta": number(self.choice([0.75, 0.5])),
            "bias": number(1), "size": f"{self.choice([1, 2, 3, 5, 7])} : i64"})

    def product(self):
        x = self.value(lambda v: len(v.shape) > 0)
        axes = [i for i in range(len(x.shape)) if self.chance(0.5)]
        if prod(x.shape[i] for i in axes) > 12:
            raise Skip
        shape = [1 if i in axes else s for i, s in enumerate(x.shape)]
        text = "array<i64" + (": " if axes else "") + ", ".join(map(str, axes)) + ">"
        return self.model.op("reduce_prod", [self.plain("tanh", x)], shape, {"axes": text})

    def largest(self):
        """The largest elements themselves, by their places."""
        m, x = self.model, self.value(lambda v: len(v.shape) == 1 or len(v.shape) == 2 and v.shape[0] == 1)
        size, axis = x.shape[-1], len(x.shape) - 1
        k = self.random.randint(1, min(size, 9))
        flat = m.reshape(x, size) if axis else x
        place = m.op("top_k", [flat], [k], {"axis": "0 : i64", "k": f"{k} : i64",
                                            "largest": self.choice(["true", "false"])}, element="i64")
        return m.op("gather", [flat, place], [k], {"axis": "0 : i64"})
