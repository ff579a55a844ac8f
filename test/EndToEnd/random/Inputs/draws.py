"""What random networks are made of: values, channels, windows.

Sizes are at the edges: images of 1 to 20 pixels, channels around the vector
widths. What is made of them is said in blocks.py.
"""

import random

from model import Model, window

CHANNELS = [1, 2, 3, 5, 8, 12, 15, 16, 17, 20, 24, 31, 32, 33, 40, 48, 58, 64]
# Of a value and of a convolution. Above these, evaluating the reference takes
# longer than starting it.
MOST_ELEMENTS, MOST_PRODUCTS = 30_000, 2_000_000


class Skip(Exception):
    """A step that does not apply to the values it drew."""


class Draws:
    """The network so far, and what is drawn for its next block."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.model = Model(seed)
        self.values = []
        self.batch = self.random.choice([1, 1, 1, 2, 3])

    def chance(self, probability):
        return self.random.random() < probability

    def choice(self, values):
        return self.random.choice(values)

    def channels(self):
        return self.choice(CHANNELS)

    def value(self, fits=lambda v: True):
        """A value of the network that `fits`, the last ones most likely."""
        values = [v for v in self.values if fits(v)]
        if not values:
            raise Skip
        if self.chance(0.6):
            values = values[-3:]
        return self.choice(values)

    def image(self):
        return self.value(lambda v: len(v.shape) == 4)

    def like(self, x):
        return self.value(lambda v: v.shape == x.shape)

    def new_image(self):
        h, w = self.random.randint(1, 20), self.random.randint(1, 20)
        if self.chance(0.5):
            w = h
        return self.model.input(self.batch, self.channels(), h, w)

    def pads(self, most):
        """Pads (top, left, bottom, right), each at most `most` of its axis."""
        kind = self.random.random()
        if kind < 0.3:
            return [0] * 4
        if kind < 0.8:
            return [(m + 1) // 2 for m in most] * 2
        return [self.random.randint(0, m) for m in most * 2]

    def window(self, x, kernels=(1, 1, 2, 3, 3, 3, 3, 5, 7), spare=False):
        """Options of a window that fits `x`; `spare` pads may be beyond it."""
        kernel = [self.choice(kernels)] * 2
        if self.chance(0.2):
            kernel[self.random.randrange(2)] = self.choice(kernels)
        if self.chance(0.05):
            kernel = x.shape[2:]
        stride = self.choice([[1, 1]] * 5 + [[2, 2]] * 3 + [[1, 2], [2, 1], [3, 3], [3, 2]])
        dilation = self.choice([[1, 1]] * 7 + [[2, 2], [1, 3], [3, 2]])
        pads = self.pads([(k - 1) * d for k, d in zip(kernel, dilation)])
        if spare and self.chance(0.1):
            pads = [p + self.random.randint(0, 4) for p in pads]
        for i in range(2):
            if window(x.shape[2 + i], kernel[i], 1, pads[i], pads[2 + i], dilation[i]) < 1:
                raise Skip
        return dict(kernel=kernel, stride=stride, dilation=dilation, pads=pads)
