"""Makes a failing module smaller, as long as it fails.

Works on the text that model.py writes: one op in a line. It tries, from large
steps to small ones, to

- leave out results of the function,
- return what an op computes from instead of the op's result,
- begin later: an input of the function in the place of an op's result,
- leave an op out: one of its operands in its place, where their types agree.

Ops that nothing uses any more go with each.
"""

import re

VALUE = re.compile(r"%\w+")


class Module:
    """The ops of a module's one function: `ops` has pairs of a result's name and
    the text behind the equals sign; `types` the type of each value."""

    def __init__(self, inputs, ops, outputs, types):
        self.inputs, self.ops, self.outputs, self.types = inputs, ops, outputs, types

    @staticmethod
    def parse(text):
        head, *body = [line.strip() for line in text.strip().splitlines()]
        types = dict(re.findall(r"(%\w+): (tensor<[^>]*>)", head))
        inputs, ops, outputs = list(types), [], []
        for line in body:
            if line.startswith("return"):
                outputs = VALUE.findall(line)
            elif line.startswith("%"):
                name, op = line.split(" = ", 1)
                ops.append((name, op))
                types[name] = re.findall(r"tensor<[^>]*>", op)[-1]
        return Module(inputs, ops, outputs, types)

    def text(self):
        arguments = ", ".join(f'{v}: {self.types[v]} {{kiln.name = "x{i}"}}'
                              for i, v in enumerate(self.inputs))
        results = ", ".join(f'{self.types[v]} {{kiln.name = "y{i}"}}'
                            for i, v in enumerate(self.outputs))
        return "\n".join(
            [f"func.func @model({arguments}) -> ({results}) {{"]
            + [f"  {name} = {op}" for name, op in self.ops]
            + [f"  return {', '.join(self.outputs)} : "
               + ", ".join(self.types[v] for v in self.outputs), "}", ""])

    def size(self):
        """What shrinking makes less: ops and results, then inputs, then bytes."""
        ops = sum(not op.startswith("arith.constant") for _, op in self.ops)
        return ops + len(self.outputs), len(self.inputs), len(self.text())

    def used(self, ops, inputs, outputs):
        """A module of these, without what nothing uses."""
        live, kept = set(outputs), []
        for name, op in reversed(ops):
            if name in live:
                live.update(VALUE.findall(op))
                kept.append((name, op))
        return Module([v for v in inputs if v in live], kept[::-1], outputs, self.types)

    def replaced(self, old, new):
        """`new` in the place of the op that computes `old`."""
        ops = [(name, VALUE.sub(lambda v: new if v[0] == old else v[0], op))
               for name, op in self.ops if name != old]
        outputs = [new if v == old else v for v in self.outputs]
        inputs = self.inputs + ([new] if new not in self.types else [])
        types = {**self.types, new: self.types[old]}
        module = Module(inputs, ops, outputs, types)
        return module.used(ops, inputs, outputs)

    def smaller(self):
        """Modules that are like this one, but smaller, the smallest first."""
        computed = [(name, op) for name, op in self.ops if not op.startswith("arith.constant")]
        operands = {name: [v for v in VALUE.findall(op)] for name, op in computed}
        if len(self.outputs) > 1:
            for v in self.outputs:
                yield self.used(self.ops, self.inputs, [v])
            for i in range(len(self.outputs)):
                yield self.used(self.ops, self.inputs, self.outputs[:i] + self.outputs[i + 1:])
        for name, _ in reversed(computed):
            fresh = "%in" + name[1:]
            yield self.replaced(name, fresh)
            for operand in operands[name]:
                if self.types[operand] == self.types[name]:
                    yield self.replaced(name, operand)
        for i, v in enumerate(self.outputs):
            for operand in operands.get(v, []):
                outputs = self.outputs[:i] + [operand] + self.outputs[i + 1:]
                yield self.used(self.ops, self.inputs, outputs)


def shrink(text, fails):
    """The smallest module found for which `fails(text, number of results)`."""
    module = Module.parse(text)
    tried, progress = {module.text()}, True
    while progress:
        progress = False
        for candidate in module.smaller():
            text = candidate.text()
            if text in tried or not candidate.outputs or candidate.size() >= module.size():
                continue
            tried.add(text)
            if fails(text, len(candidate.outputs)):
                module, progress = candidate, True
                break
    return module.text()
