"""Random valid networks, as modules of the kiln dialect.

`network(seed)` gives a Model. It grows a pool of values: each block takes values
of the pool, mostly recent ones, and what it makes of them joins the pool. Some
models have blocks side by side instead, each with an input of its own: those
with windows, whose shapes are many.
"""

import re
from math import prod

from blocks import Blocks
from draws import MOST_ELEMENTS, Skip
from elements import Elements

# How often each block is tried.
BLOCKS = {
    "conv": 10, "grouped_conv": 5, "dynamic_conv": 1, "shared_filter": 1,
    "conv_transpose": 3, "pool": 3, "resize": 2, "batch_norm": 1, "activation": 2,
    "residual": 4, "add": 4, "constant_operand": 2, "concat": 6, "dense": 3,
    "inception": 2, "shuffle": 2, "shuffle_unit": 2, "split": 3, "pad": 2, "gate": 2,
    "reduction": 1, "transpose": 1, "reshape": 2, "head": 2, "softmax": 1, "attention": 1,
    "another_input": 1, "input_like": 1, "select": 2, "truth_as_number": 1, "rounded": 1,
    "integers": 1, "double": 1, "gather": 2, "smooth": 1, "lrn": 1, "product": 1, "largest": 1,
}

WINDOWS = {"conv": 6, "grouped_conv": 3, "conv_transpose": 2, "pool": 1}


class Grower(Blocks, Elements):
    def add_block(self, blocks):
        block = self.random.choices(list(blocks), blocks.values())[0]
        try:
            made = getattr(self, block)()
        except Skip:
            return
        for value in made if isinstance(made, list) else [made]:
            if prod(value.shape) <= MOST_ELEMENTS:
                self.values.append(value)

    def grow(self):
        if self.chance(0.2):
            for _ in range(4):
                self.values = [self.new_image()]
                self.add_block(WINDOWS)
                self.model.output(self.values[-1])
            return self.model
        self.values = [self.new_image()]
        for _ in range(self.choice([1, 2, 2, 3, 3, 4, 4, 6, 8, 16])):
            self.add_block(BLOCKS)
        self.choose_outputs()
        return self.model

    def choose_outputs(self):
        """Most of what nothing uses, which would be dead otherwise, and some of
        what is used."""
        used = {name for line in self.model.body
                for name in re.findall(r"%\w+", line.split(" = ")[1].split(" : ")[0])}
        for value in self.values[::-1]:
            if value.name not in used and self.chance(0.85):
                self.model.output(value)
        computed = [v for v in self.values if v not in self.model.inputs]
        for _ in range(self.choice([0, 1, 1, 2, 4])):
            self.model.output(self.choice(computed if computed and self.chance(0.9) else self.values))
        if self.chance(0.03):
            self.model.output(self.model.weight(*self.choice([[3, 5], [1], [2, 17, 3, 3]])))
        if not self.model.outputs:
            self.model.output(self.values[-1])


def network(seed):
    return Grower(seed).grow()
