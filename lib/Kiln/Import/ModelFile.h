// Opening a model file and telling its kind from its content. What the content
// means is for MlirReader and GraphImporter.

#ifndef KILN_LIB_IMPORT_MODELFILE_H
#define KILN_LIB_IMPORT_MODELFILE_H

#include "ImportContext.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>

namespace onnx {
class ModelProto;
} // namespace onnx

namespace kiln {

enum class ModelKind { Onnx, Mlir };

struct ModelFile {
  std::unique_ptr<llvm::MemoryBuffer> buffer;
  ModelKind kind;
};

/// Opens the file of `context`; on failure reports why and returns nothing.
std::optional<ModelFile> openModelFile(ImportContext &context);

/// Tells the kind of `buffer`, which was read or given; reports what is no
/// model and returns nothing.
std::optional<ModelFile>
recognizeModel(std::unique_ptr<llvm::MemoryBuffer> buffer,
               ImportContext &context);

/// Parses an ONNX file; on failure reports why and returns null.
std::shared_ptr<const onnx::ModelProto> parseOnnx(const ModelFile &file,
                                                  ImportContext &context);

} // namespace kiln

#endif // KILN_LIB_IMPORT_MODELFILE_H
