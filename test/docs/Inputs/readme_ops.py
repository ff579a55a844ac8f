"""Compares the ONNX operators in the table of the README (argv[1]) with those in
the tables of the importer, whose sources are in the folder argv[2]."""

import pathlib
import re
import sys

readme = pathlib.Path(sys.argv[1]).read_text()
table = readme.split("## What compiles")[1].split("What does not:")[0]
listed = set(re.findall(r"`([A-Z]\w*)`", table))

entry = re.compile(r'(?:\.add\(|\.addFold\(|\(table,\s*)"([A-Z]\w*)"')
imported = set()
for source in pathlib.Path(sys.argv[2]).rglob("*.cpp"):
    imported.update(entry.findall(source.read_text()))

for op in sorted(imported - listed):
    print(f"{op} is imported, but is not in README.md")
for op in sorted(listed - imported):
    print(f"{op} is in README.md, but is not imported")
print(f"{len(listed)} operators compared")
