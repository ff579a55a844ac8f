#!/usr/bin/env python3
"""Runs the ONNX backend test suite and compares what becomes of each case with
what is expected.

usage: run-suite.py [--update] [--only REGEX] [--cpu CPU] [--tools DIR]
                    DATA EXPECTATIONS PAGE

DATA is the folder of the suite. Each case is compiled and run by kiln-run on
the inputs of each of its data sets, and ends as one of:

  passed    Every output is as the suite expects: |got - expected| <=
            1e-7 + 1e-3 * |expected|, the tolerance of ONNX's own runner.
            `passed with constant A B`: A and B, which are inputs in the suite,
            had to become initializers. That is tried for a case that is refused
            as it is: first the inputs that are not f32 (shapes, axes, indices),
            then all but the first one. An input is always left.
  refused   The compiler says that it cannot; its first reason follows.
  disputed  The case is WRONG, but that is the suite's fault: the evidence,
            written by hand into EXPECTATIONS, follows.
  WRONG     An output differs, or the data set does not fit the model.
  CRASHED   Anything else: a crash, a timeout, a model that is accepted and then
            does not compile or run.

The exit code is 1 if an outcome is not the one in EXPECTATIONS, or if PAGE, the
page for readers that is made from the outcomes, is out of date. --update writes
both, and fails only if a case is WRONG or CRASHED. --only runs the cases whose
names match. --cpu runs those that are to pass, compiled for another CPU than
this machine's. --tools is the folder of kilnc and kiln-run, unless they are in
PATH.
"""

import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

from conformance_page import render_page
from onnxfile import FLOAT, Model

SUITES = ["node", "simple", "pytorch-converted", "pytorch-operator"]
UPDATE = "ninja -C build kiln-conformance"
# Seconds for one command; the slowest takes 2 on an idle machine.
TIMEOUT = 120
TOLERANCE = ["--rtol=1e-3", "--atol=1e-7"]


class Outcome(Exception):
    """How a case ends: a kind, and what there is to say about it."""

    def __init__(self, kind, text=""):
        super().__init__(kind, text)
        self.kind = kind
        self.text = text

    def line(self):
        return f"{self.kind} {self.text}".strip()


def run(command):
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=TIMEOUT,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        raise Outcome("CRASHED", f"{command[0]} takes more than {TIMEOUT} s")


def describe_crash(result):
    said = result.stderr.strip().splitlines() or ["nothing is said"]
    return Outcome("CRASHED", f"exit code {result.returncode}: {said[0]}")


def refusal(report):
    """The first error: it may be about a node."""
    for diagnostic in report["diagnostics"]:
        if diagnostic["severity"] == "error":
            op = diagnostic.get("op")
            return (op + ": " if op else "") + diagnostic["message"]
    return None


def raise_if_wrong(result, data_set):
    for line in result.stderr.splitlines():
        text = line.removeprefix("kiln-run: error: ")
        if text.startswith(("output '", f"'{data_set}")):
            raise Outcome("WRONG", text.replace(data_set + os.sep, ""))


def choices(model):
    """The sets of inputs to make constant, the best first."""
    tensors = [v for v in model.inputs if v.is_tensor]
    others = [v.name for v in tensors if v.element_type != FLOAT]
    found = [[], others, [v.name for v in tensors[1:]]]
    wanted = []
    for names in found:
        left = len(model.inputs) - len(names)
        if names not in wanted and (left or not model.inputs):
            wanted.append(names)
    return wanted


class Case:
    """`cpu`: the CPU to compile for, or None for this machine's."""

    def __init__(self, data, name, cpu):
        self.name = name
        self.folder = os.path.join(data, name)
        self.model_path = os.path.join(self.folder, "model.onnx")
        self.options = TOLERANCE + ([f"--cpu={cpu}"] if cpu else [])
        self.model = Model(self.model_path)

    def data_sets(self):
        names = sorted(os.listdir(self.folder))
        sets = [n for n in names if n.startswith("test_data_set_")]
        return [os.path.join(self.folder, name) for name in sets]

    def outcome(self):
        for constants in choices(self.model):
            try:
                self.run(constants)
                text = " ".join(["with constant", *constants])
                return Outcome("passed", text if constants else "")
            except Outcome as outcome:
                # The last refusal tells most: the others may be about inputs.
                last = outcome
                if outcome.kind != "refused":
                    break
        return last

    def run(self, constants):
        """Raises the outcome unless the case passes."""
        sets = self.data_sets()
        if not sets:
            raise Outcome("CRASHED", "there is no data set")
        for data_set in sets:
            with tempfile.TemporaryDirectory() as scratch:
                self.run_on(data_set, constants, scratch)

    def run_on(self, data_set, constants, scratch):
        path, given, tensors = self.model_path, [], []
        for index, value in enumerate(self.model.inputs):
            file = os.path.join(data_set, f"input_{index}.pb")
            if not os.path.exists(file):
                continue
            if value.name in constants:
                with open(file, "rb") as tensor:
                    tensors.append((value.name, tensor.read()))
            else:
                given.append(f"--input={value.name}={file}")
        if tensors:
            path = os.path.join(scratch, "model.onnx")
            with open(path, "wb") as file:
                file.write(self.model.with_initializers(tensors))
        for index, value in enumerate(self.model.outputs):
            file = os.path.join(data_set, f"output_{index}.pb")
            given.append(f"--expect={value.name}={file}")

        check = run(["kilnc", "--check", "--json", path])
        if check.returncode == 1 and (why := refusal(json.loads(check.stdout))):
            raise Outcome("refused", why)
        if check.returncode != 0:
            raise describe_crash(check)
        result = run(["kiln-run", path, *given, *self.options])
        if result.returncode == 1:
            raise_if_wrong(result, data_set)
        if result.returncode != 0:
            raise describe_crash(result)


def read_expectations(path):
    expected = {}
    with open(path) as file:
        for line in file:
            if not line.startswith("#") and line.strip():
                name, _, outcome = line.strip().partition(" ")
                expected[name] = outcome
    return expected


def settle(found, expected):
    """A wrong outcome that is known to be disputed is disputed."""
    if found.kind == "WRONG" and expected.startswith("disputed "):
        return Outcome(*expected.split(" ", 1))
    return found


def run_all(cases, expected):
    """A map from names to outcomes; all cores work on it."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(Case.outcome, cases)
        return {
            case.name: settle(outcome, expected.get(case.name, ""))
            for case, outcome in zip(cases, found)
        }


def write_expectations(path, outcomes):
    with open(path, "w") as file:
        file.write(
            "# What becomes of each case of the ONNX backend test suite.\n"
            "# Inputs/run-suite.py says what the words mean and writes this\n"
            f"# file: {UPDATE}\n\n"
        )
        for name, outcome in sorted(outcomes.items()):
            file.write(f"{name} {outcome.line()}\n")


def describe(name, outcome, was):
    """What is wrong with `outcome` where `was` was expected, or None."""
    now = outcome.line()
    if outcome.kind in ("WRONG", "CRASHED"):
        return f"{outcome.kind} {name}: {outcome.text}"
    if now == was:
        return None
    if was.startswith("passed") and outcome.kind != "passed":
        return f"LOST {name}: it {was}; now {now}"
    return f"CHANGED {name}: expected: {was}; found: {now}"


def compare(outcomes, expected, all_names):
    """Prints what is not as expected; returns whether anything is."""
    problems = [
        describe(name, outcome, expected.get(name, "nothing"))
        for name, outcome in outcomes.items()
    ]
    problems += [
        f"GONE {name}: the suite has no such case"
        for name in sorted(expected.keys() - set(all_names))
    ]
    problems = [problem for problem in problems if problem]
    if problems:
        print(*problems, sep="\n")
        print(f"If these changes are for the better, run: {UPDATE}")
    return bool(problems)


def parse_arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--cpu")
    parser.add_argument("--tools", default="")
    for name in ("data", "expectations", "page"):
        parser.add_argument(name)
    options = parser.parse_args()
    options.partial = bool(options.only or options.cpu)
    if options.update and options.partial:
        parser.error("--update takes all cases, on this machine")
    return options


def list_cases(data):
    return [
        f"{suite}/{case}"
        for suite in SUITES
        if os.path.isdir(os.path.join(data, suite))
        for case in sorted(os.listdir(os.path.join(data, suite)))
    ]


def update(options, cases, outcomes):
    write_expectations(options.expectations, outcomes)
    with open(options.page, "w") as file:
        file.write(render_page(cases, outcomes, UPDATE))
    bad = {n: o for n, o in outcomes.items() if o.kind in ("WRONG", "CRASHED")}
    for name, outcome in bad.items():
        print(f"{outcome.kind} {name}: {outcome.text}")
    return bool(bad)


def check(options, cases, outcomes, expected, names):
    failed = compare(outcomes, expected, names)
    if not options.partial:
        with open(options.page) as file:
            if file.read() != render_page(cases, outcomes, UPDATE):
                failed = True
                print(f"{options.page} is out of date, run: {UPDATE}")
    return failed


def main():
    options = parse_arguments()
    os.environ["PATH"] = os.pathsep.join([options.tools, os.environ["PATH"]])
    names = list_cases(options.data)
    expected = read_expectations(options.expectations)
    chosen = [n for n in names if re.search(options.only, n)]
    if options.cpu:
        chosen = [n for n in chosen if expected.get(n, "").startswith("passed")]
    if not chosen:
        sys.exit("run-suite.py: there are no such cases")
    cases = [Case(options.data, name, options.cpu) for name in chosen]
    outcomes = run_all(cases, expected)

    kinds = [outcome.kind for outcome in outcomes.values()]
    for kind in ("passed", "refused", "disputed", "WRONG", "CRASHED"):
        print(f"{kinds.count(kind)} {kind}")
    if options.update:
        return update(options, cases, outcomes)
    return check(options, cases, outcomes, expected, names)


if __name__ == "__main__":
    sys.exit(main())
