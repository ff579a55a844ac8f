// The entry point: opens the file and hands it to the reader of its kind.

#include "Kiln/Import/Import.h"
#include "GraphImporter.h"
#include "ImportContext.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/Transforms/CheckBatch.h"
#include "MlirReader.h"
#include "ModelFile.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "onnx/onnx.pb.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace kiln;

/// Whether `model` computes the rows of a batch apart, told from what it is for
/// two of them: of one, an op that mixes them may be no op at all.
static LogicalResult
checkRows(const std::shared_ptr<const onnx::ModelProto> &model,
          ImportContext &context) {
  ImportContext ofTwo(context.path, context.options, context.mlirContext);
  ofTwo.batch = 2;
  OwningOpRef<ModuleOp> module;
  {
    ScopedDiagnosticHandler silent(&context.mlirContext,
                                   [](Diagnostic &) { return success(); });
    module = GraphImporter(model, ofTwo).run();
  }
  if (!module) {
    context.error("--dynamic-batch: of a batch of 2: " + ofTwo.firstError());
    return failure();
  }
  return checkBatch(*module->getOps<func::FuncOp>().begin(), /*batch=*/2);
}

/// Whether all inputs of the model lead with one row.
static bool isOfOneRow(ModuleOp module) {
  func::FuncOp function = *module.getOps<func::FuncOp>().begin();
  return llvm::all_of(function.getArgumentTypes(),
                      [](Type type) { return leadsWith(type, 1); });
}

static OwningOpRef<ModuleOp> readModel(std::optional<ModelFile> file,
                                       ImportContext &context) {
  if (!file)
    return nullptr;
  context.hash.update(file->buffer->getBuffer());
  if (file->kind != ModelKind::Onnx)
    return readMlir(std::move(*file), context);

  std::shared_ptr<const onnx::ModelProto> model = parseOnnx(*file, context);
  // The messages own what they need; the file's pages can go.
  file->buffer.reset();
  if (!model)
    return nullptr;
  OwningOpRef<ModuleOp> module = GraphImporter(model, context).run();
  // Of others it is said when the module is checked.
  if (module && !context.hasErrors() && context.options.dynamicBatch &&
      isOfOneRow(*module) && failed(checkRows(model, context)))
    return nullptr;
  return module;
}

/// Imports what `open` finds.
static OwningOpRef<ModuleOp>
import(llvm::StringRef path, const ImportOptions &options,
       MLIRContext &mlirContext,
       llvm::function_ref<std::optional<ModelFile>(ImportContext &)> open) {
  mlirContext
      .loadDialect<KilnDialect, arith::ArithDialect, func::FuncDialect>();
  ImportContext context(path, options, mlirContext);
  OwningOpRef<ModuleOp> module = readModel(open(context), context);
  context.flush();
  if (context.hasErrors() || !module || failed(verify(*module)))
    return nullptr;
  std::string source = "blake3:" + llvm::toHex(context.hash.final(),
                                               /*LowerCase=*/true);
  (*module)->setAttr(KilnDialect::kSourceAttr,
                     StringAttr::get(&mlirContext, source));
  if (options.dynamicBatch)
    (*module)->setAttr(KilnDialect::kDynamicBatchAttr,
                       UnitAttr::get(&mlirContext));
  return module;
}

OwningOpRef<ModuleOp> kiln::importModel(llvm::StringRef path,
                                        const ImportOptions &options,
                                        MLIRContext &context) {
  return import(path, options, context, openModelFile);
}

OwningOpRef<ModuleOp> kiln::importModel(llvm::MemoryBufferRef model,
                                        const ImportOptions &options,
                                        MLIRContext &context) {
  return import(model.getBufferIdentifier(), options, context,
                [&](ImportContext &imported) {
                  // The parser of MLIR text reads up to a final zero.
                  return recognizeModel(
                      llvm::MemoryBuffer::getMemBufferCopy(
                          model.getBuffer(), model.getBufferIdentifier()),
                      imported);
                });
}
