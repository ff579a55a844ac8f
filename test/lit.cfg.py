# How lit runs Kiln's tests: which files are tests, which tools are found, and
# the features that a test may ask for with REQUIRES.
#
# Substitutions:
#   %onnx-encode     reads a textproto onnx.ModelProto on stdin, writes binary
#   %tensor-encode   the same for an onnx.TensorProto
#   %onnx-testdata   folder of the ONNX backend test suite
#   %examples        the examples/ folder of the source tree
#   %kiln-src, %kiln-build  root of the source tree, of the build tree
#   %host-cc, %host-cxx     C and C++ compiler for programs that run here
#   %python          the Python that runs lit
#
# Features:
#   end-to-end       set by check-kiln-all only
#   protoc, onnx-testdata   what the substitutions of that name need exists
#   python-onnx      %python can make ONNX models
#   browser          Chromium is there, as %browser
#   graphviz         dot is there
#   python-numpy, python-pip   %python has NumPy; can install packages
#   x86-64, aarch64, avx2, avx512f   what this host's CPU is and has
#   qemu-aarch64, qemu-riscv64       C programs for that CPU can be made and run
#   qemu-x86_64      other x86-64 CPUs than this host's can be had
#   openmp           C programs can be linked with LLVM's OpenMP library
#   asan, tsan       C programs can be watched by AddressSanitizer, ThreadSanitizer
#   sanitized        Kiln itself is built with sanitizers (preset asan)
#   other-user       a program can be run by somebody whom permissions bind

import glob
import importlib.util
import os
import platform
import shutil
import subprocess
import sys

import lit.formats

config.name = "Kiln"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test", ".textproto", ".c", ".cpp"]
config.excludes = ["Inputs", "tools"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.kiln_build_dir, "test")

config.environment["PATH"] = os.pathsep.join(
    [config.kiln_tools_dir, config.llvm_tools_dir, os.environ.get("PATH", "")]
)

sanitize = ""
if config.sanitized:
    config.available_features.add("sanitized")
    # LLVM's libraries are not built so: they do not tell of what they take from
    # an allocator or put in a container. Tools leave to their end what they do
    # not free.
    config.environment["ASAN_OPTIONS"] = (
        "allow_user_poisoning=0:detect_container_overflow=0:detect_leaks=0"
        # Tests preload libraries of their own.
        ":verify_asan_link_order=0"
    )
    config.environment["UBSAN_OPTIONS"] = "print_stacktrace=1"
    # Programs that load a library with sanitizers have to bring these.
    sanitize = " -fsanitize=address,undefined -fno-sanitize-address-use-odr-indicator"

encode = f"{config.protoc} --proto_path={config.onnx_proto_dir} onnx/onnx.proto"
config.substitutions += [
    ("%onnx-encode", encode + " --encode=onnx.ModelProto"),
    ("%tensor-encode", encode + " --encode=onnx.TensorProto"),
    ("%onnx-testdata", config.onnx_testdata_dir),
    ("%examples", os.path.join(config.kiln_source_dir, "examples")),
    ("%kiln-src", config.kiln_source_dir),
    ("%kiln-build", config.kiln_build_dir),
    ("%llvm-prefix", os.path.dirname(config.llvm_tools_dir)),
    ("%host-cc", config.host_cc + sanitize),
    ("%host-cxx", config.host_cxx + sanitize),
    ("%python", sys.executable),
]


def cpu_flags():
    try:
        with open("/proc/cpuinfo") as cpuinfo:
            lines = [line for line in cpuinfo if line.startswith("flags")]
    except OSError:
        return []
    return lines[0].split() if lines else []


def add_feature(name, present):
    if present:
        config.available_features.add(name)


def run_bound():
    """Whether kilnc runs as a user whom permissions of files bind, by what
    Driver/faults-denied.test runs it by."""
    if os.getuid():
        return True
    kilnc = os.path.join(config.kiln_tools_dir, "kilnc")
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", kilnc]
    try:
        return subprocess.run([*command, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


add_feature("end-to-end", lit_config.params.get("end_to_end"))
add_feature(
    "protoc",
    os.path.isfile(config.protoc)
    and os.path.isfile(os.path.join(config.onnx_proto_dir, "onnx", "onnx.proto")),
)
add_feature("onnx-testdata", os.path.isdir(config.onnx_testdata_dir))
add_feature(
    "python-onnx",
    all(importlib.util.find_spec(name) for name in ("onnx", "numpy")),
)
add_feature("python-numpy", importlib.util.find_spec("numpy"))
add_feature(
    "python-pip",
    all(importlib.util.find_spec(name) for name in ("pip", "setuptools", "wheel")),
)
browsers = [shutil.which(name) for name in ("chromium", "google-chrome")]
browser = next(filter(None, browsers), None)
add_feature("browser", browser)
config.substitutions.append(("%browser", browser or "no-browser"))
add_feature("graphviz", shutil.which("dot"))
add_feature("other-user", run_bound())
add_feature("x86-64", platform.machine() == "x86_64")
add_feature("aarch64", platform.machine() == "aarch64")
for flag in ("avx2", "avx512f"):
    add_feature(flag, flag in cpu_flags())
path = config.environment["PATH"]
add_feature("qemu-x86_64", shutil.which("qemu-x86_64", path=path))
for cpu in ("aarch64", "riscv64"):
    add_feature(
        f"qemu-{cpu}",
        all(shutil.which(tool, path=path) for tool in (f"qemu-{cpu}", "clang", "ld.lld"))
        and os.path.isfile(f"/usr/{cpu}-linux-gnu/lib/libc.a")
        and glob.glob(f"/usr/lib/gcc-cross/{cpu}-linux-gnu/*/libgcc_eh.a"),
    )


def links(compiler, *flags):
    """Whether `compiler` is there and links an empty program with `flags`."""
    path = shutil.which(compiler.split()[0], path=config.environment["PATH"])
    if not path:
        return False
    command = [path, *compiler.split()[1:], "-x", "c", "-", "-o", os.devnull, *flags]
    return (
        subprocess.run(
            command,
            input=b"int main(void) { return 0; }",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ).returncode
        == 0
    )


if lit_config.params.get("end_to_end"):
    add_feature("openmp", links(config.host_cc, "-lomp"))
    add_feature("asan", links("gcc", "-fsanitize=address"))
    add_feature(
        "tsan", bool(shutil.which("clang-22")) and links("gcc", "-fsanitize=thread")
    )
