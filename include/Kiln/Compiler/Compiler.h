// The compiler as a library: a model file, or a module of kiln ops, in; object
// code and all that is known of it, or diagnostics, out. Nothing here keeps
// state between calls: any number of threads may compile at the same time.
//
//   mlir::MLIRContext context(registry);           // of registerKilnDialects
//   auto artifact = kiln::compileFile("m.onnx", options, context);
//
// works in the caller's context, whose handlers get the diagnostics. Without a
// context, the call makes one of its own and returns the diagnostics as data.

#ifndef KILN_COMPILER_COMPILER_H
#define KILN_COMPILER_COMPILER_H

#include "Kiln/Compiler/Diagnostics.h"
#include "Kiln/Compiler/ModelOptions.h"
#include "Kiln/Pipeline/Pipeline.h"
#include "Kiln/Target/ModelInterface.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kiln {

/// What a compilation made.
struct Artifact {
  Stage stage = Stage::Object;
  /// Text of the stage, an object file, or a shared library.
  std::unique_ptr<llvm::MemoryBuffer> code;
  /// The C header that belongs to the code; empty before Stage::LLVM.
  std::string header;
  /// Absent before Stage::LLVM.
  std::optional<ModelInterface> interface;
};

/// Compiles `module`, which is used up, through `stage`. `configure`, when
/// given, adjusts the pass manager. Problems are emitted as diagnostics.
/// The code is kept in memory; kiln::compile of Pipeline.h writes it to a
/// stream.
llvm::FailureOr<Artifact>
compileModule(mlir::ModuleOp module, const CompileOptions &options, Stage stage,
              llvm::function_ref<llvm::LogicalResult(mlir::PassManager &)>
                  configure = {});

/// Imports and compiles the model file at `path` in `context`, which has the
/// dialects of registerKilnDialects. Problems are emitted as diagnostics: all
/// that the importer finds, not the first alone.
llvm::FailureOr<Artifact> compileFile(llvm::StringRef path,
                                      const ModelOptions &options,
                                      mlir::MLIRContext &context);

/// The same for the content of a model file, whose identifier stands for its
/// path: diagnostics name it, and files of weights lie beside it.
llvm::FailureOr<Artifact> compileBuffer(llvm::MemoryBufferRef model,
                                        const ModelOptions &options,
                                        mlir::MLIRContext &context);

/// An artifact, or nothing and at least one error; with either, what else there
/// was to say.
struct CompileResult {
  std::optional<Artifact> artifact;
  std::vector<DiagnosticRecord> diagnostics;
};

CompileResult compileFile(llvm::StringRef path, const ModelOptions &options);
CompileResult compileBuffer(llvm::MemoryBufferRef model,
                            const ModelOptions &options);

/// Finds out, at once, whether `module`, which was imported, can be compiled.
/// Problems are emitted as diagnostics.
llvm::LogicalResult checkModel(mlir::ModuleOp module);

/// Links the code of `object`, which is an object file, into a shared library
/// at `path`, which appears whole or not at all.
llvm::Error linkArtifact(const Artifact &object, llvm::StringRef path);

} // namespace kiln

#endif // KILN_COMPILER_COMPILER_H
