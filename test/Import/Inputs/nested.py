"""Prints an MLIR module that nests deeply, in the way that is named.

usage: nested.py HOW DEPTH
"""

import sys

how, n = sys.argv[1], int(sys.argv[2])
FUNCTION = "func.func @m(%x: {0}) -> {0} {{ return %x : {0} }}"
print({
    "brackets": lambda: "module attributes {kiln.a = " + "[" * n + "]" * n + "} {}",
    "regions": lambda: "module {\n" * n + "}\n" * n,
    "dense": lambda: "module attributes {kiln.a = dense<" + "[" * n + "]" * n + "> : tensor<1xf32>} {}",
    "sum": lambda: "module attributes {kiln.a = affine_map<(d0) -> (" + " + ".join(["d0"] * n) + ")>} {}",
    "minus": lambda: "module attributes {kiln.a = affine_map<(d0) -> (" + "-" * n + "d0)>} {}",
    "locations": lambda: "module {} loc(" + 'callsite("a" at ' * n + '"b"' + ")" * n + ")",
    "types": lambda: ("!t0 = tuple<f32>\n" + "".join(f"!t{i + 1} = tuple<!t{i}>\n" for i in range(n))
                      + FUNCTION.format(f"!t{n}")),
    # Of 2^n parts, if each is counted where it occurs.
    "doubled": lambda: ("!t0 = tuple<f32>\n"
                        + "".join(f"!t{i + 1} = tuple<!t{i}, !t{i}>\n" for i in range(n))
                        + FUNCTION.format(f"!t{n}")),
    # As many operators, but none within another's expression.
    "list": lambda: ("func.func @m(%x: tensor<1xf32>) -> tensor<1xf32> { %c = arith.constant dense<["
                     + ", ".join(["-1.0"] * n) + f"]> : tensor<{n}xf32> return %x : tensor<1xf32> }}"),
}[how]())
