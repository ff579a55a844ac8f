// Which facts are taken after which pass, and what follows from all together.

#include "Kiln/Report/Collector.h"
#include "Graph.h"
#include "Kiln/IR/ModelFunction.h"
#include "Kiln/Schedule/CostModel.h"
#include "Kiln/Schedule/Forecast.h"
#include "Kiln/Target/CpuLevels.h"
#include "mlir/Pass/Pass.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace kiln;

static std::string layoutOf(ArrayRef<int64_t> shape, int64_t lanes) {
  bool isBlocked = shape.size() >= 3 && shape.back() == lanes;
  if (!isBlocked)
    return shape.size() == 4 ? "NCHW" : "";
  return llvm::formatv(shape.size() >= 5 ? "NCHW{0}c" : "MN{0}n", lanes);
}

/// What is computed at a time, in words.
static std::string tileOf(linalg::LinalgOp op, ScheduleAttr schedule,
                          ArrayRef<int64_t> shape, int64_t lanes) {
  auto sizeOf = [&](std::optional<unsigned> dim) {
    int64_t size = dim ? schedule.getParallel()[*dim] : 1;
    return size ? size : shape[*dim];
  };
  if (schedule.getWinograd())
    return llvm::formatv("{0} rows", sizeOf(2));
  TileDims dims = getTileDims(shape.size());
  return llvm::formatv("{0} x {1} pixels of {2} x {3} channels",
                       sizeOf(dims.row), sizeOf(dims.pixel),
                       sizeOf(dims.block) * sizeOf(dims.phase), lanes);
}

static ScheduleFacts describe(linalg::LinalgOp op, const Forecast &forecast,
                              int64_t lanes) {
  ScheduleFacts facts;
  ScheduleAttr schedule = getSchedule(op);
  auto shape = cast<RankedTensorType>(op->getResult(0).getType()).getShape();
  facts.algorithm = forecast.algorithm;
  llvm::raw_string_ostream(facts.attribute) << schedule;
  facts.tile = tileOf(op, schedule, shape, lanes);
  facts.layout = layoutOf(shape, lanes);
  facts.loops = op.getStaticLoopRanges();
  facts.shape.assign(shape.begin(), shape.end());
  facts.cycles = forecast.cycles;
  return facts;
}

static MachineFacts describe(TargetAttr target) {
  MachineFacts facts;
  facts.triple = target.getTriple().str();
  facts.cpu = target.getCpu().str();
  facts.features = target.getFeatures().str();
  facts.vectorBytes = target.getVectorBytes();
  facts.vectorRegisters = target.getVectorRegisters();
  facts.l1Bytes = target.getL1Bytes();
  facts.l2Bytes = target.getL2Bytes();
  facts.peakFlops = peakFlops(target);
  facts.peakBytes = peakBytes(target);
  facts.memoryBytes = kMemoryBytesPerCycle;
  return facts;
}

//===----------------------------------------------------------------------===//
// While the pipeline runs
//===----------------------------------------------------------------------===//

/// Its callbacks never run at the same time.
class ReportCollector::Instrumentation : public PassInstrumentation {
public:
  explicit Instrumentation(ReportCollector &collector) : collector(collector) {}

  void runBeforePass(Pass *pass, Operation *op) override {
    if (pass->getArgument() == "kiln-check-batch")
      beginPipeline();
    starts[{pass, op}] = Clock::now();
  }

  void runAfterPass(Pass *pass, Operation *op) override {
    StringRef name = pass->getArgument();
    // What only runs other passes has no name.
    if (name.empty())
      return;
    countTime(pass, op);
    if (name == "kiln-verify-stage")
      stage = static_cast<Stage>(static_cast<unsigned>(stage) + 1);
    else if (name == "kiln-select-schedule")
      takeSchedules(op);
    else if (name == "kiln-plan-memory")
      takeBuffers(cast<ModuleOp>(op));
    else if (name == "kiln-describe-kernels")
      collectSteps(cast<ModuleOp>(op), collector.facts, collector.nodes);
  }

private:
  using Clock = std::chrono::steady_clock;

  void beginPipeline() {
    collector.schedules.clear();
    collector.facts.steps.clear();
    collector.facts.buffers.clear();
    stage = Stage::Kiln;
  }

  void countTime(Pass *pass, Operation *op) {
    double seconds =
        std::chrono::duration<double>(Clock::now() - starts[{pass, op}])
            .count();
    std::string inStage(
        stageName(static_cast<Stage>(static_cast<unsigned>(stage) + 1)));
    auto &passes = collector.facts.passes;
    auto entry = llvm::find_if(passes, [&](const PassFacts &each) {
      return each.name == pass->getArgument() && each.stage == inStage;
    });
    if (entry == passes.end())
      entry = passes.insert(passes.end(),
                            PassFacts{pass->getArgument().str(), inStage});
    entry->seconds += seconds;
    ++entry->runs;
  }

  void takeSchedules(Operation *root) {
    TargetAttr target = getTarget(root);
    if (!target)
      return;
    collector.facts.machine = describe(target);
    root->walk([&](linalg::LinalgOp op) {
      std::optional<Forecast> expected = forecast(op);
      SmallVector<unsigned> nodes = findNodes(op, collector.nodes);
      if (!expected || nodes.empty())
        return;
      ScheduleFacts schedule = describe(op, *expected, target.getF32Lanes());
      auto [entry, isNew] =
          collector.schedules.try_emplace(nodes.front(), schedule);
      if (!isNew && entry->second.cycles < schedule.cycles)
        entry->second = schedule;
    });
  }

  void takeBuffers(ModuleOp module) {
    if (auto function = lookupModelFunction<func::FuncOp>(module))
      collector.planned = collectBuffers(function, collector.facts);
  }

  ReportCollector &collector;
  Stage stage = Stage::Kiln;
  std::map<std::pair<Pass *, Operation *>, Clock::time_point> starts;
};

ReportCollector::ReportCollector(ModuleOp module,
                                 const CompileOptions &options) {
  facts.optLevel = options.optLevel;
  facts.convAlgorithm = stringifyConvAlgorithm(options.convAlgorithm).str();
  facts.threads = stringifyThreads(options.threads).str();
  collectGraph(module, facts, nodes);
}

std::unique_ptr<PassInstrumentation> ReportCollector::createInstrumentation() {
  return std::make_unique<Instrumentation>(*this);
}

//===----------------------------------------------------------------------===//
// Afterwards
//===----------------------------------------------------------------------===//

/// The step that does most for each node: of those that carry it, the one with
/// the most operations, and among equals the most bytes.
static void findMainSteps(CompileFacts &facts) {
  auto weight = [&](unsigned index) {
    const StepFacts &step = facts.steps[index];
    return std::pair(step.flops, step.readBytes + step.writtenBytes);
  };
  for (unsigned index = 0; index < facts.steps.size(); ++index)
    for (unsigned number : facts.steps[index].nodes) {
      std::optional<unsigned> &main = facts.nodes[number].step;
      if (!main || weight(index) > weight(*main))
        main = index;
    }
}

/// What takes no code is drawn with the one node that it reads.
static void groupNodes(CompileFacts &facts) {
  for (NodeFacts &node : facts.nodes) {
    node.group = node.step;
    if (!node.group && node.kind == NodeFacts::Kind::Node &&
        node.inputs.size() == 1)
      node.group = facts.nodes[node.inputs.front()].group;
  }
}

CompileFacts ReportCollector::finish(ModuleOp module, const StageTimes &times) {
  renumberBuffers(facts, planned);
  findMainSteps(facts);
  groupNodes(facts);
  for (auto &[number, schedule] : schedules) {
    if (!facts.nodes[number].step)
      continue;
    StepFacts &step = facts.steps[*facts.nodes[number].step];
    step.computeCycles += schedule.cycles;
    if (!step.schedule || step.schedule->cycles < schedule.cycles)
      step.schedule = schedule;
  }
  facts.stages = times.get();
  if (auto live =
          module->getAttrOfType<IntegerAttr>(KilnDialect::kLiveBytesAttr))
    facts.liveBytes = live.getInt();
  auto interface =
      module->getAttrOfType<InterfaceAttr>(KilnDialect::kInterfaceAttr);
  if (!interface)
    return facts;
  facts.workspaceBytes = interface.getWorkspace();
  facts.threadWorkspaceBytes = interface.getThreadWorkspace();
  // The functions of each level have its name in theirs.
  if (!interface.getLevels().empty())
    for (StepFacts &step : facts.steps)
      step.kernel += "." + cpuLevelName(interface.getLevels().back());
  return facts;
}
