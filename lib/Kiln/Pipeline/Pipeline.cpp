// The whole compiler as one list of passes, stage by stage. Each group ends
// where `kilnc --emit=<stage>` can stop.

#include "Kiln/Pipeline/Pipeline.h"
#include "Kiln/Conversion/Passes.h"
#include "Kiln/Memory/Passes.h"
#include "Kiln/Pipeline/Passes.h"
#include "Kiln/Schedule/Passes.h"
#include "Kiln/Transforms/Passes.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace kiln;

static void cleanUp(OpPassManager &pm) {
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

/// kiln -> linalg: what the model computes, with batch norms in the weights.
static void buildLinalgStage(OpPassManager &pm, const CompileOptions &options) {
  // On the ops as the model has them.
  pm.addPass(createCheckBatch());
  if (options.profile || options.describeKernels)
    pm.addPass(createNoteLayers());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createFoldBatchNorm());
  // After folding, which makes new constants.
  pm.addPass(createFlushDenormals());
  pm.addPass(createNestConcats());
  pm.addPass(createConvertToLinalg());
  cleanUp(pm);
  pm.addNestedPass<func::FuncOp>(createFuseElementwise());
  cleanUp(pm);
}

/// linalg -> scheduled: channels in blocks, weights in the kernels' order, and
/// tile sizes on every op that roots a loop nest.
static void buildScheduledStage(OpPassManager &pm,
                                const CompileOptions &options) {
  pm.addNestedPass<func::FuncOp>(createBlockChannels());
  // Not the canonicalizer: it folds a slice of the height into linalg.unpack
  // and then finds that the shapes do not agree.
  pm.addPass(createCSEPass());
  pm.addNestedPass<func::FuncOp>(createFoldConstantLayouts());
  pm.addNestedPass<func::FuncOp>(createLowerRelayouts());
  cleanUp(pm);
  pm.addNestedPass<func::FuncOp>(createSelectSchedule({options.convAlgorithm}));
}

/// scheduled -> vector: loops over tiles, tiles as vectors.
static void buildVectorStage(OpPassManager &pm, const CompileOptions &) {
  pm.addNestedPass<func::FuncOp>(createLowerWinograd());
  pm.addNestedPass<func::FuncOp>(createTileAndFuse());
  // Peeled tiles get their static shapes here.
  cleanUp(pm);
  pm.addNestedPass<func::FuncOp>(createVectorizeTiles());
  cleanUp(pm);
}

/// vector -> memref: every tensor a buffer, every buffer a place in the arena.
static void buildMemRefStage(OpPassManager &pm, const CompileOptions &options) {
  bool hasThreads = options.threads != Threads::None;
  pm.addPass(createAddOutputArguments());
  // Producers write where their result is wanted: padded interiors, joined
  // channels, outputs.
  pm.addNestedPass<func::FuncOp>(createSeparateEmptyTensors());
  pm.addNestedPass<func::FuncOp>(createPlaceResults());
  pm.addPass(bufferization::createEmptyTensorToAllocTensorPass());
  pm.addNestedPass<func::FuncOp>(createReloadTiles());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  bufferize.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  pm.addPass(bufferization::createOneShotBufferizePass(bufferize));
  cleanUp(pm);
  pm.addNestedPass<func::FuncOp>(createLowerCopies());
  // The few ops that no schedule covers become plain loops.
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  pm.addPass(createOutlineKernels({/*threadBuffers=*/hasThreads}));
  // A kernel's buffers are live as long as it runs, for none of its arguments
  // may share memory with another.
  pm.addPass(createPlanMemory());
  pm.addPass(createPackWeights());
  pm.addNestedPass<func::FuncOp>(memref::createFoldMemRefAliasOpsPass());
  cleanUp(pm);
  pm.addNestedPass<func::FuncOp>(createPrefetchWeights());
  pm.addNestedPass<func::FuncOp>(createUnrollVectors());
  pm.addNestedPass<func::FuncOp>(createExpandMath());
  pm.addNestedPass<func::FuncOp>(createFindScalarLoops());
  pm.addNestedPass<func::FuncOp>(createSinkElementwise());
  if (options.profile || options.describeKernels)
    pm.addPass(createDescribeKernels());
  if (hasThreads) {
    // On the ops that will run, which tell how much work a kernel is.
    pm.addPass(createSplitKernels());
    pm.addPass(createFormPhases());
  }
  // Phases would be formed by what the timers write.
  if (options.profile)
    pm.addPass(createTimeKernels());
  cleanUp(pm);
}

/// memref -> LLVM dialect.
static void buildLLVMStage(OpPassManager &pm, const CompileOptions &options) {
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createLowerToLLVM());
  pm.addPass(createFinalizeSymbols());
  if (options.threads != Threads::None)
    pm.addPass(createRunPhases({options.threads}));
  cleanUp(pm);
}

void kiln::buildKilnPipeline(OpPassManager &pm, const CompileOptions &options,
                             Stage last, Stage from) {
  using Build = void (*)(OpPassManager &, const CompileOptions &);
  static constexpr std::pair<Stage, Build> stages[] = {
      {Stage::Linalg, buildLinalgStage},
      {Stage::Scheduled, buildScheduledStage},
      {Stage::Vector, buildVectorStage},
      {Stage::MemRef, buildMemRefStage},
      {Stage::LLVM, buildLLVMStage}};
  for (auto [stage, build] : stages) {
    if (stage <= from)
      continue;
    if (stage > last)
      return;
    build(pm, options);
    pm.addPass(createVerifyStage({stageName(stage).str()}));
  }
}
