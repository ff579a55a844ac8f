#!/usr/bin/env python3
"""Compares compiled models with the reference, over many shapes.

usage: run-shapes.py FAMILY FOLDER [--only=CASE] [--atol=A] [--reals=WHICH]
                     [--run-with=COMMAND] [option of kiln-run...]

FAMILY is a function of cases.py or special.py, which yields cases: pairs of a
name and a function that builds a model. Cases are compiled several to a module,
since most of the time goes into starting programs; when a module fails, each of
its cases is run by itself. Models and tensors are left in FOLDER. COMMAND takes
kiln-run's place. What reals the inputs hold is an option of kiln-oracle.

Exit code 1 when a case fails, with what was said about it.
"""

import argparse
import os
import shlex
import subprocess
import sys
import zlib

import cases
import special
from model import Model

CASES_PER_MODULE = 12
# Sums of a few hundred products of numbers up to 2, in f32.
RTOL, ATOL = "1e-4", "2e-5"


def run(command):
    """The problem with running `command`, or None."""
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode == 0:
        return None
    said = (result.stdout + result.stderr).strip()
    return f"exit code {result.returncode}\n{said[:2000]}"


def check(name, group, folder, oracle, runner):
    """Builds, evaluates and runs one model of all cases of `group`."""
    model = Model(seed=zlib.crc32(name.encode()))
    for _, build in group:
        build(model)
    folder = os.path.join(folder, name)
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "model.mlir")
    with open(path, "w") as file:
        file.write(model.text())
    problem = run([*oracle, path, "--output-dir=" + folder])
    if problem:
        return "kiln-oracle: " + problem
    command = [*runner, path]
    for i in range(len(model.inputs)):
        command.append(f"--input=x{i}={folder}/x{i}.npy")
    for i in range(len(model.outputs)):
        command.append(f"--expect=y{i}={folder}/y{i}.npy")
    problem = run(command)
    return problem and " ".join(command) + "\n" + problem


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("family")
    parser.add_argument("folder")
    parser.add_argument("--only")
    parser.add_argument("--reals", default="ordinary")
    parser.add_argument("--run-with", default="kiln-run")
    parser.add_argument("--rtol", default=RTOL)
    parser.add_argument("--atol", default=ATOL)
    arguments, options = parser.parse_known_args()
    oracle = ["kiln-oracle", "--reals=" + arguments.reals]
    runner = shlex.split(arguments.run_with) + options
    runner += ["--rtol=" + arguments.rtol, "--atol=" + arguments.atol]
    family = getattr(cases, arguments.family, None) or getattr(special, arguments.family)
    selected = [case for case in family()
                if arguments.only in (None, case[0])]
    if not selected:
        sys.exit(f"no case of that name in {arguments.family}")
    failures = 0
    for start in range(0, len(selected), CASES_PER_MODULE):
        group = selected[start : start + CASES_PER_MODULE]
        if len(group) > 1 and not check(f"group{start}", group, arguments.folder, oracle, runner):
            continue
        problems = [(name, check(name, [(name, build)], arguments.folder, oracle, runner))
                    for name, build in group]
        if len(group) > 1 and not any(problem for _, problem in problems):
            problems = [(f"group{start}", "fails although each of its cases passes: "
                         + check(f"group{start}", group, arguments.folder, oracle, runner))]
        for name, problem in problems:
            if problem:
                failures += 1
                print(f"{arguments.family} {name}: {problem}")
    if failures:
        sys.exit(f"{failures} of {len(selected)} cases failed")


if __name__ == "__main__":
    main()
