# Compares Kiln with ONNX Runtime on one network: compiles it, checks that both
# compute the same, and times them in turns.

import json
import math
import os
import platform

from measure import ATOL, RTOL, BenchmarkError, measure_peak, run


# Other ways to compile than the default, and their options.
VARIANTS = {"direct convolution": ["--conv-algorithm=direct"]}
if platform.machine() == "x86_64":
    VARIANTS |= {"x86-64-v3 (AVX2)": ["--cpu=x86-64-v3"],
                 "x86-64-v2 (SSE4.2)": ["--cpu=x86-64-v2"]}

# For the comparison on several cores; kiln-run brings the threads.
THREADS = 2
THREADED = f"{THREADS} threads"
OPTIONS = VARIANTS | {THREADED: ["--threads=callback"]}


def parse_facts(text):
    """The lines "code: 123 bytes" and "cpu: NAME" of kilnc -v, as
    {"code_bytes": 123, "cpu": "NAME"}."""
    facts = {}
    for line in text.splitlines():
        name, _, value = line.partition(":")
        words = value.split()
        if words[1:2] == ["bytes"]:
            facts[name + "_bytes"] = int(words[0])
        elif name == "cpu":
            facts[name] = words[0]
    return facts


class Network:
    """One model: its files, its contenders, and what was measured."""

    def __init__(self, name, args):
        self.name, self.args = name, args
        base = os.path.join(args.work, "models", name)
        self.onnx, self.input = base + ".onnx", base + ".npy"
        with open(base + ".json") as file:
            self.facts = json.load(file)
        self.outputs = os.path.join(args.work, "outputs", name)
        os.makedirs(self.outputs, exist_ok=True)
        self.expected = os.path.join(self.outputs, "expected.npy")
        self.peak = 0

    def tool(self, name):
        return os.path.join(self.args.bin, name)

    def library(self, variant=""):
        return os.path.join(self.outputs, f"{self.name} {variant}".strip() + ".so")

    def compile(self, variant=""):
        """Compiles by default or as the variant says."""
        text, usage = run(self.tool("kilnc"), self.onnx, "--emit=shared", "-v",
                          *OPTIONS.get(variant, []), "-o", self.library(variant))
        return {**usage, **parse_facts(text)}

    def measure_peer(self, threads=1):
        text, usage = run(os.path.join(self.args.work, "peer"), self.args.peer_library,
                          self.onnx, self.input, self.expected, str(self.args.seconds),
                          str(threads), cores=self.cores(threads))
        return {**json.loads(text), "peak_bytes": usage["peak_bytes"]}

    def cores(self, threads):
        """One core more for each thread than the one that all else runs on."""
        return None if threads == 1 else set(self.args.cores[-threads:])

    def time_kiln(self, seconds, *options, variant=""):
        """Times Kiln, with further options for kiln-run."""
        threads = THREADS if variant == THREADED else 1
        text, usage = run(self.tool("kiln-run"), self.library(variant), "--json", "--bench",
                          f"--min-time={seconds}", f"--input=input={self.input}", f"--threads={threads}",
                          *options, cores=self.cores(threads))
        return json.loads(text), usage["peak_bytes"]

    def measure_kiln(self, largest, variant=""):
        """Times Kiln and compares its output with the peer's, whose elements are
        at most `largest` in magnitude."""
        if largest == 0:
            raise BenchmarkError("the peer's output is all zero")
        result, peak_bytes = self.time_kiln(
            self.args.seconds, f"--atol={ATOL * largest}", f"--rtol={RTOL}",
            f"--expect=output={self.expected}", variant=variant)
        error = result["outputs"][0]["expect"]["max_abs_error"]
        return {"min_ms": 1e3 * result["bench"]["min_seconds"],
                "median_ms": 1e3 * result["bench"]["median_seconds"],
                "runs": result["bench"]["runs"], "peak_bytes": peak_bytes,
                "relative_error": error / largest}

    def measure(self):
        compiled = self.compile()
        peer, kiln = [], []
        others = {variant: {"compile": self.compile(variant), "min_ms": math.inf}
                  for variant in (() if self.args.no_variants else VARIANTS)}
        for _ in range(self.args.rounds):
            gflops, bits = measure_peak(self.args.work)
            self.peak = max(self.peak, gflops)
            peer.append(self.measure_peer())
            largest = peer[-1]["max_abs"]
            kiln.append(self.measure_kiln(largest))
            for variant, other in others.items():
                time = self.measure_kiln(largest, variant)["min_ms"]
                other["min_ms"] = min(other["min_ms"], time)
        best_peer, best_kiln = (min(rounds, key=lambda r: r["min_ms"])
                                for rounds in (peer, kiln))
        for other in others.values():
            other["ratio"] = best_peer["min_ms"] / other["min_ms"]
        gflops = self.facts["flops"] / best_kiln["min_ms"] * 1e-6
        return {"model": self.name, "flops": self.facts["flops"], "compile": compiled,
                "peer": best_peer, "kiln": best_kiln, "variants": others,
                "rounds": [{"peer_ms": p["min_ms"], "kiln_ms": k["min_ms"]}
                           for p, k in zip(peer, kiln)],
                "ratio": best_peer["min_ms"] / best_kiln["min_ms"],
                "gflops": gflops, "vector_bits": bits, "peak_gflops": self.peak,
                "of_peak": gflops / self.peak}

    def measure_threads(self):
        """Kiln on one core, which has compiled the model before, and both
        contenders on several."""
        self.compile(THREADED)
        one, peer, kiln = [], [], []
        for _ in range(self.args.rounds):
            peer.append(self.measure_peer(THREADS))
            largest = peer[-1]["max_abs"]
            kiln.append(self.measure_kiln(largest, THREADED)["min_ms"])
            one.append(self.measure_kiln(largest)["min_ms"])
        peer_ms = min(p["min_ms"] for p in peer)
        return {"model": self.name, "flops": self.facts["flops"], "threads": THREADS,
                "peer_ms": peer_ms, "kiln_ms": min(kiln), "one_ms": min(one),
                "ratio": peer_ms / min(kiln), "speedup": min(one) / min(kiln)}
