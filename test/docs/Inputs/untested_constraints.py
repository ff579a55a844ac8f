"""Prints the constraints of the op reference (argv[1]) that no error test in
the folder argv[2] provokes."""

import pathlib
import re
import sys

reference = pathlib.Path(sys.argv[1]).read_text()
for constraint in re.findall(r"^- \((\w+_C\d+)\)", reference, re.MULTILINE):
    op = constraint[: constraint.rindex("_C")]
    test = pathlib.Path(sys.argv[2], f"{op}-errors.mlir")
    if f"{constraint}: " not in test.read_text():
        print(f"{constraint} is not in {test.name}")
print("every constraint looked for")
