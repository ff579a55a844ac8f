"""A compiled model: called like a function, on arrays that it uses in place."""

from __future__ import annotations

import ctypes
import dataclasses
import os
import threading
import weakref

import numpy

from . import _library
from ._diagnostics import Error
from ._library import Buffer, call, library


def _dtype(name):
    """The NumPy type of an element type's name: "f32", "i64", "bool"."""
    if name == "bool":
        return numpy.dtype(numpy.bool_)
    return numpy.dtype(name[0] + str(int(name[1:]) // 8))


@dataclasses.dataclass(frozen=True)
class Port:
    """One input or output: a C-contiguous array."""

    name: str
    dtype: numpy.dtype
    shape: tuple
    """With a dynamic batch, that of one row."""

    @classmethod
    def _of(cls, handle):
        lib = library()
        rank = lib.kiln_port_rank(handle)
        return cls(
            lib.kiln_port_name(handle).decode(errors="replace"),
            _dtype(lib.kiln_port_type(handle).decode()),
            tuple(lib.kiln_port_shape(handle)[:rank]) if rank else (),
        )


def _ports(owner, handle, kind):
    """The inputs or outputs of a `kiln_result` or `kiln_program`."""
    lib = library()
    count = getattr(lib, f"kiln_{owner}_num_{kind}s")(handle)
    port = getattr(lib, f"kiln_{owner}_{kind}")
    return tuple(Port._of(port(handle, index)) for index in range(count))


def _check(array, port, shape, kind):
    """Raises an error unless `array` can be used in place for `port`."""
    subject = f"{kind} '{port.name}'"
    if array.dtype != port.dtype:
        raise TypeError(
            f"{subject} has dtype {array.dtype.newbyteorder('=')}"
            f"{'' if array.dtype.isnative else ' of foreign byte order'}, "
            f"expected {port.dtype}"
        )
    if array.shape != shape:
        raise ValueError(f"{subject} has shape {array.shape}, expected {shape}")
    if not (array.flags.c_contiguous and array.flags.aligned):
        raise ValueError(
            f"{subject} is not contiguous in memory, expected a C-contiguous "
            "array, which numpy.ascontiguousarray makes"
        )
    if kind == "output" and not array.flags.writeable:
        raise ValueError(f"{subject} is read-only, expected a writeable array")


def _buffers(arrays):
    return (Buffer * len(arrays))(
        *(Buffer(array.ctypes.data, array.nbytes) for array in arrays)
    )


class Model:
    """A model that kiln.compile or kiln.load made.

    `name` is the prefix of its C functions, `inputs` and `outputs` are tuples of
    Port, and `dynamic_batch` says whether each call may have another number of
    rows. Threads may call one model at the same time.
    """

    def __init__(self, result=None, program=None, threads=1):
        self._result, self._program, self._threads = result, program, threads
        self._lock = threading.Lock()
        self._local = threading.local()
        lib = library()
        owner, handle = ("program", program) if program else ("result", result)
        if result:
            weakref.finalize(self, lib.kiln_result_destroy, result)
        if program:
            weakref.finalize(self, lib.kiln_program_destroy, program)
        self.name = getattr(lib, f"kiln_{owner}_name")(handle).decode()
        self.inputs = _ports(owner, handle, "input")
        self.outputs = _ports(owner, handle, "output")

    def __repr__(self):
        return f"<kiln.Model {self.name}>"

    @property
    def dynamic_batch(self):
        return bool(library().kiln_program_dynamic_batch(self._load()))

    def _load(self):
        """The program; code for another machine is found out about here."""
        with self._lock:
            if not self._program:
                program = ctypes.c_void_p()
                status, message = call(
                    "kiln_program_load",
                    self._result,
                    self._threads,
                    ctypes.byref(program),
                )
                if status != _library.OK:
                    raise Error(message)
                weakref.finalize(self, library().kiln_program_destroy, program)
                self._program = program
            return self._program

    def _workspace(self, program):
        """An address for this thread, the same each time."""
        if not hasattr(self._local, "address"):
            size = library().kiln_program_workspace_size(program)
            alignment = library().kiln_program_workspace_alignment(program)
            self._local.memory = numpy.empty(size + alignment, numpy.uint8)
            address = self._local.memory.ctypes.data
            self._local.address = -(-address // alignment) * alignment
        return self._local.address

    def _arguments(self, args, kwargs):
        """The arrays of a call, in the order of the inputs."""
        given = dict(zip((port.name for port in self.inputs), args))
        expected = ", ".join(f"'{port.name}'" for port in self.inputs)
        twice = given.keys() & kwargs.keys()
        given.update(kwargs)
        known = {port.name for port in self.inputs}
        if len(args) > len(self.inputs) or twice or given.keys() != known:
            got = ", ".join([*map(repr, kwargs)])
            raise TypeError(
                f"{self.name} takes the inputs {expected}, got {len(args)} by "
                f"position" + (f" and {got}" if got else "")
            )
        return [numpy.asarray(given[port.name]) for port in self.inputs]

    def _shape(self, port, rows):
        return port.shape if rows is None else (rows, *port.shape[1:])

    def __call__(self, *args, out=None, **kwargs):
        """Runs the model on its inputs, given in their order or by name.

        Returns the output, or a tuple if there are several. `out` is an array to
        write it to, or a sequence of one for each output; None for a new one.
        Arrays have exactly the dtype and shape of their port and are
        C-contiguous: they are used in place, nothing is copied or converted.
        """
        program = self._load()
        inputs = self._arguments(args, kwargs)
        rows = None
        if self.dynamic_batch:
            rows = inputs[0].shape[0] if inputs and inputs[0].ndim else 1
        for array, port in zip(inputs, self.inputs):
            _check(array, port, self._shape(port, rows), "input")
        outputs = self._outputs(out, rows)
        status, message = call(
            "kiln_program_run",
            program,
            1 if rows is None else rows,
            _buffers(inputs),
            len(inputs),
            _buffers(outputs),
            len(outputs),
            self._workspace(program),
        )
        if status == _library.INVALID_ARGUMENT:
            raise ValueError(message)
        if status != _library.OK:
            raise Error(message)
        return outputs[0] if len(outputs) == 1 else tuple(outputs)

    def _outputs(self, out, rows):
        """The arrays to write to: those of `out`, and new ones."""
        if out is None or isinstance(out, numpy.ndarray):
            out = [out] + [None] * (len(self.outputs) - 1)
        if len(out) != len(self.outputs):
            raise ValueError(
                f"out has {len(out)} arrays, expected one for each of the "
                f"{len(self.outputs)} outputs"
            )
        arrays = []
        for array, port in zip(out, self.outputs):
            shape = self._shape(port, rows)
            if array is None:
                array = numpy.empty(shape, port.dtype)
            elif not isinstance(array, numpy.ndarray):
                raise TypeError(
                    f"output '{port.name}' is a {type(array).__name__}, expected "
                    "a NumPy array to write to"
                )
            _check(array, port, shape, "output")
            arrays.append(array)
        return arrays

    def save(self, path):
        """Writes the model to a file, which appears whole or not at all: an
        object file (.o), a shared library (.so), or the C header of both (.h),
        by the path's ending. Only for models of kiln.compile."""
        kinds = {".o": "code", ".so": "library", ".h": "header"}
        ending = os.path.splitext(os.fspath(path))[1]
        if ending not in kinds:
            raise ValueError(f"can't save to '{path}': expected .o, .so or .h")
        if not self._result:
            raise Error("a model that was loaded from a library can't be saved")
        status, message = call(
            f"kiln_result_save_{kinds[ending]}", self._result, os.fsencode(path)
        )
        if status != _library.OK:
            raise Error(message)
