// From model file to artifact: the steps, in a caller's context or one of its
// own.

#include "Kiln/Compiler/Compiler.h"
#include "Kiln/Compiler/OutputFile.h"
#include "Kiln/Target/Emit.h"
#include "Kiln/Transforms/Passes.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"

using namespace mlir;
using namespace kiln;
using llvm::Error;

namespace {
/// A file of the system's temporary folder, removed in the end.
class TemporaryFile {
public:
  TemporaryFile(StringRef ending)
      : error(llvm::sys::fs::createTemporaryFile("kiln", ending, path)) {}
  ~TemporaryFile() {
    if (!error)
      (void)llvm::sys::fs::remove(path);
  }

  llvm::SmallString<128> path;
  /// Why it could not be made.
  std::error_code error;
};
} // namespace

Error kiln::linkArtifact(const Artifact &object, StringRef path) {
  if (object.stage != Stage::Object)
    return llvm::createStringError(
        "code of the stage '" + stageName(object.stage) +
        "' can't be linked: expected an object file");
  TemporaryFile file("o");
  if (file.error)
    return llvm::errorCodeToError(file.error);
  if (Error error = writeFile(file.path, object.code->getBuffer()))
    return error;
  llvm::Expected<std::unique_ptr<OutputFile>> output = OutputFile::create(path);
  if (!output)
    return output.takeError();
  StringRef temporary = (*output)->getTemporaryPath();
  if (Error error = linkSharedLibrary(object.interface->target.triple,
                                      object.interface->threads, file.path,
                                      temporary.empty() ? path : temporary))
    return error;
  return (*output)->commit();
}

/// Replaces the object file of `artifact` by a shared library.
static Error linkInPlace(Artifact &artifact) {
  TemporaryFile library("so");
  if (library.error)
    return llvm::errorCodeToError(library.error);
  if (Error error = linkArtifact(artifact, library.path))
    return error;
  auto contents = llvm::MemoryBuffer::getFile(library.path, /*IsText=*/false,
                                              /*RequiresNullTerminator=*/false,
                                              /*IsVolatile=*/true);
  if (!contents)
    return llvm::errorCodeToError(contents.getError());
  artifact.code = std::move(*contents);
  artifact.stage = Stage::Shared;
  return Error::success();
}

FailureOr<Artifact> kiln::compileModule(
    ModuleOp module, const CompileOptions &options, Stage stage,
    llvm::function_ref<LogicalResult(PassManager &)> configure) {
  Artifact artifact;
  artifact.stage = stage == Stage::Shared ? Stage::Object : stage;
  llvm::SmallVector<char, 0> code;
  llvm::raw_svector_ostream os(code);
  if (failed(compile(module, options, artifact.stage, os, configure)))
    return failure();
  artifact.code = std::make_unique<llvm::SmallVectorMemoryBuffer>(
      std::move(code), /*RequiresNullTerminator=*/false);
  if (stage >= Stage::LLVM) {
    auto interface =
        module->getAttrOfType<InterfaceAttr>(KilnDialect::kInterfaceAttr);
    artifact.header =
        buildHeader(interface, module->hasAttr(KilnDialect::kProfileAttr));
    artifact.interface = ModelInterface::of(
        interface, module->getAttrOfType<TargetAttr>(KilnDialect::kTargetAttr));
  }
  if (stage == Stage::Shared)
    if (Error error = linkInPlace(artifact))
      return module.emitError(toString(std::move(error)));
  return artifact;
}

/// The second half of compileFile and compileBuffer.
static FailureOr<Artifact> compileImported(OwningOpRef<ModuleOp> module,
                                           const ModelOptions &options) {
  if (!module)
    return failure();
  return compileModule(*module, options.compile, options.stage);
}

FailureOr<Artifact> kiln::compileFile(StringRef path,
                                      const ModelOptions &options,
                                      MLIRContext &context) {
  return compileImported(importModel(path, options.import, context), options);
}

FailureOr<Artifact> kiln::compileBuffer(llvm::MemoryBufferRef model,
                                        const ModelOptions &options,
                                        MLIRContext &context) {
  return compileImported(importModel(model, options.import, context), options);
}

/// Calls `compile` with a context of its own, and collects what is said there.
static CompileResult
compileAlone(llvm::function_ref<FailureOr<Artifact>(MLIRContext &)> compile) {
  DialectRegistry registry;
  registerKilnDialects(registry);
  MLIRContext context(registry);
  context.printOpOnDiagnostic(false);
  DiagnosticCollector collector(context);
  CompileResult result;
  FailureOr<Artifact> artifact = compile(context);
  if (succeeded(artifact))
    result.artifact = std::move(*artifact);
  result.diagnostics = collector.take();
  return result;
}

CompileResult kiln::compileFile(StringRef path, const ModelOptions &options) {
  return compileAlone([&](MLIRContext &context) {
    return compileFile(path, options, context);
  });
}

CompileResult kiln::compileBuffer(llvm::MemoryBufferRef model,
                                  const ModelOptions &options) {
  return compileAlone([&](MLIRContext &context) {
    return compileBuffer(model, options, context);
  });
}

LogicalResult kiln::checkModel(ModuleOp module) {
  // The one pass that refuses a model for an option.
  PassManager pm(module.getContext());
  pm.addPass(createCheckBatch());
  return pm.run(module);
}
