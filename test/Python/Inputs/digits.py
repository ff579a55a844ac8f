"""Compiles the digits model, runs it on arrays in place, and saves it:
digits.py EXAMPLE-FOLDER OUTPUT-FOLDER"""

import os
import platform
import sys
import threading

import kiln
import numpy as np

example, folder = sys.argv[1:]
path = os.path.join(example, "digits.onnx")
image = np.load(os.path.join(example, "reference", "image.npy"))
expected = np.load(os.path.join(example, "reference", "logits.npy"))


def caught_signals():
    """The signals that this process handles, but for those of the C library."""
    with open("/proc/self/status") as status:
        mask = next(line for line in status if line.startswith("SigCgt"))
    return int(mask.split()[1], 16) & 0x7FFFFFFF


caught = caught_signals()


def check(logits):
    assert logits.dtype == np.float32 and logits.shape == (1, 10)
    assert np.abs(logits - expected).max() < 1e-4, logits


model = kiln.compile(path)
assert model.name == "digits"
assert model.inputs == (kiln.Port("image", np.dtype("float32"), (1, 1, 8, 8)),)
assert model.outputs == (kiln.Port("logits", np.dtype("float32"), (1, 10)),)
check(model(image))
check(model(image=image))

# The output is written where the caller says, and to no other place.
out = np.full((1, 10), np.nan, np.float32)
assert model(image, out=out) is out
check(out)
several = np.full((3, 10), np.nan, np.float32)
model(image, out=[several[1:2]])
check(several[1:2])
assert np.isnan(several[0]).all() and np.isnan(several[2]).all()

# What is read is what the caller's array holds at the call.
changing = image.copy()
before = model(changing)
changing[:] = 0
assert (model(changing) != before).any()

# Anything that NumPy sees as an array without copying is one.
check(model(memoryview(image)))

# The bytes of a file are a model, too; threads and options give the same.
with open(path, "rb") as file:
    content = file.read()
check(kiln.compile(content, path="digits.onnx")(image))
check(kiln.compile(path, threads=2, opt_level=1, cpu="native")(image))
check(kiln.compile(path, options={"debug-info": "true"})(image))
fixed = kiln.compile(path, name="reader", shapes={"image": (1, 1, 8, 8)})
assert fixed.name == "reader"

# Code for several CPUs in one.
if platform.machine() == "x86_64":
    check(kiln.compile(path, cpu="x86-64,x86-64-v3")(image))

# A batch of any size.
batched = kiln.compile(path, dynamic_batch=True)
assert batched.dynamic_batch and not model.dynamic_batch
logits = batched(np.concatenate([image] * 5))
assert logits.shape == (5, 10)
for row in logits:
    check(row[None])
assert batched(np.empty((0, 1, 8, 8), np.float32)).shape == (0, 10)

# Calls and compilations on several threads.
results = []


def work():
    results.append(model(image))
    results.append(kiln.compile(path)(image))


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(results) == 8
for logits in results:
    check(logits)

# Files, and a model that is loaded again.
for name in ("digits.o", "digits.h", "digits.so"):
    model.save(os.path.join(folder, name))
loaded = kiln.load(os.path.join(folder, "digits.so"))
assert loaded.inputs == model.inputs and loaded.outputs == model.outputs
check(loaded(image))

# A library leaves the program's signals alone.
assert caught_signals() == caught

# Code for another machine can be saved, but not run.
foreign = kiln.compile(path, target="riscv64-unknown-linux-gnu")
foreign.save(os.path.join(folder, "foreign.o"))
try:
    foreign(image)
    sys.exit("foreign code was run")
except kiln.Error as error:
    print(error)
print("done")
