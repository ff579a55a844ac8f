"""Compiles convolutional networks (ONNX, MLIR), and runs them on NumPy arrays.

    import kiln

    model = kiln.compile("digits.onnx")
    logits = model(image)                   # in place, nothing is copied
    model.save("digits.o")                  # and digits.h, for a C program
    model.save("digits.h")

A model that can't be compiled raises kiln.CompileError, whose `diagnostics` say
what is wrong with which node. kiln.load opens a shared library that was saved
before.
"""

from ._compile import compile, load
from ._diagnostics import CompileError, Diagnostic, Error
from ._library import version
from ._model import Model, Port

__all__ = [
    "CompileError",
    "Diagnostic",
    "Error",
    "Model",
    "Port",
    "compile",
    "load",
    "version",
]
