#!/usr/bin/env python3
"""Runs random networks under AddressSanitizer.

usage: run-sanitized.py --cpu CPU --seed S --models N --folder FOLDER --cc COMMAND
                        [option of kilnc...]

Compiles each network (test/EndToEnd/random) with `kilnc --sanitize=address`,
links it with sanitized.c, and runs it, on two threads if it can. Exit code 1, with the report, if an
access was wrong.
"""

import argparse
import os
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "random", "Inputs"),
                os.path.join(HERE, "..", "..", "shapes", "Inputs")]

from networks import network


def run(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{shlex.join(command)}\n{result.stdout}{result.stderr}")


def main():
    parser = argparse.ArgumentParser()
    for name in ("cpu", "folder", "cc"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--models", type=int, required=True)
    arguments, options = parser.parse_known_args()
    os.makedirs(arguments.folder, exist_ok=True)
    os.chdir(arguments.folder)
    for seed in range(arguments.seed, arguments.seed + arguments.models):
        with open("model.mlir", "w") as file:
            file.write(network(seed).text())
        run(["kilnc", "model.mlir", "--name=model", "--sanitize=address",
             "--cpu=" + arguments.cpu, *options, "-o", "model.o"])
        run([*shlex.split(arguments.cc), "-fsanitize=address", "-DMODEL=model_model",
             '-DHEADER="model.h"', "-I.", os.path.join(HERE, "sanitized.c"), "model.o",
             "-lm", "-o", "model"])
        run(["./model"])


if __name__ == "__main__":
    main()
