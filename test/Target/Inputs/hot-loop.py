"""Counts instructions of the hot loop in assembly from standard input: of the
blocks between labels, the one with the most multiply-adds.

Prints `multiply-adds on <register class>: N`, `scalar: N` and `spilled: N`, the
instructions that hold vectors on the stack.
"""

import re
import sys

MULTIPLY_ADD = re.compile(r"\t(vfmadd\w*p[sd]|fmla|vfmacc\.v[vf]|vfmadd\.v[vf]|mulps)\b")
SCALAR = re.compile(r"\t(v?mulss|v?mulsd|vfmadd\w*s[sd]|fmul\ts|fmadd)\b")
STACK = re.compile(r"\((%rsp|sp)|\[sp")
REGISTERS = (("zmm", r"%zmm"), ("ymm", r"%ymm"), ("xmm", r"%xmm"),
             ("4s", r"\bv\d+\.4s"), ("q", r"\bq\d+\b"),
             ("v", r"\bv\d+\b"))

blocks = re.split(r"^\S+:.*$", sys.stdin.read(), flags=re.M)
hot = max(blocks, key=lambda block: len(MULTIPLY_ADD.findall(block))).splitlines()
multiply_adds = [line for line in hot if MULTIPLY_ADD.search(line)]
kinds = {next(name for name, pattern in REGISTERS if re.search(pattern, line))
         for line in multiply_adds}
print(f"multiply-adds on {', '.join(sorted(kinds))}: {len(multiply_adds)}")
print(f"scalar: {sum(bool(SCALAR.search(line)) for line in hot)}")
spilled = [line for line in hot if STACK.search(line) and
           any(re.search(pattern, line) for _, pattern in REGISTERS)]
print(f"spilled: {len(spilled)}")
