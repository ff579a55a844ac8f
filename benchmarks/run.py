# Compares Kiln with ONNX Runtime, model by model: compiles each, checks that
# both compute the same, and times them in turns on one core. Needs the models
# of models.py, ONNX Runtime's library from npm and the programs peak and peer,
# all of which utils/benchmark provides. README.md says how to read what it
# prints.
#
# The exit code is 1 if a model can't be compiled or computes something else
# than the peer does.

import argparse
import glob
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))

# How far Kiln's numbers may be from the peer's: |difference| <= ATOL * the
# largest output + RTOL * |expected|. Both sum in orders of their own.
ATOL, RTOL = 1e-4, 1e-3


class BenchmarkError(Exception):
    """A model that can't be compiled or run, or that computes nonsense."""


def run(*command):
    """Runs a program. Returns what it printed, and its wall and CPU time in
    seconds and peak memory in bytes."""
    start = time.monotonic()
    with tempfile.TemporaryFile("w+") as stderr:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr,
                                   text=True)
        with process.stdout:
            output = process.stdout.read()
        # Unlike Popen.wait, this says what that one process used.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        stderr.seek(0)
        errors = stderr.read()
    if process.returncode != 0:
        name = os.path.basename(command[0])
        text = errors.strip() or output.strip()
        raise BenchmarkError(f"{name} failed with code {process.returncode}: {text}")
    return output + errors, {"wall_s": time.monotonic() - start,
                             "cpu_s": usage.ru_utime + usage.ru_stime,
                             "peak_bytes": usage.ru_maxrss * 1024}


def parse_sizes(text):
    """The lines "code: 123 bytes" of kilnc -v, as {"code_bytes": 123}."""
    sizes = {}
    for line in text.splitlines():
        name, _, value = line.partition(":")
        number, _, unit = value.strip().partition(" ")
        if unit == "bytes":
            sizes[name + "_bytes"] = int(number)
    return sizes


class Bench:
    """One model: its files, its contenders, and what was measured."""

    def __init__(self, name, args):
        self.name, self.args = name, args
        base = os.path.join(args.work, "models", name)
        self.onnx, self.input = base + ".onnx", base + ".npy"
        with open(base + ".json") as file:
            self.flops = json.load(file)["flops"]
        self.outputs = os.path.join(args.work, "outputs", name)
        os.makedirs(self.outputs, exist_ok=True)
        self.library = os.path.join(self.outputs, name + ".so")
        self.expected = os.path.join(self.outputs, "expected.npy")
        self.peak = 0

    def tool(self, name):
        return os.path.join(self.args.bin, name)

    def compile(self):
        text, usage = run(self.tool("kilnc"), self.onnx, "--emit=shared", "-v",
                          "-o", self.library)
        return {**usage, **parse_sizes(text)}

    def measure_peer(self):
        text, usage = run(os.path.join(self.args.work, "peer"), self.args.peer_library,
                          self.onnx, self.input, self.expected, str(self.args.seconds))
        return {**json.loads(text), "peak_bytes": usage["peak_bytes"]}

    def measure_kiln(self, largest):
        """Times Kiln and compares its output with the peer's, whose elements are
        at most `largest` in magnitude."""
        if largest == 0:
            raise BenchmarkError("the peer's output is all zero")
        text, usage = run(self.tool("kiln-run"), self.library, "--json", "--bench",
                          f"--min-time={self.args.seconds}", f"--input=input={self.input}",
                          f"--atol={ATOL * largest}", f"--rtol={RTOL}",
                          f"--expect=output={self.expected}")
        result = json.loads(text)
        error = result["outputs"][0]["expect"]["max_abs_error"]
        return {"min_ms": 1e3 * result["bench"]["min_seconds"],
                "median_ms": 1e3 * result["bench"]["median_seconds"],
                "runs": result["bench"]["runs"], "peak_bytes": usage["peak_bytes"],
                "relative_error": error / largest}

    def measure_peak(self):
        text, _ = run(os.path.join(self.args.work, "peak"), "0.1")
        gflops, bits = text.split()
        self.peak = max(self.peak, float(gflops))
        return int(bits)

    def measure(self):
        compiled = self.compile()
        peer, kiln = [], []
        for _ in range(self.args.rounds):
            bits = self.measure_peak()
            peer.append(self.measure_peer())
            kiln.append(self.measure_kiln(peer[-1]["max_abs"]))
        best_peer, best_kiln = (min(rounds, key=lambda r: r["min_ms"])
                                for rounds in (peer, kiln))
        gflops = self.flops / best_kiln["min_ms"] * 1e-6
        return {"model": self.name, "flops": self.flops, "compile": compiled,
                "peer": best_peer, "kiln": best_kiln,
                "rounds": [{"peer_ms": p["min_ms"], "kiln_ms": k["min_ms"]}
                           for p, k in zip(peer, kiln)],
                "ratio": best_peer["min_ms"] / best_kiln["min_ms"],
                "gflops": gflops, "vector_bits": bits, "peak_gflops": self.peak,
                "of_peak": gflops / self.peak}


def cpu_name():
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.machine()


def geometric_mean(numbers):
    return math.exp(sum(map(math.log, numbers)) / len(numbers))


COLUMNS = ("model", "peer ms", "Kiln ms", "ratio", "GFLOP/s", "of peak",
           "compile s", "text KiB", "weights + workspace MiB", "compiler's peak MiB")


def format_row(result):
    peer, kiln, compiled = result["peer"], result["kiln"], result["compile"]
    memory = compiled["weights_bytes"] + compiled["workspace_bytes"]
    return (result["model"], f"{peer['min_ms']:.3g}", f"{kiln['min_ms']:.3g}",
            f"{result['ratio']:.2f}", f"{result['gflops']:.0f}",
            f"{100 * result['of_peak']:.0f} %", f"{compiled['cpu_s']:.1f}",
            f"{compiled['code_bytes'] / 1024:.0f}", f"{memory / 2**20:.1f}",
            f"{compiled['peak_bytes'] / 2**20:.0f}")


def is_noisy(result):
    """Whether a contender's rounds differ by more than a tenth."""
    for key in ("peer_ms", "kiln_ms"):
        times = [times[key] for times in result["rounds"]]
        if max(times) > 1.1 * min(times):
            return True
    return False


def print_row(cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def print_summary(report):
    print()
    if report["geometric_mean_ratio"]:
        print(f"Geometric mean of the ratios: {report['geometric_mean_ratio']:.2f}")
    for result in report["results"][:1]:
        peak = max(r["peak_gflops"] for r in report["results"])
        print(f"{report['machine']}, one core, {result['vector_bits']}-bit vectors, "
              f"FMA peak {peak:.0f} GFLOP/s; "
              f"{result['peer']['name']} {result['peer']['version']}")
    if report["noisy"]:
        print("Noise: rounds differ by more than a tenth for "
              + ", ".join(report["noisy"]))
    for failure in report["failures"]:
        print(f"FAILED {failure['model']}: {failure['reason']}")


def parse_arguments():
    parser = argparse.ArgumentParser(description="Compares Kiln with ONNX Runtime.")
    parser.add_argument("models", nargs="+", help="names of models in WORK/models")
    parser.add_argument("--bin", required=True, help="folder of kilnc and kiln-run")
    parser.add_argument("--work", required=True,
                        help="folder of models, node_modules, peak and peer")
    parser.add_argument("--seconds", type=float, default=1,
                        help="how long to time a contender in a round (default 1)")
    parser.add_argument("--rounds", type=int, default=3,
                        help="how often the contenders take turns (default 3)")
    parser.add_argument("--json", metavar="FILE", help="write the results to FILE, too")
    args = parser.parse_args()
    if args.rounds < 1 or not args.seconds > 0:
        parser.error("--rounds and --seconds: expected more than 0")
    args.peer_library = find_peer_library(args.work)
    return args


def find_peer_library(work):
    """The library of ONNX Runtime that npm installed in the folder `work`."""
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), "*")
    pattern = os.path.join(work, "node_modules", "onnxruntime-node", "bin", "*",
                           "linux", machine, "libonnxruntime.so*")
    libraries = glob.glob(pattern)
    if not libraries:
        sys.exit(f"error: no {pattern}")
    return libraries[0]


def main():
    args = parse_arguments()
    # The last core, since interrupts tend to be served on the first; whatever is
    # started from here on stays on it.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    results, failures = [], []
    print_row(COLUMNS)
    print_row(("---",) + ("---:",) * (len(COLUMNS) - 1))
    for name in args.models:
        try:
            results.append(Bench(name, args).measure())
            print_row(format_row(results[-1]))
        except BenchmarkError as error:
            failures.append({"model": name, "reason": str(error)})
            print_row((name, "FAILED") + ("",) * (len(COLUMNS) - 2))
    ratios = [result["ratio"] for result in results]
    report = {"machine": cpu_name(), "results": results, "failures": failures,
              "noisy": [r["model"] for r in results if is_noisy(r)],
              "geometric_mean_ratio": geometric_mean(ratios) if ratios else None}
    print_summary(report)
    if args.json:
        with open(args.json, "w") as file:
            json.dump(report, file, indent=1)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"error: {error}")
