#!/usr/bin/env python3
"""Prints a textproto of a model with many of something.

usage: wide.py WHAT COUNT

WHAT is inputs or outputs, of the model; operands or results, of a node; rank,
of the input; dims, with names of their own; foreign nodes, each of a domain of
its own; max, of constants whose broadcast is 2^20 elements.
"""

import sys

what, n = sys.argv[1], int(sys.argv[2])


def port(kind, name, dims="dim { dim_value: 2 }"):
    return f'{kind} {{ name: "{name}" type {{ tensor_type {{ elem_type: 1 shape {{ {dims} }} }} }} }}'


def node(op, inputs, outputs, more=""):
    return f'node {{ op_type: "{op}" {" ".join(f"""input: "{i}" """ for i in inputs)}' \
           f'{" ".join(f"""output: "{o}" """ for o in outputs)} {more} }}'


axis = 'attribute { name: "axis" type: INT i: 0 }'
names = [f"v{i}" for i in range(n)]
untyped = 'output { name: "y" type { tensor_type { elem_type: 1 } } }'
graph = {
    "inputs": lambda: [port("input", name) for name in names] + [node("Relu", ["v0"], ["y"]), untyped],
    "outputs": lambda: [port("input", "x")] + [node("Relu", ["x"], [name]) for name in names]
    + [port("output", name) for name in names],
    "operands": lambda: [port("input", "x"), node("Concat", ["x"] * n, ["y"], axis), untyped],
    "results": lambda: [port("input", "x", f"dim {{ dim_value: {n} }}"),
                        node("Split", ["x"], names, axis), node("Relu", names[:1], ["y"]), untyped],
    "rank": lambda: [port("input", "x", "dim { dim_value: 1 }" * n), node("Relu", ["x"], ["y"]), untyped],
    "dims": lambda: [port("input", "x", " ".join(f'dim {{ dim_param: "{name}" }}' for name in names)),
                     node("Relu", ["x"], ["y"]), untyped],
    "foreign": lambda: [f'node {{ op_type: "A" domain: "{name}" output: "{name}" }}' for name in names]
    + [port("output", name) for name in names[:1]],
    "max": lambda: [f'initializer {{ name: "a" data_type: 7 dims: [1024, 1] int64_data: {[1] * 1024} }}',
                    f'initializer {{ name: "b" data_type: 7 dims: [1, 1024] int64_data: {[1] * 1024} }}',
                    node("Max", ["a", "b"] + ["a"] * n, ["y"]), untyped],
}[what]()
print('ir_version: 8 opset_import { version: 13 }')
if what == "foreign":
    print(" ".join(f'opset_import {{ domain: "{name}" version: 1 }}' for name in names))
print('graph { name: "g"', *graph, "}", sep="\n")
