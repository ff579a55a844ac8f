"""Writes a kiln model of one convolution with random weights, and a relu after
it, to standard output: the kernel whose instructions the tests look at.

Usage: make-conv.py IN_CHANNELS OUT_CHANNELS SIZE KERNEL [STRIDE [GROUPS]]
"""

import random
import struct
import sys

channels, filters, size, kernel = map(int, sys.argv[1:5])
stride = int(sys.argv[5]) if len(sys.argv) > 5 else 1
groups = int(sys.argv[6]) if len(sys.argv) > 6 else 1
pad = kernel // 2
out = (size + 2 * pad - kernel) // stride + 1
shape = (filters, channels // groups, kernel, kernel)
count = shape[0] * shape[1] * shape[2] * shape[3]
rng = random.Random(1)
weights = struct.pack(f"<{count}f", *(rng.uniform(-1, 1) for _ in range(count)))

x = f"tensor<1x{channels}x{size}x{size}xf32>"
f = f"tensor<{'x'.join(map(str, shape))}xf32>"
y = f"tensor<1x{filters}x{out}x{out}xf32>"
print(f"""func.func @conv(%x: {x}) -> {y} {{
  %f = arith.constant dense_resource<weights> : {f}
  %0 = kiln.conv2d %x, %f {{strides = array<i64: {stride}, {stride}>,
      pads = array<i64: {pad}, {pad}, {pad}, {pad}>, groups = {groups} : i64}}
      : ({x}, {f}) -> {y}
  %1 = kiln.relu %0 : {y}
  return %1 : {y}
}}
{{-# dialect_resources: {{builtin: {{weights: "0x04000000{weights.hex()}"}}}} #-}}""")
