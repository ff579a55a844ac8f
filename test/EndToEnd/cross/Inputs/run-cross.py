#!/usr/bin/env python3
"""Compiles a model for another machine, runs it under QEMU, and compares.

usage: run-cross.py MACHINE MODEL [--input=NAME=FILE]... [--expect=NAME=FILE]...
                    [--rtol=R] [--atol=A] [--of-largest=L] [--folder=FOLDER]
                    [option of kilnc...]

MACHINE is a key of the table below. The options are those of kiln-run, which
runs on this machine alone; L is allowed of the largest element of an output, too.
The program is left in FOLDER.
"""

import argparse
import os
import subprocess
import sys

RVV = ["--target=riscv64-linux-gnu", "--features=+v"]
# What is compiled for, and the CPU that it runs on.
MACHINES = {
    "aarch64": (["--target=aarch64-linux-gnu"], ["qemu-aarch64", "-cpu", "cortex-a72"]),
    "riscv64": (["--target=riscv64-linux-gnu"], ["qemu-riscv64", "-cpu", "rv64,v=false"]),
    "riscv64-v": (RVV, ["qemu-riscv64", "-cpu", "rv64,v=true,vlen=128"]),
    # Longer vectors than the code was compiled for.
    "riscv64-v-on-512": (RVV, ["qemu-riscv64", "-cpu", "rv64,v=true,vlen=512"]),
    "riscv64-zvl256b": (
        RVV[:1] + ["--features=+v,+zvl256b"],
        ["qemu-riscv64", "-cpu", "rv64,v=true,vlen=256"],
    ),
}


def run(command):
    """Runs `command`; ends the program with what it said if it fails."""
    result = subprocess.run(command, capture_output=True, text=True)
    said = (result.stdout + result.stderr).strip()
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {result.returncode}\n{said}")
    return said


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("machine", choices=MACHINES)
    parser.add_argument("model")
    parser.add_argument("--input", action="append", default=[])
    parser.add_argument("--expect", action="append", default=[])
    parser.add_argument("--rtol", default="1e-4")
    parser.add_argument("--atol", default="2e-5")
    parser.add_argument("--of-largest", default="0")
    parser.add_argument("--folder")
    arguments, options = parser.parse_known_args()
    target, emulator = MACHINES[arguments.machine]
    folder = arguments.folder or os.path.dirname(arguments.model)
    os.makedirs(folder, exist_ok=True)
    model = os.path.join(folder, "tested.o")
    program = os.path.join(folder, "tested")
    run(["kilnc", *target, *options, "--name=tested", arguments.model, "-o", model])
    run(["clang", target[0], "-std=c99", "-O1", "-static", "-fuse-ld=lld", "-I" + folder,
         os.path.join(os.path.dirname(__file__), "run-model.c"), model, "-lm", "-o", program])
    print(run([*emulator, program, arguments.rtol, arguments.atol, arguments.of_largest,
               *arguments.input, *arguments.expect]))


if __name__ == "__main__":
    main()
