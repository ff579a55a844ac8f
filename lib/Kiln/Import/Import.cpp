// The entry point: opens the file and hands it to the reader of its kind.

#include "Kiln/Import/Import.h"
#include "GraphImporter.h"
#include "ImportContext.h"
#include "Kiln/IR/Kiln.h"
#include "MlirReader.h"
#include "ModelFile.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "onnx/onnx.pb.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace kiln;

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
  return GraphImporter(std::move(model), context).run();
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
