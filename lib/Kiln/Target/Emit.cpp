// From a module in the LLVM dialect to LLVM IR, assembly or an object file:
// translation, LLVM's own optimizations, code generation. The C interface, the
// weights and the target have files of their own.

#include "Kiln/Target/Emit.h"
#include "CInterface.h"
#include "DebugScopes.h"
#include "Kiln/Target/CpuLevels.h"
#include "Kiln/Target/Provenance.h"
#include "Kiln/Target/TargetMachine.h"
#include "Profile.h"
#include "SparseBuffer.h"
#include "Weights.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/OpenMP/OpenMPToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Instrumentation/AddressSanitizer.h"

using namespace mlir;
using namespace kiln;

/// Shows what LLVM reports as diagnostics on `module`.
static void forwardDiagnostics(llvm::LLVMContext &context, ModuleOp &module) {
  context.setDiagnosticHandlerCallBack(
      [](const llvm::DiagnosticInfo *info, void *moduleOp) {
        std::string text;
        llvm::raw_string_ostream os(text);
        llvm::DiagnosticPrinterRawOStream printer(os);
        info->print(printer);
        auto &module = *static_cast<ModuleOp *>(moduleOp);
        if (info->getSeverity() == llvm::DS_Error)
          module.emitError(text);
        else if (info->getSeverity() == llvm::DS_Warning)
          module.emitWarning(text);
      },
      &module);
}

static std::unique_ptr<llvm::Module> translate(ModuleOp module,
                                               InterfaceAttr interface,
                                               llvm::TargetMachine &machine,
                                               llvm::LLVMContext &context) {
  DialectRegistry registry;
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  registerOpenMPDialectTranslation(registry);
  module.getContext()->appendDialectRegistry(registry);
  // The name stands for the path of a source file, which must not leak in.
  std::unique_ptr<llvm::Module> result =
      translateModuleToLLVMIR(module, context, interface.getName());
  if (!result)
    return nullptr;
  result->setSourceFileName(interface.getName());
  result->setTargetTriple(machine.getTargetTriple());
  result->setDataLayout(machine.createDataLayout());
  result->setPICLevel(llvm::PICLevel::BigPIC);
  return result;
}

/// Compiles all functions that are not yet for a CPU of their own for
/// `target`'s.
static void setTarget(llvm::Module &module, TargetAttr target) {
  for (llvm::Function &function : module) {
    if (function.isDeclaration() || function.hasFnAttribute("target-cpu"))
      continue;
    function.addFnAttr("target-cpu", target.getCpu());
    function.addFnAttr("target-features", target.getFeatures());
    // Some CPUs are tuned for narrower vectors than they have; ours are chosen
    // by the schedule.
    if (module.getTargetTriple().isX86())
      function.addFnAttr("prefer-vector-width",
                         std::to_string(8 * target.getVectorBytes()));
  }
}

static void setFunctionAttributes(llvm::Module &module, bool sanitizeAddress) {
  for (llvm::Function &function : module) {
    function.setDoesNotThrow();
    if (sanitizeAddress && !function.isDeclaration())
      function.addFnAttr(llvm::Attribute::SanitizeAddress);
  }
}

static void optimize(llvm::Module &module, llvm::TargetMachine &machine,
                     const EmitOptions &options) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  // The loops are tiled and unrolled already: unrolling them again and looking
  // for vectors in straight-line code costs most of the compile time and gains
  // nothing.
  llvm::PipelineTuningOptions tuning;
  tuning.LoopUnrolling = false;
  tuning.SLPVectorization = false;
  llvm::PassBuilder builder(&machine, tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  static const llvm::OptimizationLevel levels[] = {
      llvm::OptimizationLevel::O0, llvm::OptimizationLevel::O1,
      llvm::OptimizationLevel::O2, llvm::OptimizationLevel::O3};
  const llvm::OptimizationLevel &level = levels[std::min(options.optLevel, 3u)];
  llvm::ModulePassManager passes =
      options.optLevel == 0 ? builder.buildO0DefaultPipeline(level)
                            : builder.buildPerModuleDefaultPipeline(level);
  // On what is left of the accesses when all else is done.
  if (options.sanitizeAddress)
    passes.addPass(llvm::AddressSanitizerPass(llvm::AddressSanitizerOptions()));
  passes.run(module, modules);
}

static LogicalResult generateCode(ModuleOp op, llvm::Module &module,
                                  llvm::TargetMachine &machine,
                                  llvm::CodeGenFileType type,
                                  llvm::raw_pwrite_stream &os) {
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, os, /*DwoOut=*/nullptr, type))
    return op.emitError("target '")
           << machine.getTargetTriple().str() << "' cannot emit this file type";
  passes.run(module);
  return success();
}

/// Emits an object whose weights are zero into memory that the zeros do not
/// take up, then writes it out with the weights in their place.
static LogicalResult emitObject(ModuleOp op, llvm::Module &module,
                                llvm::TargetMachine &machine,
                                llvm::GlobalVariable *weights,
                                const WeightsBlob &blob,
                                llvm::raw_ostream &os) {
  std::string section = ".rodata." + blob.symbol;
  if (weights)
    weights->setSection(section);
  constexpr uint64_t expectedCode = 64 << 20;
  SparseBuffer buffer((weights ? blob.size : 0) + expectedCode);
  if (failed(generateCode(op, module, machine,
                          llvm::CodeGenFileType::ObjectFile, buffer)))
    return failure();
  if (weights)
    return writeObjectWithWeights(op, buffer.getContents(), section, blob, os);
  os << buffer.getContents();
  return success();
}

LogicalResult kiln::emitModule(ModuleOp module, EmitKind kind,
                               const EmitOptions &options,
                               llvm::raw_pwrite_stream &os) {
  auto target = module->getAttrOfType<TargetAttr>("kiln.target");
  auto interface = module->getAttrOfType<InterfaceAttr>("kiln.interface");
  if (!target || !interface)
    return module.emitError("module has no ")
           << (target ? "kiln.interface" : "kiln.target") << " attribute";
  if (failed(checkInterface(module, interface)) ||
      failed(checkProfile(module, interface)))
    return failure();
  FailureOr<WeightsBlob> blob = collectWeights(module, interface);
  if (failed(blob))
    return failure();
  std::unique_ptr<llvm::TargetMachine> machine = createTargetMachine(
      target, options.optLevel, [&] { return module.emitError(); });
  if (!machine)
    return failure();

  llvm::LLVMContext context;
  forwardDiagnostics(context, module);
  if (options.debugInfo && failed(addDebugScopes(module)))
    return failure();
  std::unique_ptr<llvm::Module> llvmModule =
      translate(module, interface, *machine, context);
  if (!llvmModule)
    return failure();
  setTarget(*llvmModule, target);
  addCInterface(*llvmModule, interface, *machine);
  if (auto profiles =
          module->getAttrOfType<ArrayAttr>(KilnDialect::kProfileAttr))
    addProfile(*llvmModule, interface, profiles);
  if (!options.note.empty() && machine->getTargetTriple().isOSBinFormatELF())
    addNote(*llvmModule, options.note);
  // What finds out about the CPU runs on all of them.
  setTarget(*llvmModule, getLowestTarget(target));
  setFunctionAttributes(*llvmModule, options.sanitizeAddress);

  if (blob->size > 0) {
    llvm::GlobalVariable *zeros = llvmModule->getNamedGlobal(blob->symbol);
    // They are not the weights' values: nothing may be concluded from them.
    zeros->setExternallyInitialized(true);
    // The sanitizer puts a zone that must not be touched around data of no
    // larger alignment only.
    if (options.sanitizeAddress)
      zeros->setAlignment(llvm::Align(32));
  }
  optimize(*llvmModule, *machine, options);
  // Null when no code reads the weights.
  llvm::GlobalVariable *weights =
      blob->size > 0 ? llvmModule->getGlobalVariable(blob->symbol, true)
                     : nullptr;

  LogicalResult result = success();
  if (kind == EmitKind::Object) {
    result = emitObject(module, *llvmModule, *machine, weights, *blob, os);
  } else {
    if (weights) {
      weights->setExternallyInitialized(false);
      setWeightsInitializer(*weights, *blob);
    }
    if (kind == EmitKind::LLVMIR)
      llvmModule->print(os, nullptr);
    else
      result = generateCode(module, *llvmModule, *machine,
                            llvm::CodeGenFileType::AssemblyFile, os);
  }
  bool reported = context.getDiagHandlerPtr()->HasErrors;
  return failure(failed(result) || reported);
}
