#!/usr/bin/env python3
"""Prints a textproto of a model of many nodes of one op.

usage: chain.py OP COUNT

A Range counts from 0 to 2^20; any other op takes the result of the node before
it, the first one the input x, which has no shape.
"""

import sys

op, count = sys.argv[1], int(sys.argv[2])
print('ir_version: 8 opset_import { version: 13 } graph { name: "g"')
print('input { name: "x" type { tensor_type { elem_type: 1 } } }')
for name, value in ("start", 0), ("limit", 2**20), ("delta", 1):
    print(f'initializer {{ name: "{name}" data_type: 7 int64_data: {value} }}')
value = "x"
for i in range(count):
    names = ["start", "limit", "delta"] if op == "Range" else [value]
    inputs = " ".join(f'input: "{name}"' for name in names)
    value = f"y{i}"
    print(f'node {{ name: "n{i}" op_type: "{op}" {inputs} output: "{value}" }}')
    print(f'output {{ name: "{value}" type {{ tensor_type {{ elem_type: 1 }} }} }}')
print("}")
