# Compares Kiln with ONNX Runtime, network by network, and with oneDNN,
# convolution by convolution, in turns, on one core and on two. Needs what utils/benchmark
# provides in the folder --work. README.md says how to read what this prints.
#
# The exit code is 1 if something can't be compiled or if a contender computes
# something else than Kiln.

import argparse
import glob
import json
import os
import platform
import sys

import report
from layers import Layers
from measure import BenchmarkError, run
from networks import THREADS, Network

# The networks of which each convolution is measured, those of which only the
# depthwise ones are, and those that are compared with the sum of theirs.
LAYER_MODELS = ("resnet50", "mobilenet_v2")
DEPTHWISE_MODELS = ("mobilenet_v1", "mobilenet_v2", "efficientnet_b0")
SUM_MODELS = ("resnet50", "mobilenet_v2", "densenet121")


def cpu_name():
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.machine()


def find_peer_library(work):
    """The library of ONNX Runtime that npm installed in the folder `work`."""
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), "*")
    pattern = os.path.join(work, "node_modules", "onnxruntime-node", "bin", "*",
                           "linux", machine, "libonnxruntime.so*")
    libraries = glob.glob(pattern)
    if not libraries:
        sys.exit(f"error: no {pattern}")
    return libraries[0]


def parse_arguments():
    parser = argparse.ArgumentParser(description="Compares Kiln with its peers.")
    parser.add_argument("models", nargs="*", help="names of models in WORK/models")
    parser.add_argument("--bin", required=True, help="folder of kilnc and kiln-run")
    parser.add_argument("--work", required=True,
                        help="folder of models, node_modules, peer, layer.o, libpeak.so")
    parser.add_argument("--seconds", type=float, default=1,
                        help="how long to time a contender in a round (default 1)")
    parser.add_argument("--rounds", type=int, default=3,
                        help="how often the contenders take turns (default 3)")
    parser.add_argument("--layer-seconds", type=float, default=0.2,
                        help="how long to time a contender on a layer (default 0.2)")
    parser.add_argument("--layers", metavar="MODEL", nargs="+",
                        help="compare the layers of these models, all of them")
    parser.add_argument("--no-layers", action="store_true",
                        help="compare no layers that --layers does not name")
    parser.add_argument("--no-variants", action="store_true",
                        help="compile the networks in no other way than by default")
    parser.add_argument("--no-threads", action="store_true",
                        help="run the networks on no more than one core")
    parser.add_argument("--json", metavar="FILE", help="write the results to FILE, too")
    args = parser.parse_args()
    if args.rounds < 1 or not min(args.seconds, args.layer_seconds) > 0:
        parser.error("--rounds, --seconds and --layer-seconds: expected more than 0")
    args.peer_library = find_peer_library(args.work)
    return args


def measure_networks(args, failures):
    results = []
    report.print_header(report.NETWORK_COLUMNS)
    for name in args.models:
        try:
            results.append(Network(name, args).measure())
            report.print_row(report.NETWORK_COLUMNS, results[-1])
        except BenchmarkError as error:
            failures.append({"what": name, "reason": str(error)})
            print(f"FAILED {name}", flush=True)
    return results


def measure_threads(args, failures):
    """The networks on several cores, if there are."""
    if args.no_threads or len(args.cores) < THREADS:
        return []
    results = []
    print()
    report.print_header(report.THREADS_COLUMNS)
    for name in args.models:
        try:
            results.append(Network(name, args).measure_threads())
            report.print_row(report.THREADS_COLUMNS, results[-1])
        except BenchmarkError as error:
            failures.append({"what": f"{name}, {THREADS} threads", "reason": str(error)})
            print(f"FAILED {name}", flush=True)
    return results


def measure_layers(args, failures):
    """The tables of layers, as a list in the order of the report."""
    def chosen(names):
        return [] if args.no_layers else [n for n in names if n in args.models]

    full = args.layers or chosen(LAYER_MODELS)
    sums = args.layers or chosen(SUM_MODELS)
    depthwise = [] if args.layers else chosen(DEPTHWISE_MODELS)
    layers, tables = Layers(args, failures), []
    for model in dict.fromkeys([*full, *sums]):
        tables.append(layers.measure_model(model))
    if depthwise:
        tables.append(layers.measure_depthwise(depthwise))
    return [table for table in tables if table["layers"]]


def main():
    args = parse_arguments()
    # The last core, since interrupts tend to be served on the first; whatever is
    # started from here on stays on it.
    args.cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {args.cores[-1]})
    os.environ["OMP_NUM_THREADS"] = "1"
    failures = []
    version, _ = run(os.path.join(args.bin, "kilnc"), "--version")
    results = {"machine": cpu_name(), "version": version.splitlines()[0],
               "results": [], "threads": [], "layers": []}
    if args.models:
        results["results"] = measure_networks(args, failures)
        results["threads"] = measure_threads(args, failures)
    results["layers"] = measure_layers(args, failures)
    results["failures"] = failures
    print()
    print("\n".join(report.summary(results)))
    for failure in failures:
        print(f"FAILED {failure['what']}: {failure['reason']}")
    if args.json:
        with open(args.json, "w") as file:
            json.dump(results, file, indent=1)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"error: {error}")
