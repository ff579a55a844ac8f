# What the parts of the benchmark share: running programs, the core's peak, and
# how far apart results may be.

import ctypes
import math
import os
import subprocess
import tempfile
import time

# How far Kiln's numbers may be from a peer's: |difference| <= ATOL * the
# largest output + RTOL * |expected|. Both sum in orders of their own.
ATOL, RTOL = 1e-4, 1e-3


class BenchmarkError(Exception):
    """A model that can't be compiled or run, or that computes nonsense."""


def run(*command, cores=None):
    """Runs a program, on `cores` if given. Returns what it printed, and its wall and CPU time in
    seconds and peak memory in bytes."""
    def pin():
        if cores:
            os.sched_setaffinity(0, cores)

    start = time.monotonic()
    with tempfile.TemporaryFile("w+") as stderr:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr,
                                   text=True, preexec_fn=pin)
        with process.stdout:
            output = process.stdout.read()
        # Unlike Popen.wait, this says what that one process used.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        stderr.seek(0)
        errors = stderr.read()
    if process.returncode != 0:
        name = os.path.basename(command[0])
        text = errors.strip() or output.strip()
        raise BenchmarkError(f"{name} failed with code {process.returncode}: {text}")
    return output + errors, {"wall_s": time.monotonic() - start,
                             "cpu_s": usage.ru_utime + usage.ru_stime,
                             "peak_bytes": usage.ru_maxrss * 1024}


def measure_peak(work, seconds=0.1):
    """GFLOP/s that this core does at most, and its vector width in bits."""
    library = ctypes.CDLL(os.path.join(os.path.abspath(work), "libpeak.so"))
    library.kiln_measure_peak.restype = ctypes.c_double
    library.kiln_measure_peak.argtypes = [ctypes.c_double, ctypes.POINTER(ctypes.c_int)]
    bits = ctypes.c_int(0)
    gflops = library.kiln_measure_peak(seconds, ctypes.byref(bits))
    if gflops == 0:
        raise BenchmarkError("no fused multiply-add known for this CPU")
    return gflops, bits.value


def geometric_mean(numbers):
    return math.exp(sum(map(math.log, numbers)) / len(numbers))
