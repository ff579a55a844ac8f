#!/usr/bin/env python3
"""Writes what the fuzzers of the readers begin with.

usage: make-seeds.py FOLDER

The tests of the tree are the seeds: test/Import has a model for each op and for
each error, test/IR each op and each violated constraint in MLIR. They go to
FOLDER/onnx and FOLDER/mlir, one file for each model; the words that the readers
know go to FOLDER/onnx.dict and FOLDER/mlir.dict, which libFuzzer reads.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Hours are better spent on small files than on a few large ones.
MOST_BYTES = 16_384


def encode(text):
    """The bytes of an ONNX model in text form, or None if it has no such form."""
    command = ["protoc", "--proto_path=/usr/include", "onnx/onnx.proto", "--encode=onnx.ModelProto"]
    result = subprocess.run(command, input=text.encode(), capture_output=True)
    return result.stdout if result.returncode == 0 and result.stdout else None


def parts(text):
    """The files that split-file makes of a test, or the one that it is."""
    pieces = re.split(r"^#--- (\S+)\n", text, flags=re.M)
    return pieces[2::2] if len(pieces) > 1 else [text]


def onnx_models():
    for path in sorted((ROOT / "test").rglob("*")):
        if path.suffix in (".textproto", ".test") and "ir_version" in (text := path.read_text()):
            for i, part in enumerate(parts(text)):
                if model := encode(part):
                    yield f"{path.stem}-{i}.onnx", model


def mlir_models():
    for path in sorted((ROOT / "test").rglob("*.mlir")):
        text = "".join(line + "\n" for line in path.read_text().splitlines()
                       if not re.match(r"\s*//(?! -----)", line))
        if "kiln." not in text:
            continue
        for i, part in enumerate(text.split("// -----")):
            yield f"{path.parent.name}-{path.stem}-{i}.mlir", part.strip().encode() + b"\n"


def write_models(models, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in models:
        if len(content) <= MOST_BYTES:
            (folder / name).write_bytes(content)


def write_words(words, path):
    escaped = (re.sub(rb'[^ !#-\[\]-~]', lambda c: b"\\x%02x" % c[0][0], w.encode()) for w in sorted(words))
    path.write_bytes(b"".join(b'"' + w + b'"\n' for w in escaped))


def onnx_words():
    """The quoted words of the importer: ops, attributes and their values."""
    for path in (ROOT / "lib/Kiln/Import").rglob("*.cpp"):
        yield from re.findall(r'"(\w{1,40})"', path.read_text())


def mlir_words():
    """The ops and attributes of the dialect, and what else models are written with."""
    for path in (ROOT / "include/Kiln/IR").glob("*.td"):
        text = path.read_text()
        yield from ("kiln." + name for name in re.findall(r'Op<"(\w+)"', text))
        yield from re.findall(r":\$(\w+)", text)
    yield from ("func.func", "module", "return", "arith.constant", "dense<", "dense_resource<",
                "array<i64: ", "tensor<", "xf32>", "xf64>", "xi64>", "xi1>", "xui8>", "index", "vector<",
                "memref<", "affine_map<", "loc(", "#loc", "-9223372036854775808", "9223372036854775807",
                "2147483648", "0x7FC00000", "kiln.name", "{-#", "dialect_resources", "builtin", "#-}", "?")


def main():
    folder = pathlib.Path(sys.argv[1])
    write_models(onnx_models(), folder / "onnx")
    write_models(mlir_models(), folder / "mlir")
    write_words(set(onnx_words()), folder / "onnx.dict")
    write_words(set(mlir_words()), folder / "mlir.dict")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
