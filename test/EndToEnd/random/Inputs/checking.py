"""Compiles and runs one module, and compares with the reference."""

import array
import itertools
import math
import os
import random
import shutil
import signal
import subprocess
import sys

CROSS = os.path.join(os.path.dirname(__file__), "..", "..", "cross", "Inputs", "run-cross.py")

# Of the largest element of an output. Sums in other orders come to some 1e-7 of
# it, and Winograd's algorithm to 1e-5, layers deep; a wrong element to more.
TOLERANCE = 5e-5
SECONDS = 60

CPUS = [["--cpu=native"]] * 3 + [["--cpu=x86-64-v3"]] * 2 + [
    ["--cpu=x86-64-v2"], ["--cpu=x86-64"], ["--cpu=x86-64-v2,x86-64-v3,x86-64-v4"]]
ALGORITHMS = ["auto", "direct", "winograd"]
THREADS = [[], [], ["--threads=1"], ["--threads=2"], ["--threads=3"]]


def mode(seed, any_batch):
    """Options of kiln-run, which differ from seed to seed."""
    draw = random.Random(f"mode {seed}")
    return (draw.choice(CPUS) + [f"--conv-algorithm={draw.choice(ALGORITHMS)}"]
            + [draw.choice(["-O3", "-O3", "-O3", "-O0"])] + draw.choice(THREADS)
            + draw.choice([[], ["--guard=start"]]) + ["--dynamic-batch"] * any_batch)


def other_mode(seed):
    """Options of kilnc for another machine, which differ from seed to seed."""
    draw = random.Random(f"mode {seed}")
    return [f"--conv-algorithm={draw.choice(ALGORITHMS)}", draw.choice(["-O3", "-O3", "-O3", "-O0"])]


def has_avx512():
    with open("/proc/cpuinfo") as file:
        return " avx512vl " in file.read()


def all_modes(any_batch):
    """Options of kiln-run: each choice that matters with each of the others."""
    levels = ["3", "4"] if has_avx512() else ["3"]
    return [[f"--cpu=x86-64-v{level}", f"--conv-algorithm={algorithm}", optimize, f"--threads={threads}"]
            + ["--dynamic-batch"] * any_batch
            for level, algorithm, optimize, threads in itertools.product(
                levels, ["direct", "winograd"], ["-O0", "-O3"], [1, 2])]


def run(command):
    """What `command` said if it failed, or None. It has SECONDS of the CPU: on
    a busy machine it may take longer."""
    limited = ["sh", "-c", f'ulimit -S -t {SECONDS}; exec "$@"', "sh", *command]
    result = subprocess.run(limited, capture_output=True, text=True)
    if result.returncode == 0:
        return None
    code = result.returncode
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return f"{command[0]}: {how}\n" + (result.stdout + result.stderr).strip()[:3000]


def read(path):
    """The numbers in an .npy file of f32."""
    with open(path, "rb") as file:
        data = file.read()
    size = 10 + int.from_bytes(data[8:10], "little")
    numbers = array.array("f")
    numbers.frombytes(data[size:])
    return numbers


def difference(got, expected):
    """How two outputs differ, or None."""
    if len(got) != len(expected):
        return f"{len(got)} elements, not {len(expected)}"
    finite = [abs(e) for e in expected if math.isfinite(e)]
    allowed = 1e-5 + TOLERANCE * max(finite, default=0.0)
    wrong = [(i, g, e) for i, (g, e) in enumerate(zip(got, expected))
             if not (abs(g - e) <= allowed or g == e or math.isnan(g) and math.isnan(e))]
    if not wrong:
        return None
    i, g, e = max(wrong, key=lambda w: abs(w[1] - w[2]) if math.isfinite(w[1] - w[2]) else math.inf)
    return (f"{len(wrong)} of {len(got)} elements differ by more than {allowed:.1e}; "
            f"element {i} is {g:.8g}, not {e:.8g}")


def evaluate(text, folder):
    """The problem when the reference evaluates a module, or None. What is in
    `folder` gives way to model.mlir and `expected`, with inputs and outputs."""
    shutil.rmtree(folder, ignore_errors=True)
    expected = os.path.join(folder, "expected")
    os.makedirs(expected)
    path = os.path.join(folder, "model.mlir")
    with open(path, "w") as file:
        file.write(text)
    return run(["kiln-oracle", path, "--output-dir=" + expected])


def compute(model, folder, options):
    """The problem when `model` of `folder` is compiled and run on the inputs
    that evaluate() left there, or None. Its outputs are in `got`."""
    expected, got = os.path.join(folder, "expected"), os.path.join(folder, "got")
    os.makedirs(got)
    inputs = [f"--input={name[:-4]}={expected}/{name}"
              for name in sorted(os.listdir(expected)) if name.startswith("x")]
    return run(["kiln-run", os.path.join(folder, model), *options, *inputs, "--output-dir=" + got])


def check_on(machine, text, outputs, folder, options):
    """As check(), on a `machine` of run-cross.py."""
    problem = evaluate(text, folder)
    if problem:
        return problem
    ports = []
    for name in sorted(os.listdir(f"{folder}/expected")):
        kind = "--input" if name.startswith("x") else "--expect"
        ports.append(f"{kind}={name[:-4]}={folder}/expected/{name}")
    return run([sys.executable, CROSS, machine, f"{folder}/model.mlir", *options, *ports, "--rtol=0",
                "--atol=1e-5", f"--of-largest={TOLERANCE}", f"--folder={folder}/{machine}"])


def check(text, outputs, folder, options):
    """The problem with a module of `outputs` results, or None. What is in
    `folder` gives way to the module, its inputs, and the outputs."""
    problem = evaluate(text, folder) or compute("model.mlir", folder, options)
    if problem:
        return problem
    for i in range(outputs):
        problem = difference(read(f"{folder}/got/y{i}.npy"), read(f"{folder}/expected/y{i}.npy"))
        if problem:
            return f"y{i}: {problem}"
    return None
