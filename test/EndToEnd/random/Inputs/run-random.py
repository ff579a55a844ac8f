#!/usr/bin/env python3
"""Compares random networks, compiled in random modes, with the reference.

usage: run-random.py [--convolutions] [--onnx] [--seed S] [--models N | --minutes M]
                     [--jobs J] --folder FOLDER [--no-shrink]
                     [--machine MACHINE] [--all-modes | OPTION of kiln-run...]

Model I of a run has the seed S + I, which decides the network (networks.py) and
how it is compiled (checking.py); OPTIONs replace the latter, and --all-modes
compiles it for AVX2 and AVX-512, with direct convolutions and Winograd's, -O0
and -O3, and one thread and two, each with each. With --machine, it is compiled
for that machine of ../cross and run under QEMU, and OPTIONs are kilnc's. With
--convolutions, each model is a dozen convolutions (convolutions.py). With
--onnx, it is written as an ONNX model, which Kiln and ONNX Runtime run, if the
latter is installed (opinions.py). S is the time of day in seconds and M is 1
unless given. What fails is reported with its seed, made smaller (shrink.py),
and left in FOLDER.

Exit code 1 when a model failed, 2 for a wrong command line.
"""

import argparse
import concurrent.futures
import os
import runpy
import shlex
import shutil
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "shapes", "Inputs"))

import checking
from convolutions import convolutions
from networks import network
from shrink import shrink


def kind(problem):
    """What stays the same while a failing module shrinks: the tool and the
    error, or that results differ."""
    if not problem:
        return None
    tool = problem.split(":")[0]
    if tool.endswith(("differ", "differs")):
        return tool
    if tool.startswith("y"):
        return "differs"
    errors = [line.split("error: ")[-1].split("'")[0] for line in problem.splitlines() if "error: " in line]
    return problem.splitlines()[0] + (errors[0] if errors else "")


def examine(grow, seed, modes, folder, small, opinions, machine):
    """The report on the model that `grow` makes of `seed` if it fails in one of
    `modes` (of the seed, and of whether it takes any batch), or None. `opinions`
    are those on ONNX models, or None; so is `machine`, for this one."""
    folder = os.path.join(folder, str(seed))
    model = grow(seed)

    def check(text, outputs, folder, options):
        if opinions:
            return opinions.check(text, outputs, folder, options, seed)
        if machine:
            return checking.check_on(machine, text, outputs, folder, options)
        return checking.check(text, outputs, folder, options)

    for options in modes(seed, model.any_batch):
        problem = check(model.text(), len(model.outputs), folder, options)
        if problem:
            break
        shutil.rmtree(folder)
    else:
        return None
    kinds = ["--convolutions"] * (grow is convolutions) + ["--onnx"] * bool(opinions)
    kinds += ["--machine", machine] * bool(machine)
    command = ["utils/fuzz", *kinds, "--seed", str(seed), "--models", "1", *options]
    report = f"seed {seed}: {problem}\n  repeat: {shlex.join(command)}\n  model: {folder}/model.mlir"
    if not small:
        return report
    trial = os.path.join(folder, "trial")
    text = shrink(model.text(), lambda text, outputs: kind(
        check(text, outputs, trial, options)) == kind(problem))
    shutil.rmtree(trial)
    path = os.path.join(folder, "small.mlir")
    with open(path, "w") as file:
        file.write(text)
    return report + f"\n  smaller: {path}"


class Seeds:
    """Hands out seeds to the jobs, until enough models ran or time is over."""

    def __init__(self, first, models, minutes):
        self.lock, self.next = threading.Lock(), first
        self.last = first + models if models else float("inf")
        self.end = time.monotonic() + 60 * minutes if minutes else float("inf")

    def __iter__(self):
        while True:
            with self.lock:
                seed = self.next
                if seed >= self.last or time.monotonic() >= self.end:
                    return
                self.next += 1
            yield seed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--convolutions", action="store_true")
    parser.add_argument("--onnx", action="store_true")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--models", type=int)
    length.add_argument("--minutes", type=float)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--no-shrink", action="store_true")
    parser.add_argument("--machine", choices=runpy.run_path(checking.CROSS)["MACHINES"])
    parser.add_argument("--all-modes", action="store_true")
    arguments, options = parser.parse_known_args()
    if arguments.all_modes and options:
        parser.error(f"--all-modes takes no {options[0]}")
    if arguments.machine and (arguments.all_modes or arguments.onnx):
        parser.error("--machine takes neither --all-modes nor --onnx")
    minutes = arguments.minutes if arguments.models or arguments.minutes else 1
    grow = convolutions if arguments.convolutions else network

    def modes(seed, any_batch):
        if arguments.all_modes:
            return checking.all_modes(any_batch)
        if arguments.machine:
            return [options or checking.other_mode(seed)]
        return [options or checking.mode(seed, any_batch)]

    seeds = Seeds(arguments.seed, arguments.models, minutes)

    if arguments.onnx:
        try:
            from opinions import Opinions, summary
        except ModuleNotFoundError as error:
            sys.exit(f"error: --onnx takes Debian's python3-onnx: {error}")
        opinions = [Opinions() for _ in range(arguments.jobs)]
    else:
        opinions = [None] * arguments.jobs

    def work(opinions):
        ran = failed = 0
        for seed in seeds:
            report = examine(grow, seed, modes, arguments.folder, not arguments.no_shrink, opinions,
                             arguments.machine)
            ran += 1
            if report:
                failed += 1
                print(report, flush=True)
        return ran, failed

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        ran, failed = map(sum, zip(*pool.map(work, opinions)))
    print(f"{ran} models from seed {arguments.seed} on, {failed} failed")
    if arguments.onnx:
        print(summary(opinions))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
