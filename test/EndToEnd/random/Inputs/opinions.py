"""Compiles and runs a network as an ONNX model, and compares with the reference
and with ONNX Runtime, if that is installed.

The reference evaluates the module that the ONNX model is written from. So where
Kiln and ONNX Runtime agree, and the reference alone differs, the model may say
something else than the module; where ONNX Runtime alone differs, Kiln's dialect
may mean something else than ONNX.
"""

import collections
import os

import numpy

import onnx_runtime
from checking import compute, difference, evaluate, read
from onnx_writer import write_onnx


def verdict(kiln, reference, peer=None):
    """Who differs in an output, and how, or None. `peer` is ONNX Runtime's."""
    ours = difference(kiln, reference)
    if peer is None:
        return ours and ("Kiln differs", ours)
    theirs = difference(peer, reference)
    if not ours:
        return theirs and ("ONNX Runtime alone differs", theirs)
    if not theirs:
        return "Kiln alone differs", ours
    if not difference(kiln, peer):
        return "the reference alone differs", f"from Kiln: {ours}"
    return "all differ", f"Kiln: {ours}; ONNX Runtime: {theirs}"


class Opinions:
    """Compares; and has the seeds of the models that ONNX Runtime ran (`ran`)
    and of those with what it does not support, by what that is (`refused`)."""

    def __init__(self):
        self.runtime = onnx_runtime.OnnxRuntime() if onnx_runtime.command() else None
        self.ran, self.refused = set(), collections.defaultdict(set)

    def peer_outputs(self, model, folder, seed):
        """The problem with ONNX Runtime, or None, and its outputs, or None."""
        names = [name[:-4] for name in os.listdir(folder) if name.startswith("x")]
        inputs = {name: numpy.load(f"{folder}/{name}.npy") for name in names}
        outputs = self.runtime.run(model, inputs)
        if not isinstance(outputs, str):
            self.ran.add(seed)
            return None, outputs
        reason = onnx_runtime.unsupported(outputs)
        if not reason:
            return f"ONNX Runtime: {outputs}", None
        self.refused[reason].add(seed)
        return None, None

    def check(self, text, outputs, folder, options, seed):
        """As checking.check, for the ONNX model that `seed` makes of the module."""
        problem = evaluate(text, folder)
        if problem:
            return problem
        model = os.path.join(folder, "model.onnx")
        write_onnx(text, seed, model)
        problem, theirs = None, None
        if self.runtime:
            problem, theirs = self.peer_outputs(model, os.path.join(folder, "expected"), seed)
        problem = compute("model.onnx", folder, options) or problem
        if problem:
            return problem
        for i in range(outputs):
            ours, reference = (read(f"{folder}/{of}/y{i}.npy") for of in ("got", "expected"))
            problem = verdict(ours, reference, theirs and theirs[f"y{i}"])
            if problem:
                return f"{problem[0]}: y{i}: {problem[1]}"
        return None


def summary(opinions):
    """What ONNX Runtime did for all jobs."""
    if not opinions[0].runtime:
        return "ONNX Runtime was not found: Kiln and the reference alone were compared"
    refused = collections.Counter(reason for o in opinions for reason, seeds in o.refused.items() for _ in seeds)
    text = f"ONNX Runtime ran {sum(len(o.ran) for o in opinions)} of them"
    return text + "".join(f"\n  {count} not: {reason}" for reason, count in sorted(refused.items()))
