// Runs a model in ONNX Runtime on one core and times it: the contender that
// Kiln is compared with. Prints one JSON object; run.py reads it.
//
// Usage: node peer.mjs MODEL.onnx INPUT.npy OUTPUT_DIR SECONDS MODULES_DIR
//
// MODULES_DIR is where npm installed onnxruntime-node. Times are milliseconds
// for one run, outputs are written to OUTPUT_DIR as NAME.npy.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

// A little-endian f32 array in C order, as run.py's models have.
function readNpy(file) {
  const bytes = fs.readFileSync(file);
  const header = bytes.toString("latin1", 10, 10 + bytes.readUInt16LE(8));
  const shape = header.match(/'shape': \(([^)]*)\)/);
  if (!shape || !header.includes("'<f4'") || !header.includes("'fortran_order': False"))
    throw new Error(`${file}: expected an array of little-endian f32 in C order`);
  const dims = shape[1].split(",").filter((text) => text.trim()).map(Number);
  // The copy is aligned, which the file's contents need not be.
  const data = bytes.buffer.slice(bytes.byteOffset + 10 + header.length,
                                  bytes.byteOffset + bytes.length);
  return { data: new Float32Array(data), dims };
}

function writeNpy(file, tensor) {
  const shape = `(${tensor.dims.join(", ")}${tensor.dims.length === 1 ? "," : ""})`;
  let header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`;
  // The data begin at a multiple of 64 bytes, after a line break.
  header = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11) + "\n";
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  const { buffer, byteOffset, byteLength } = tensor.data;
  fs.writeFileSync(file, Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, Buffer.from(header, "latin1"),
    Buffer.from(buffer, byteOffset, byteLength)]));
}

const options = {
  executionProviders: ["cpu"],
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  // Kiln flushes the denormals among the weights; the peer may, too.
  extra: { session: { set_denormal_as_zero: "1" } },
};

// Warms up for a tenth of `seconds`, then times runs for `seconds`; run() is
// what kiln-run --bench times, too.
async function measure(run, seconds) {
  const now = () => performance.now();
  let start = now();
  do await run();
  while (now() - start < seconds * 100);
  const samples = [];
  start = now();
  do {
    const before = now();
    await run();
    samples.push(now() - before);
  } while (now() - start < seconds * 1000);
  samples.sort((a, b) => a - b);
  return { runs: samples.length, min_ms: samples[0], median_ms: samples[samples.length >> 1] };
}

function describeOutput(name, tensor, folder) {
  const file = path.join(folder, `${name.replaceAll("/", "_")}.npy`);
  writeNpy(file, tensor);
  let maxAbs = 0;
  for (const value of tensor.data) {
    if (!Number.isFinite(value)) throw new Error(`output '${name}' is not finite`);
    maxAbs = Math.max(maxAbs, Math.abs(value));
  }
  return { name, file, max_abs: maxAbs };
}

async function main() {
  const [model, input, folder, seconds, modules] = process.argv.slice(2);
  if (!modules) throw new Error("expected five arguments");
  const require = createRequire(path.resolve(modules, "package.json"));
  const ort = require("onnxruntime-node");
  const start = performance.now();
  const session = await ort.InferenceSession.create(model, options);
  const create_ms = performance.now() - start;
  const { data, dims } = readNpy(input);
  const feeds = { [session.inputNames[0]]: new ort.Tensor("float32", data, dims) };
  const results = await session.run(feeds);
  const outputs = session.outputNames.map((name) => describeOutput(name, results[name], folder));
  // Outputs are written in place: allocating them is no part of a run.
  const times = await measure(() => session.run(feeds, results), Number(seconds));
  console.log(JSON.stringify({
    name: "ONNX Runtime", version: ort.env.versions.node ?? ort.env.versions.common,
    create_ms, ...times, outputs }));
}

main().catch((error) => {
  console.error(`error: ${error.message}`);
  process.exit(1);
});
