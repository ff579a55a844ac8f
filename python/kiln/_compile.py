"""From model files to models."""

from __future__ import annotations

import ctypes
import json
import os

from . import _library
from ._diagnostics import CompileError, Diagnostic, Error
from ._library import call, library
from ._model import Model


class _Options:
    """A kiln_options for as long as a `with` lasts."""

    def __enter__(self):
        self._handle = ctypes.c_void_p()
        library().kiln_options_create(ctypes.byref(self._handle))
        return self

    def __exit__(self, *_):
        library().kiln_options_destroy(self._handle)

    @property
    def handle(self):
        return self._handle

    def set(self, name, value):
        status, message = call(
            "kiln_options_set", self._handle, name.encode(), str(value).encode()
        )
        if status != _library.OK:
            raise ValueError(message)


def _format_shape(shape):
    return "x".join(str(int(size)) for size in shape) or "scalar"


def _set_options(options, threads, dims, shapes, dynamic_batch, texts):
    for name, value in texts.items():
        if value is not None:
            options.set(name, value)
    for name, size in (dims or {}).items():
        options.set("dim", f"{name}={size}")
    for name, shape in (shapes or {}).items():
        options.set("shape", f"{name}={_format_shape(shape)}")
    if dynamic_batch:
        options.set("dynamic-batch", "true")
    if threads != 1:
        options.set("threads", "callback")


def compile(
    model,
    *,
    path=None,
    target=None,
    cpu=None,
    features=None,
    opt_level=None,
    conv_algorithm=None,
    threads=1,
    name=None,
    dims=None,
    shapes=None,
    dynamic_batch=False,
    options=None,
):
    """Compiles a model: the path of an ONNX or MLIR file, or the bytes of one.

    path            stands for the file's where `model` is bytes: errors name it
    target          triple to compile for; this machine unless given
    cpu             CPU of the target, or several x86-64 levels with commas
    features        CPU features to use or not, such as "+avx2,-fma"
    opt_level       0 to 3; 3 unless given
    conv_algorithm  "auto", "direct" or "winograd"
    threads         number of threads that a call runs on. Code for more than one
                    takes the caller's threads, as `kilnc --threads=callback`
    name            prefix of the C functions
    dims, shapes    dicts that fix symbolic dimensions, and inputs' shapes
    dynamic_batch   leave the number of rows to each call
    options         a dict of any other options by the names that kiln-c/Kiln.h has
                    for them, such as {"debug-info": "true"}

    Raises CompileError for a model or target that is refused, and ValueError for
    the value of an option.
    """
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise ValueError(f"threads is {threads!r}, expected a number from 1")
    if options and "emit" in options:
        raise ValueError(
            "option 'emit' is given, but a model that can be called and saved is an "
            "object file; 'kilnc --emit' writes other stages"
        )
    texts = {
        "target": target,
        "cpu": cpu,
        "features": features,
        "opt-level": opt_level,
        "conv-algorithm": conv_algorithm,
        "name": name,
        **(options or {}),
    }
    result = ctypes.c_void_p()
    with _Options() as chosen:
        _set_options(chosen, threads, dims, shapes, dynamic_batch, texts)
        if isinstance(model, (bytes, bytearray, memoryview)):
            content = bytes(model)
            where = os.fsencode("model" if path is None else path)
            status = library().kiln_compile_buffer(
                content, len(content), where, chosen.handle, ctypes.byref(result)
            )
        else:
            status = library().kiln_compile_file(
                os.fsencode(model), chosen.handle, ctypes.byref(result)
            )
    if status == _library.OK:
        return Model(result=result, threads=threads)
    text = library().kiln_result_text(result).decode(errors="replace")
    records = json.loads(library().kiln_result_json(result).decode())
    library().kiln_result_destroy(result)
    raise CompileError(text.rstrip(), [Diagnostic.of(record) for record in records])


def load(path, *, name=None, threads=1):
    """Opens a shared library that Model.save or kilnc wrote.

    `name` is that of the model in it, if the file's name does not tell. Raises
    Error if it holds no model for this machine.
    """
    program = ctypes.c_void_p()
    status, message = call(
        "kiln_program_load_library",
        os.fsencode(path),
        None if name is None else name.encode(),
        threads,
        ctypes.byref(program),
    )
    if status != _library.OK:
        raise Error(message)
    return Model(program=program)
