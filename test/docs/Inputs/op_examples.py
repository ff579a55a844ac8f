"""Prints the examples of the op reference (argv[1]) as a file for kiln-opt.

An op's example names its operands but does not define them; here they become
the arguments of a function, with the types that the example ends with.
"""

import re
import sys

TENSOR = re.compile(r"tensor<[^>]*>")


def wrap(example):
    """The example as a function, or as it is if it is a module."""
    match = re.match(r"%\w+ = kiln\.\w+ ([^{:]*)", example)
    if not match:
        return example
    operands = re.findall(r"%\w+", match[1])
    types = TENSOR.findall(re.split(r"\s:\s", example)[-1].split("->")[0])
    arguments = ", ".join(f"{name}: {type}" for name, type in zip(operands, types))
    return f"func.func @example({arguments}) {{\n{example}return\n}}\n"


with open(sys.argv[1]) as reference:
    blocks = re.findall(r"```mlir\n(.*?)```", reference.read(), re.DOTALL)
# A block that starts with a brace shows an attribute dictionary alone.
print("// -----\n".join(wrap(block) for block in blocks if block[0] != "{"))
