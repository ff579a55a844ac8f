"""Prints what the module says to wrong arguments: misuse.py MODEL"""

import sys

import kiln
import numpy as np


def refused(what, error, function):
    try:
        function()
    except error as problem:
        print(f"{what}: {problem}")
    else:
        print(f"{what}: ACCEPTED")


model = kiln.compile(sys.argv[1])
image = np.zeros((1, 1, 8, 8), np.float32)
out = np.zeros((1, 10), np.float32)
read_only = out.copy()
read_only.flags.writeable = False
overlapping = np.zeros(64 + 9, np.float32)

refused("dtype", TypeError, lambda: model(image.astype(np.float64)))
refused("order", TypeError, lambda: model(image.astype(">f4")))
refused("list", TypeError, lambda: model([[[[0.0] * 8] * 8]]))
refused("shape", ValueError, lambda: model(image[0]))
refused("strides", ValueError, lambda: model(image.transpose(0, 1, 3, 2)))
refused("none", TypeError, lambda: model())
refused("many", TypeError, lambda: model(image, image))
refused("name", TypeError, lambda: model(picture=image))
refused("twice", TypeError, lambda: model(image, image=image))
refused("out dtype", TypeError, lambda: model(image, out=np.zeros((1, 10))))
refused("out shape", ValueError, lambda: model(image, out=out[0]))
refused("out kind", TypeError, lambda: model(image, out=["logits"]))
refused("out count", ValueError, lambda: model(image, out=[out, out]))
refused("read-only", ValueError, lambda: model(image, out=read_only))
refused(
    "overlap",
    ValueError,
    lambda: model(
        overlapping[:64].reshape(1, 1, 8, 8), out=overlapping[63:].reshape(1, 10)
    ),
)
refused("ending", ValueError, lambda: model.save("model.txt"))
refused("folder", kiln.Error, lambda: model.save("/no/such/folder/model.o"))
refused("option", ValueError, lambda: kiln.compile(sys.argv[1], opt_level=4))
refused(
    "options", ValueError, lambda: kiln.compile(sys.argv[1], options={"colour": "red"})
)
refused("emit", ValueError, lambda: kiln.compile(sys.argv[1], options={"emit": "asm"}))
refused("threads", ValueError, lambda: kiln.compile(sys.argv[1], threads=0))
refused("cpu", kiln.CompileError, lambda: kiln.compile(sys.argv[1], cpu="abacus"))
refused("missing", kiln.CompileError, lambda: kiln.compile("missing.onnx"))
refused("library", kiln.Error, lambda: kiln.load("missing.so"))
