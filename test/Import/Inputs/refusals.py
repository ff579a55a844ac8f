#!/usr/bin/env python3
"""Checks that each text with which the importer refuses something is in a test.

usage: refusals.py SOURCES TESTS

Takes the string literals from the calls in the C++ files below SOURCES that
report a problem. What stands between two literals is filled in when the program
runs, so each literal is looked for by itself, in the lines of the files below
TESTS that FileCheck looks for in an output. Words that are too short to tell
anything (" of ", "input ") are skipped.
"""

import glob
import os
import re
import sys

REPORTS = r"\b(?:refuse|refuseParameter|refuseInput|error|warning|remark|problem|createStringError)\("
LITERAL = r'"((?:[^"\\]|\\.)*)"'
CHECKED = re.compile(r"^\W*[A-Z][A-Z0-9_]*(?:-NEXT|-SAME|-DAG)?: (.*)$", re.M)
SHORTEST = 12


def arguments(text, start):
    """The text from `start`, just within a parenthesis, to where that closes;
    parentheses in literals do not count."""
    depth, at = 1, start
    for token in re.finditer(LITERAL + r"|[()]", text[start:]):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if depth == 0:
            at = start + token.start()
            break
    return text[start:at]


def literals(path):
    """The literals of the reports in the file at `path`, adjacent ones as one."""
    with open(path) as file:
        text = re.sub(r"^\s*//.*", "", file.read(), flags=re.M)
    for call in re.finditer(REPORTS, text):
        joined = re.sub(r'"\s*"', "", arguments(text, call.end()))
        for literal in re.finditer(LITERAL, joined):
            yield literal.group(1).replace('\\"', '"').replace("\\n", "\n")


def files_below(folder, *endings):
    for path in sorted(glob.glob(os.path.join(folder, "**"), recursive=True)):
        if path.endswith(endings):
            yield path


def main():
    sources, tests = sys.argv[1:]
    checked = []
    for path in files_below(tests, ".test", ".textproto", ".mlir"):
        with open(path) as file:
            checked += CHECKED.findall(file.read())
    checked = "\n".join(checked)
    found = 0
    for path in files_below(sources, ".cpp", ".h"):
        for text in dict.fromkeys(literals(path)):
            if len(text.strip()) < SHORTEST:
                continue
            found += 1
            if text.strip() not in checked:
                print(f"{os.path.relpath(path, sources)}: no test has: {text}")
    print(f"{found} texts looked for")


if __name__ == "__main__":
    main()
