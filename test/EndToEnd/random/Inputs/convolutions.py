"""Random convolutions, side by side in one module, each with an input of its own.

Sizes, windows and channels are drawn from the edges: images of one pixel,
kernels as large as the image, pads beyond what any window needs, strides beyond
the kernel, channels around the widths of vectors.
"""

from math import prod

from blocks import Blocks
from draws import MOST_ELEMENTS, MOST_PRODUCTS, Skip
from model import window

IN_ONE_MODULE = 12
CHANNELS = [1, 1, 2, 3, 4, 7, 8, 9, 15, 16, 16, 17, 24, 31, 32, 33, 48, 64, 65]
SIZES = [1, 1, 1, 2, 3, 4, 5, 7, 8, 9, 13, 14, 15, 16, 17, 20, 28, 31, 33]


class Convolutions(Blocks):
    def side(self, size):
        """A window along a side of `size`: kernel, stride, pads, dilation."""
        kernel = self.choice([1, 1, 2, 3, 3, 3, 3, 4, 5, 5, 6, 7, 9, size, size + 1])
        dilation = self.choice([1, 1, 1, 1, 1, 2, 3, size])
        reach = (kernel - 1) * dilation
        stride = self.choice([1, 1, 1, 1, 2, 2, 3, kernel, kernel + 1, size + 1])
        low, high = self.choice([
            (0, 0), (0, 0), ((reach + 1) // 2,) * 2, ((reach + 1) // 2,) * 2, (reach, reach),
            (self.random.randint(0, reach), self.random.randint(0, reach)),
            (self.random.randint(0, reach + 4), self.random.randint(0, reach + 4)), (0, reach + 3)])
        if window(size, kernel, stride, low, high, dilation) < 1:
            raise Skip
        return kernel, stride, low, high, dilation

    def channels_and_groups(self):
        """Channels in, channels out, groups."""
        kind = self.random.random()
        if kind < 0.65:
            return self.choice(CHANNELS), self.choice(CHANNELS), 1
        if kind < 0.8:
            c = self.choice(CHANNELS)
            return c, c * self.choice([1, 1, 1, 2, 3]), c
        groups = self.choice([2, 3, 4, 5, 8, 16, 17])
        return groups * self.choice([1, 2, 4, 8, 15, 16, 17]), groups * self.choice([1, 2, 4, 8, 15, 16, 17]), groups

    def add_convolution(self, batch):
        h = self.choice(SIZES)
        w = h if self.chance(0.5) else self.choice(SIZES)
        c, o, groups = self.channels_and_groups()
        rows = self.side(h)
        columns = rows if h == w and self.chance(0.6) else self.side(w)
        kernel, stride, low, high, dilation = zip(rows, columns)
        sizes = [window(h, *rows), window(w, *columns)]
        products = batch * prod(sizes) * prod(kernel) * o * c // groups
        if products > MOST_PRODUCTS or batch * max(c * h * w, o * prod(sizes)) > MOST_ELEMENTS:
            raise Skip
        y = self.model.conv2d(self.model.input(batch, c, h, w), o, kernel, stride, [*low, *high], dilation,
                              groups, bias=self.chance(0.7))
        self.model.output(self.activated(y) if self.chance(0.5) else y)

    def grow(self):
        # Rows are apart, so that a model of batch 1 may be one of any batch.
        self.model.any_batch = self.chance(0.15)
        while len(self.model.outputs) < IN_ONE_MODULE:
            try:
                self.add_convolution(1 if self.model.any_batch else self.choice([1, 1, 1, 2, 3]))
            except Skip:
                pass
        return self.model


def convolutions(seed):
    return Convolutions(f"convolutions {seed}").grow()
