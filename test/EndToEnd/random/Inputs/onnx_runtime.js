// Runs models in ONNX Runtime, package onnxruntime-node of npm, whose folder is
// the argument. Each line of stdin is a JSON object: "model", the path; "inputs",
// for each name its "type", "dims" and "data", the bytes in base64. The answer, a
// line of stdout, has "outputs", for each name the bytes of f32 in base64, or
// "error".

const ort = require(process.argv[2]);

const arrays = {
  float32: Float32Array, int8: Int8Array, int16: Int16Array, int32: Int32Array,
  int64: BigInt64Array, uint8: Uint8Array
};

function tensor({type, dims, data}) {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return new ort.Tensor(type, new arrays[type](bytes.buffer), dims);
}

async function run({model, inputs}) {
  // As the model says: what optimizations make of it is not the question.
  const session = await ort.InferenceSession.create(
      model, {graphOptimizationLevel: 'disabled', intraOpNumThreads: 1, logSeverityLevel: 4});
  const feeds = Object.fromEntries(session.inputNames.map(name => [name, tensor(inputs[name])]));
  const results = Object.entries(await session.run(feeds));
  await session.release();
  const encoded = results.map(([name, {data}]) => [
    name, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')]);
  return {outputs: Object.fromEntries(encoded)};
}

async function main() {
  for await (const line of require('readline').createInterface(process.stdin)) {
    const answer = await run(JSON.parse(line)).catch(error => ({error: error.message}));
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
}

main();
