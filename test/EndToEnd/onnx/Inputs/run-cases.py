#!/usr/bin/env python3
"""Runs cases of the ONNX backend test suite through kiln-run.

usage: run-cases.py DATA LIST

LIST names one case a line, as SUITE/CASE below the folder DATA; lines that
start with '#' are skipped. Words after the name are graph inputs to make
constant: their value from the data set becomes an initializer, as it does by
itself for every input that is not f32, since those are shapes, axes and the
like, which a compiler must know. The other inputs and all outputs are paired
with the files of each data set by position.

Exit code 1 when a case fails, with what kiln-run said about it.
"""

import os
import subprocess
import sys
import tempfile

# Field numbers of ONNX's protobuf messages.
MODEL_GRAPH = 7
GRAPH_INITIALIZER, GRAPH_INPUT, GRAPH_OUTPUT = 5, 11, 12
VALUE_NAME, TENSOR_TYPE, TENSOR_NAME = 1, 2, 8
FLOAT = 1


def read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def write_varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def fields(message):
    """The (number, value) pairs of a protobuf message."""
    at = 0
    while at < len(message):
        key, at = read_varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = read_varint(message, at)
        else:
            size = {1: 8, 5: 4}.get(kind)
            if size is None:
                size, at = read_varint(message, at)
            value = message[at : at + size]
            at += size
        yield key >> 3, value


def field(message, number, default=None):
    """The last field `number`, which is the one that counts."""
    return ([v for n, v in fields(message) if n == number] or [default])[-1]


def encode(number, payload):
    return write_varint(number << 3 | 2) + write_varint(len(payload)) + payload


def value_names(graph, number):
    values = [v for n, v in fields(graph) if n == number]
    return [field(value, VALUE_NAME).decode() for value in values]


class Case:
    def __init__(self, folder, constants):
        self.folder = folder
        self.constants = set(constants)
        with open(os.path.join(folder, "model.onnx"), "rb") as file:
            self.model = file.read()
        graph = field(self.model, MODEL_GRAPH)
        initializers = {
            field(tensor, TENSOR_NAME, b"").decode()
            for number, tensor in fields(graph)
            if number == GRAPH_INITIALIZER
        }
        names = value_names(graph, GRAPH_INPUT)
        self.inputs = [name for name in names if name not in initializers]
        self.outputs = value_names(graph, GRAPH_OUTPUT)

    def data_sets(self):
        names = sorted(os.listdir(self.folder))
        sets = [n for n in names if n.startswith("test_data_set_")]
        return [os.path.join(self.folder, name) for name in sets]

    def split_inputs(self, data_set):
        """(name, file) of the run-time inputs, and the constants' tensors."""
        given, tensors = [], []
        for index, name in enumerate(self.inputs):
            path = os.path.join(data_set, f"input_{index}.pb")
            with open(path, "rb") as file:
                tensor = file.read()
            if name in self.constants or field(tensor, TENSOR_TYPE) != FLOAT:
                tensors.append(tensor + encode(TENSOR_NAME, name.encode()))
            else:
                given.append((name, path))
        return given, tensors

    def run(self, data_set, scratch):
        given, tensors = self.split_inputs(data_set)
        # A message appended to another of its type is merged into it.
        graph = b"".join(encode(GRAPH_INITIALIZER, t) for t in tensors)
        path = os.path.join(scratch, "model.onnx")
        with open(path, "wb") as file:
            file.write(self.model + encode(MODEL_GRAPH, graph))
        command = ["kiln-run", path]
        for name, file in given:
            command.append(f"--input={name}={file}")
        for index, name in enumerate(self.outputs):
            expected = os.path.join(data_set, f"output_{index}.pb")
            command.append(f"--expect={name}={expected}")
        return subprocess.run(command, capture_output=True, text=True)


def run_case(data, line):
    """What went wrong, or None."""
    name, *constants = line.split()
    case = Case(os.path.join(data, name), constants)
    sets = case.data_sets()
    if not sets:
        return "no data set"
    for data_set in sets:
        with tempfile.TemporaryDirectory() as scratch:
            result = case.run(data_set, scratch)
        if result.returncode != 0:
            said = (result.stdout + result.stderr).strip()
            return f"{os.path.basename(data_set)}: {said or result.returncode}"
    return None


def main():
    data, list_file = sys.argv[1:]
    with open(list_file) as file:
        lines = [line.strip() for line in file]
    cases = [line for line in lines if line and not line.startswith("#")]
    failed = 0
    for line in cases:
        problem = run_case(data, line)
        if problem:
            failed += 1
            print(f"FAILED {line}: {problem}")
    print(f"{len(cases) - failed} of {len(cases)} cases pass")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
