"""ONNX Runtime in a process of its own, where Node.js is installed and
utils/benchmark has got the package onnxruntime-node from npm."""

import array
import base64
import json
import os
import re
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.join(HERE, "../../../../build/benchmarks/node_modules/onnxruntime-node")

# What ONNX Runtime 1.30 does not support, by what it says.
UNSUPPORTED = {
    r"Could not find an implementation": "an op of this type of elements",
    r"pads\[dim\] < kernel_shape\[dim\]": "pads of a pool as large as the kernel, which is dilated",
    r"size_ % 2 == 1": "LRN of an even size",
    r"LRN node(.|\n)*NumDimensions\(\) == 4": "LRN of other than 4 dimensions"}


def command():
    """What starts the process that OnnxRuntime talks to, or None."""
    if not os.path.isdir(PACKAGE) or not shutil.which("node"):
        return None
    return ["node", os.path.join(HERE, "onnx_runtime.js"), os.path.realpath(PACKAGE)]


def unsupported(error):
    """What ONNX Runtime does not support, as `error` says, or None."""
    return next((what for says, what in UNSUPPORTED.items() if re.search(says, error)), None)


class OnnxRuntime:
    """The process, which is started when it is needed first."""

    def __init__(self):
        self.process = None

    def run(self, model, inputs):
        """The outputs of a model, each an array of f32, by name; or what is wrong
        as text. `inputs` are NumPy arrays by name."""
        encoded = {name: {"type": value.dtype.name, "dims": value.shape,
                          "data": base64.b64encode(value.tobytes()).decode()}
                   for name, value in inputs.items()}
        if not self.process:
            self.process = subprocess.Popen(command(), text=True, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE)
        print(json.dumps({"model": model, "inputs": encoded}), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            code, self.process = self.process.wait(), None
            return f"it ended with {code}"
        answer = json.loads(line)
        if "error" in answer:
            return answer["error"]
        return {name: array.array("f", base64.b64decode(data))
                for name, data in answer["outputs"].items()}
