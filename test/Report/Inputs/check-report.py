#!/usr/bin/env python3
"""Holds a JSON report to what can be known without the compiler.

check-report.py REPORT [--header FILE.h] [--object FILE.o] [--onnx FILE.onnx]

Checks that numbers refer to what exists, that sums agree, that no two buffers
hold data in the same bytes at the same time, and the sizes and operations by
the header, the object file and the ONNX model where those are given.
"""

import argparse
import json
import os
import re
import sys

TOP = {
    "version", "compiler", "model", "file", "options", "machine", "nodes",
    "steps", "memory", "sizes", "compileTime", "profile",
}  # fmt: skip
NODE = {
    "id", "kind", "name", "op", "type", "shape", "flops", "weightBytes",
    "inputs", "step", "group",
}  # fmt: skip
STEP = {
    "id", "title", "kernel", "nodes", "flops", "readBytes", "writtenBytes",
    "computeCycles", "moveCycles", "cycles", "limit", "why", "schedule",
}  # fmt: skip


def check(condition, *what):
    if not condition:
        sys.exit("error: " + " ".join(map(str, what)))


def check_graph(report):
    nodes, steps = report["nodes"], report["steps"]
    check(set(report) == TOP, "keys", set(report) ^ TOP)
    for index, node in enumerate(nodes):
        check(set(node) == NODE, "keys of a node", set(node) ^ NODE)
        check(node["id"] == index, "node", index, "has id", node["id"])
        check(all(0 <= i < len(nodes) for i in node["inputs"]), node)
        if node["step"] is not None:
            check(index in steps[node["step"]]["nodes"], "not in its step:", node)
            check(node["group"] == node["step"], node)
    for index, step in enumerate(steps):
        keys = set(step) - {"measuredSeconds"}
        check(keys == STEP, "keys of a step", keys ^ STEP)
        check(step["id"] == index, "step", index, "has id", step["id"])
        check(step["cycles"] == max(step["computeCycles"], step["moveCycles"]), step)
        check(step["limit"] in ("compute", "memory"), step)
    # What each step is given of a node's operations is rounded.
    stated = sum(node["flops"] for node in nodes)
    done = sum(step["flops"] for step in steps)
    check(abs(stated - done) <= len(nodes) + len(steps), stated, "!=", done)


def check_memory(report):
    memory, steps = report["memory"], report["steps"]
    buffers = [b for b in memory["buffers"] if not b["ofThread"]]
    for b in buffers:
        check(b["offset"] + b["bytes"] <= memory["workspaceBytes"], b)
        check(0 <= b["first"] <= b["last"] < len(steps), b)
    for i, a in enumerate(buffers):
        for b in buffers[:i]:
            in_time = a["first"] <= b["last"] and b["first"] <= a["last"]
            in_space = (
                a["offset"] < b["offset"] + b["bytes"]
                and b["offset"] < a["offset"] + a["bytes"]
            )
            check(not (in_time and in_space), "overlap:", a, b)
    live = max(
        (
            sum(b["bytes"] for b in buffers if b["first"] <= s["id"] <= b["last"])
            for s in steps
        ),
        default=0,
    )
    check(live <= memory["liveBytes"] <= memory["workspaceBytes"], live, memory)


def onnx_flops(path):
    """Twice the multiply-adds of the Conv and Gemm nodes, by ONNX's shapes."""
    import onnx

    model = onnx.shape_inference.infer_shapes(onnx.load(path))
    shapes = {t.name: list(t.dims) for t in model.graph.initializer}
    for value in [
        *model.graph.input, *model.graph.value_info, *model.graph.output
    ]:  # fmt: skip
        dims = value.type.tensor_type.shape.dim
        shapes.setdefault(value.name, [d.dim_value or 1 for d in dims])
    flops = 0
    for node in model.graph.node:
        size = 1
        for dim in shapes[node.output[0]]:
            size *= dim
        if node.op_type == "Conv":
            _, channels, height, width = shapes[node.input[1]]
            flops += 2 * size * channels * height * width
        elif node.op_type == "Gemm":
            trans = any(a.name == "transA" and a.i for a in node.attribute)
            flops += 2 * size * shapes[node.input[0]][0 if trans else 1]
    return flops


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report")
    for name in ("header", "object", "onnx"):
        parser.add_argument("--" + name)
    args = parser.parse_args()
    with open(args.report, encoding="utf-8") as file:
        report = json.load(file)
    check_graph(report)
    check_memory(report)
    for part in report["compileTime"]["stages"] + report["compileTime"]["passes"]:
        check(part["seconds"] >= 0, part)
    if args.header:
        with open(args.header, encoding="utf-8") as file:
            size = re.search(r"_WORKSPACE_SIZE (\d+)", file.read()).group(1)
        check(report["memory"]["workspaceBytes"] == int(size), "not", size)
    if args.object:
        sizes = report["sizes"]
        total = sum(function["bytes"] for function in sizes["functions"])
        check(0 < total <= sizes["code"], total, sizes["code"])
        check(sizes["code"] + sizes["weights"] < os.path.getsize(args.object), sizes)
    if args.onnx:
        flops = sum(node["flops"] for node in report["nodes"])
        check(flops == onnx_flops(args.onnx), flops, "!=", onnx_flops(args.onnx))
    print("steps", len(report["steps"]), "as they should be")


if __name__ == "__main__":
    main()
