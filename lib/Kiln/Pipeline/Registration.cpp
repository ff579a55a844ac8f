// Everything a tool has to register before it can parse, run or print any
// stage of the pipeline.

#include "Kiln/Conversion/Passes.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/Memory/Passes.h"
#include "Kiln/Pipeline/Passes.h"
#include "Kiln/Pipeline/Pipeline.h"
#include "Kiln/Schedule/Passes.h"
#include "Kiln/Transforms/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/FuncBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/Transforms/SubsetInsertionOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/Transforms/TilingInterfaceImpl.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/IR/TensorTilingInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/SubsetInsertionOpInterfaceImpl.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/Vector/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Vector/Transforms/SubsetOpInterfaceImpl.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;
using namespace kiln;

namespace {
/// Which part of the pipeline is to run.
struct StageOptions : PassPipelineOptions<StageOptions> {
  static llvm::cl::ValuesClass stages() {
    return llvm::cl::values(clEnumValN(Stage::Kiln, "kiln", ""),
                            clEnumValN(Stage::Linalg, "linalg", ""),
                            clEnumValN(Stage::Scheduled, "scheduled", ""),
                            clEnumValN(Stage::Vector, "vector", ""),
                            clEnumValN(Stage::MemRef, "memref", ""),
                            clEnumValN(Stage::LLVM, "llvm", ""));
  }

  Option<Stage> from{*this, "from", llvm::cl::desc("The module's stage"),
                     llvm::cl::init(Stage::Kiln), stages()};
  Option<Stage> to{*this, "to", llvm::cl::desc("The last stage"),
                   llvm::cl::init(Stage::LLVM), stages()};
};
} // namespace

void kiln::registerKilnPasses() {
  registerKilnTransformsPasses();
  registerKilnConversionPasses();
  registerKilnSchedulePasses();
  registerKilnMemoryPasses();
  registerKilnPipelinePasses();
  PassPipelineRegistration<StageOptions>(
      "kiln-pipeline", "From the kiln dialect to the LLVM dialect",
      [](OpPassManager &pm, const StageOptions &options) {
        buildKilnPipeline(pm, CompileOptions(), options.to, options.from);
      });
}

void kiln::registerKilnDialects(DialectRegistry &registry) {
  registry.insert<KilnDialect, affine::AffineDialect, arith::ArithDialect,
                  bufferization::BufferizationDialect, cf::ControlFlowDialect,
                  func::FuncDialect, LLVM::LLVMDialect, linalg::LinalgDialect,
                  math::MathDialect, memref::MemRefDialect, omp::OpenMPDialect,
                  scf::SCFDialect, tensor::TensorDialect, ub::UBDialect,
                  vector::VectorDialect>();
  arith::registerBufferizableOpInterfaceExternalModels(registry);
  bufferization::func_ext::registerBufferizableOpInterfaceExternalModels(
      registry);
  linalg::registerBufferizableOpInterfaceExternalModels(registry);
  linalg::registerSubsetOpInterfaceExternalModels(registry);
  linalg::registerTilingInterfaceExternalModels(registry);
  scf::registerBufferizableOpInterfaceExternalModels(registry);
  tensor::registerBufferizableOpInterfaceExternalModels(registry);
  tensor::registerSubsetOpInterfaceExternalModels(registry);
  tensor::registerTilingInterfaceExternalModels(registry);
  vector::registerBufferizableOpInterfaceExternalModels(registry);
  vector::registerSubsetOpInterfaceExternalModels(registry);
}
