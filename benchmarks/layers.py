# Compares single convolutions with oneDNN's: makes a model of each, compiles it
# with Kiln, links it with layer.cpp, and times both in turns.
# README.md says what is timed and why.

import collections
import dataclasses
import json
import os
import re
import statistics

import numpy as np

import report
from builder import Convolution, Net
from measure import ATOL, BenchmarkError, geometric_mean, measure_peak, run
from networks import Network

# The activations that oneDNN has, with its alpha and beta for them.
ACTIVATIONS = {"Relu": (0, 0), "LeakyRelu": (0.1, 0), "Clip": (0, 6),
               "HardSwish": (0, 0), "SiLU": (1, 0), "Sigmoid": (0, 0)}


def read_convolutions(facts):
    """The distinct convolutions of a model and how many of each there are, from
    the facts that models.py writes."""
    return collections.Counter(Convolution(**layer) for layer in facts["convolutions"])


def describe(layer):
    size, kernel = f"{layer.height}x{layer.width}", f"{layer.kernel}x{layer.kernel}"
    stride = f"/{layer.stride}" if layer.stride > 1 else ""
    if layer.is_depthwise():
        return f"{layer.channels} @ {size}, depthwise {kernel}{stride}"
    groups = f" in {layer.groups} groups" if layer.groups > 1 else ""
    return f"{layer.channels} @ {size} → {layer.features}, {kernel}{stride}{groups}"


def write_model(layer, folder):
    """Writes the layer as layer.onnx between two ops that double every element,
    and its input and constants for layer.cpp."""
    net = Net(describe(layer), (1, layer.channels, layer.height, layer.width))

    def double(x, name):
        channels = x.shape[1]
        weights = net.constant(np.full((channels, 1, 1, 1), 2, np.float32))
        y = net.op("Conv", [x, weights], x.shape, 4 * x.power, group=channels)
        net.nodes[-1].name = name
        return y

    def save(name, values):
        values.astype("<f4").tofile(os.path.join(folder, name))

    x = double(net.input, "before")
    first = len(net.nodes)
    x = net.conv(x, layer.features, layer.kernel, layer.stride, layer.pad, layer.groups)
    for name, weights in zip(("weights", "bias"), net.weights[-2:]):
        save(name, np.frombuffer(weights.raw_data, np.float32))
    if layer.activation in ACTIVATIONS:
        x = net.act(x, layer.activation)
    for index, node in enumerate(net.nodes[first:]):
        node.name = f"conv{index}"
    x = double(x, "after")
    save("input", net.rng.standard_normal(net.input.shape, dtype=np.float32))
    path = os.path.join(folder, "layer.onnx")
    with open(path, "wb") as file:
        file.write(net.model(x).SerializeToString())
    return path


def hook_kernels(assembly):
    """Gives the kernels labels of their own, for layer_hooks.h. Returns the new
    assembly and the names of the kernels."""
    functions = re.findall(r"^\t\.type\t(layer\.\w+),[@%]function$", assembly, re.M)
    kernels = [name for name in functions if name != "layer.run_array"]
    for name in kernels:
        assembly = assembly.replace(f"\n{name}:", f"\n\t.globl\treal.{name}\nreal.{name}:", 1)
        assembly = assembly.replace(f"\t.type\t{name},", f"\t.type\treal.{name},", 1)
        assembly = re.sub(rf"\t\.size\t{re.escape(name)}, (\S+)-{re.escape(name)}\n",
                          rf"\t.size\treal.{name}, \1-real.{name}\n", assembly, count=1)
    return assembly, kernels


def compile_layer(layer, folder, args):
    """The program that times the layer."""
    model = write_model(layer, folder)
    path = os.path.join(folder, "layer.s")
    # oneDNN is asked for direct convolution, too.
    run(os.path.join(args.bin, "kilnc"), model, "-S", "--conv-algorithm=direct", "--name=layer",
        "-o", path)
    with open(path) as file:
        assembly, kernels = hook_kernels(file.read())
    with open(path, "w") as file:
        file.write(assembly)
    hooks = os.path.join(folder, "hooks.c")
    with open(hooks, "w") as file:
        file.write('#include "layer_hooks.h"\n')
        file.writelines(f'HOOK({i}, "{name}")\n' for i, name in enumerate(kernels))
    program = os.path.join(folder, "layer")
    run("clang-22", "-O2", "-o", program, "-I", os.path.dirname(__file__), path, hooks,
        os.path.join(args.work, "layer.o"), "-L" + args.work, "-lpeak",
        "-Wl,-rpath," + os.path.abspath(args.work), "-ldnnl", "-lstdc++", "-lm")
    return program


def measure_layer(layer, args, peak):
    """Compares one layer; times are those at the clock at which the core's peak
    is `peak` GFLOP/s."""
    folder = os.path.join(args.work, "layer")
    os.makedirs(folder, exist_ok=True)
    program = compile_layer(layer, folder, args)
    shape = (layer.channels, layer.height, layer.width, layer.features, layer.kernel,
             layer.stride, layer.pad, layer.groups)
    activation = layer.activation if layer.activation in ACTIVATIONS else "none"
    text, _ = run(program, folder, str(args.layer_seconds), *map(str, shape), activation,
                  *map(str, ACTIVATIONS.get(activation, (0, 0))))
    result = json.loads(text)
    error = result["max_abs_error"] / result["max_abs"]
    if error > ATOL:
        raise BenchmarkError(f"differs from oneDNN by {error:.1e} of the largest output")
    of_peak, peer_of_peak = (layer.flops() * 1e-9 / result[key]
                             for key in ("kiln_work", "peer_work"))
    if of_peak > 1.1:
        raise BenchmarkError(f"at {of_peak:.2f} of the peak, Kiln's time is less than the core "
                             "can do: the convolution is in a kernel that was left out")
    return {"layer": describe(layer),
            "activation": activation if activation in ACTIVATIONS else "",
            "shape": dataclasses.asdict(layer), **result, "relative_error": error,
            "kiln_ms": 1e3 * result["kiln_work"] / peak,
            "peer_ms": 1e3 * result["peer_work"] / peak,
            "ratio": result["peer_work"] / result["kiln_work"],
            "gflops": of_peak * peak, "of_peak": of_peak, "peer_of_peak": peer_of_peak}


class Layers:
    """Measures the layers of models, each shape once."""

    def __init__(self, args, failures):
        self.args, self.failures, self.known = args, failures, {}
        # The clock that all times are for, whatever it was when they were taken.
        self.peak, _ = measure_peak(args.work, 1)

    def measure(self, title, layers, between=lambda: None):
        """A table of `layers`, which maps each to its count. Calls `between` at
        the start, after every eighth layer and at the end."""
        print(f"\n{title}\n")
        report.print_header(report.LAYER_COLUMNS)
        rows = []
        for index, (layer, count) in enumerate(layers.items()):
            if index % 8 == 0:
                between()
            try:
                if layer not in self.known:
                    self.known[layer] = measure_layer(layer, self.args, self.peak)
                rows.append({**self.known[layer], "count": count})
                report.print_row(report.LAYER_COLUMNS, rows[-1])
            except BenchmarkError as error:
                what = f"{title}: {describe(layer)}"
                self.failures.append({"what": what, "reason": str(error)})
                print(f"FAILED {what}", flush=True)
        between()
        table = {"title": title, "layers": rows}
        if rows:
            ratios = [row["ratio"] for row in rows]
            table |= {"geometric_mean_ratio": geometric_mean(ratios),
                      "least_ratio": min(ratios),
                      "geometric_mean_of_peak": geometric_mean([r["of_peak"] for r in rows])}
        return table

    def measure_model(self, model):
        """All convolutions of a model, and the whole of it in Kiln between them."""
        network = Network(model, self.args)
        network.compile()
        times = []

        def time_network():
            before, _ = measure_peak(self.args.work)
            result, _ = network.time_kiln(0.3)
            after, _ = measure_peak(self.args.work)
            clock = max(before, after) / self.peak
            times.append(1e3 * result["bench"]["min_seconds"] * clock)

        table = self.measure(model, read_convolutions(network.facts), time_network)
        peer, kiln = (sum(row[key] * row["count"] for row in table["layers"])
                      for key in ("peer_ms", "kiln_ms"))
        network_ms = statistics.median(times)
        return {**table, "model": model, "peer_sum_ms": peer, "kiln_sum_ms": kiln,
                "network_ms": network_ms, "network_to_peer_sum": network_ms / peer}

    def measure_depthwise(self, models):
        layers = collections.Counter()
        for model in models:
            layers += collections.Counter(
                {layer: count for layer, count in
                 read_convolutions(Network(model, self.args).facts).items()
                 if layer.is_depthwise()})
        return self.measure("Depthwise: " + ", ".join(models), layers)
