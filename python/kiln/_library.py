"""Finding libKilnC.so, and the types of its functions: those of kiln-c/Kiln.h
that this module calls."""

import ctypes
import functools
import os
import pathlib
import shutil
from ctypes import POINTER, c_char_p, c_int, c_int64, c_size_t, c_void_p

NAME = "libKilnC.so.1"  # the number is that of the interface's version

OK = 0
INVALID_ARGUMENT = 1


class Buffer(ctypes.Structure):
    """kiln_buffer"""

    _fields_ = [("data", c_void_p), ("size", c_size_t)]


# Result and arguments of each function. Handles are void pointers.
_MESSAGE = [c_char_p, c_size_t]
_FUNCTIONS = {
    "kiln_version": (c_char_p, []),
    "kiln_options_create": (c_int, [POINTER(c_void_p)]),
    "kiln_options_destroy": (None, [c_void_p]),
    "kiln_options_set": (c_int, [c_void_p, c_char_p, c_char_p, *_MESSAGE]),
    "kiln_compile_file": (c_int, [c_char_p, c_void_p, POINTER(c_void_p)]),
    "kiln_compile_buffer": (
        c_int,
        [c_char_p, c_size_t, c_char_p, c_void_p, POINTER(c_void_p)],
    ),
    "kiln_result_destroy": (None, [c_void_p]),
    "kiln_result_text": (c_char_p, [c_void_p]),
    "kiln_result_json": (c_char_p, [c_void_p]),
    "kiln_result_num_inputs": (c_size_t, [c_void_p]),
    "kiln_result_input": (c_void_p, [c_void_p, c_size_t]),
    "kiln_result_num_outputs": (c_size_t, [c_void_p]),
    "kiln_result_output": (c_void_p, [c_void_p, c_size_t]),
    "kiln_result_name": (c_char_p, [c_void_p]),
    "kiln_result_save_code": (c_int, [c_void_p, c_char_p, *_MESSAGE]),
    "kiln_result_save_header": (c_int, [c_void_p, c_char_p, *_MESSAGE]),
    "kiln_result_save_library": (c_int, [c_void_p, c_char_p, *_MESSAGE]),
    "kiln_port_name": (c_char_p, [c_void_p]),
    "kiln_port_type": (c_char_p, [c_void_p]),
    "kiln_port_rank": (c_size_t, [c_void_p]),
    "kiln_port_shape": (POINTER(c_int64), [c_void_p]),
    "kiln_program_load": (
        c_int,
        [c_void_p, c_size_t, POINTER(c_void_p), *_MESSAGE],
    ),
    "kiln_program_load_library": (
        c_int,
        [c_char_p, c_char_p, c_size_t, POINTER(c_void_p), *_MESSAGE],
    ),
    "kiln_program_destroy": (None, [c_void_p]),
    "kiln_program_name": (c_char_p, [c_void_p]),
    "kiln_program_num_inputs": (c_size_t, [c_void_p]),
    "kiln_program_input": (c_void_p, [c_void_p, c_size_t]),
    "kiln_program_num_outputs": (c_size_t, [c_void_p]),
    "kiln_program_output": (c_void_p, [c_void_p, c_size_t]),
    "kiln_program_dynamic_batch": (c_int, [c_void_p]),
    "kiln_program_workspace_size": (c_size_t, [c_void_p]),
    "kiln_program_workspace_alignment": (c_size_t, [c_void_p]),
    "kiln_program_run": (
        c_int,
        [
            c_void_p,
            c_size_t,
            POINTER(Buffer),
            c_size_t,
            POINTER(Buffer),
            c_size_t,
            c_void_p,
            *_MESSAGE,
        ],
    ),
}


def _candidates():
    """Where the library may be: beside this package, in the prefix or the source
    tree that it is in, beside kilnc, and last where the system looks."""
    here = pathlib.Path(__file__).resolve().parent
    yield here / NAME
    root = here.parent.parent
    yield root / "lib" / NAME
    yield root / "build" / "lib" / NAME
    kilnc = shutil.which("kilnc")
    if kilnc:
        yield pathlib.Path(kilnc).resolve().parent.parent / "lib" / NAME


def _find():
    given = os.environ.get("KILN_LIBRARY")
    if given:
        return given
    for path in _candidates():
        if path.is_file():
            return str(path)
    return NAME


@functools.lru_cache(maxsize=None)
def library():
    """The library, loaded at the first call."""
    path = _find()
    try:
        loaded = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(
            f"can't load Kiln's library {path}: {error}; set KILN_LIBRARY to "
            "libKilnC.so of the folder lib of Kiln's build or installation"
        ) from None
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(loaded, name)
        function.restype = result
        function.argtypes = arguments
    return loaded


def version():
    """The version of Kiln and of the LLVM in it."""
    return library().kiln_version().decode()


def call(function, *arguments):
    """Calls a function that takes a message: its status, and that message."""
    message = ctypes.create_string_buffer(4096)
    status = getattr(library(), function)(*arguments, message, len(message))
    return status, message.value.decode(errors="replace")
