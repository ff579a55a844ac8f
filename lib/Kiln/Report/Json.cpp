// The facts as JSON. docs/Report.md is the list of the keys.

#include "Kiln/Report/Report.h"
#include "llvm/Config/llvm-config.h"

using namespace kiln;
namespace json = llvm::json;
using llvm::ArrayRef;

/// Names may be any bytes.
static std::string text(llvm::StringRef name) { return json::fixUTF8(name); }

static json::Value orNull(std::optional<unsigned> number) {
  return number ? json::Value(int64_t(*number)) : json::Value(nullptr);
}

static json::Array numbers(ArrayRef<unsigned> values) {
  json::Array array;
  for (unsigned value : values)
    array.push_back(int64_t(value));
  return array;
}

static json::Object machineToJson(const MachineFacts &machine) {
  return json::Object{{"triple", machine.triple},
                      {"cpu", machine.cpu},
                      {"features", machine.features},
                      {"vectorBytes", machine.vectorBytes},
                      {"vectorRegisters", machine.vectorRegisters},
                      {"l1Bytes", machine.l1Bytes},
                      {"l2Bytes", machine.l2Bytes},
                      {"peakFlopsPerCycle", machine.peakFlops},
                      {"peakBytesPerCycle", machine.peakBytes},
                      {"memoryBytesPerCycle", machine.memoryBytes}};
}

static json::Object nodeToJson(const NodeFacts &node, size_t id) {
  static constexpr const char *kinds[] = {"input", "node", "output"};
  return json::Object{{"id", int64_t(id)},
                      {"kind", kinds[static_cast<unsigned>(node.kind)]},
                      {"name", text(node.name)},
                      {"op", node.op},
                      {"type", node.type},
                      {"shape", json::Array(node.shape)},
                      {"flops", node.flops},
                      {"weightBytes", node.weightBytes},
                      {"inputs", numbers(node.inputs)},
                      {"step", orNull(node.step)},
                      {"group", orNull(node.group)}};
}

static json::Object stepToJson(const CompileFacts &facts, unsigned id) {
  const StepFacts &step = facts.steps[id];
  json::Object object{{"id", int64_t(id)},
                      {"title", text(stepTitle(facts, id))},
                      {"kernel", text(step.kernel)},
                      {"nodes", numbers(step.nodes)},
                      {"flops", step.flops},
                      {"readBytes", step.readBytes},
                      {"writtenBytes", step.writtenBytes},
                      {"computeCycles", step.computeCycles},
                      {"moveCycles", step.moveCycles},
                      {"cycles", step.getCycles()},
                      {"limit", limitOf(step)},
                      {"why", explainStep(facts, step)},
                      {"schedule", nullptr}};
  if (const auto &schedule = step.schedule)
    object["schedule"] = json::Object{{"algorithm", schedule->algorithm},
                                      {"attribute", schedule->attribute},
                                      {"tile", schedule->tile},
                                      {"layout", schedule->layout},
                                      {"loops", json::Array(schedule->loops)},
                                      {"shape", json::Array(schedule->shape)},
                                      {"cycles", schedule->cycles}};
  if (step.measuredSeconds)
    object["measuredSeconds"] = *step.measuredSeconds;
  return object;
}

static json::Object memoryToJson(const CompileFacts &facts) {
  json::Array buffers;
  for (const BufferFacts &buffer : facts.buffers)
    buffers.push_back(json::Object{{"type", buffer.type},
                                   {"shape", json::Array(buffer.shape)},
                                   {"bytes", buffer.bytes},
                                   {"offset", buffer.offset},
                                   {"first", int64_t(buffer.first)},
                                   {"last", int64_t(buffer.last)},
                                   {"ofThread", buffer.ofThread}});
  return json::Object{{"workspaceBytes", facts.workspaceBytes},
                      {"threadWorkspaceBytes", facts.threadWorkspaceBytes},
                      {"liveBytes", facts.liveBytes},
                      {"buffers", std::move(buffers)}};
}

static json::Value sizesToJson(const std::optional<SizeFacts> &sizes) {
  if (!sizes)
    return nullptr;
  json::Array functions;
  for (const FunctionFacts &function : sizes->functions)
    functions.push_back(json::Object{{"symbol", text(function.symbol)},
                                     {"bytes", int64_t(function.bytes)}});
  return json::Object{{"code", int64_t(sizes->code)},
                      {"weights", int64_t(sizes->weights)},
                      {"functions", std::move(functions)}};
}

static json::Object timesToJson(const CompileFacts &facts) {
  json::Array stages, passes;
  for (const auto &[name, seconds] : facts.stages)
    stages.push_back(json::Object{{"name", name}, {"seconds", seconds}});
  for (const PassFacts &pass : facts.passes)
    passes.push_back(json::Object{{"name", pass.name},
                                  {"stage", pass.stage},
                                  {"seconds", pass.seconds},
                                  {"runs", int64_t(pass.runs)}});
  return json::Object{{"stages", std::move(stages)},
                      {"passes", std::move(passes)}};
}

json::Object kiln::reportToJson(const CompileFacts &facts) {
  json::Array nodes, steps;
  for (size_t id = 0; id < facts.nodes.size(); ++id)
    nodes.push_back(nodeToJson(facts.nodes[id], id));
  for (size_t id = 0; id < facts.steps.size(); ++id)
    steps.push_back(stepToJson(facts, id));
  json::Value profile = nullptr;
  if (facts.profile)
    profile = json::Object{{"peakFlops", facts.profile->peakFlops}};
  return json::Object{
      {"version", 1},
      {"compiler",
       json::Object{{"kiln", KILN_VERSION}, {"llvm", LLVM_VERSION_STRING}}},
      {"model", text(facts.model)},
      {"file", text(facts.file)},
      {"options", json::Object{{"optLevel", int64_t(facts.optLevel)},
                               {"convAlgorithm", facts.convAlgorithm},
                               {"threads", facts.threads}}},
      {"machine", machineToJson(facts.machine)},
      {"nodes", std::move(nodes)},
      {"steps", std::move(steps)},
      {"memory", memoryToJson(facts)},
      {"sizes", sizesToJson(facts.sizes)},
      {"compileTime", timesToJson(facts)},
      {"profile", std::move(profile)}};
}
