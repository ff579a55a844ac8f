// Opening and sniffing model files, and the protobuf parse.

#include "ModelFile.h"
#include "onnx/onnx.pb.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include <climits>
#include <google/protobuf/io/coded_stream.h>

using namespace kiln;

/// Text has no control characters but white space. An ONNX file starts with
/// the tag of its IR version, which is one, so its first bytes tell.
static bool looksLikeText(llvm::StringRef content) {
  return llvm::all_of(content.take_front(1024), [](char c) {
    unsigned char u = c;
    return u >= 0x20 ? u != 0x7f : llvm::isSpace(c);
  });
}

std::optional<ModelFile> kiln::openModelFile(ImportContext &context) {
  namespace fs = llvm::sys::fs;
  fs::file_status status;
  if (std::error_code error = fs::status(context.path, status)) {
    context.error("cannot open the model file: " + error.message());
    return std::nullopt;
  }
  if (fs::is_directory(status)) {
    context.error("expected a model file, but this is a directory");
    return std::nullopt;
  }
  // A pipe ends some time; a device may not.
  if (status.type() != fs::file_type::regular_file &&
      status.type() != fs::file_type::fifo_file) {
    context.error("expected a model file, but this is a device or socket");
    return std::nullopt;
  }
  auto buffer = llvm::MemoryBuffer::getFile(context.path);
  if (!buffer) {
    context.error("cannot open the model file: " + buffer.getError().message());
    return std::nullopt;
  }
  return recognizeModel(std::move(*buffer), context);
}

std::optional<ModelFile>
kiln::recognizeModel(std::unique_ptr<llvm::MemoryBuffer> buffer,
                     ImportContext &context) {
  llvm::StringRef content = buffer->getBuffer();
  if (content.empty()) {
    context.error("the model file is empty");
    return std::nullopt;
  }
  if (content.starts_with("version https://git-lfs")) {
    context.error("this is a Git LFS pointer, not the model itself; fetch the "
                  "file with 'git lfs pull'");
    return std::nullopt;
  }
  if (content.starts_with("ML\xefR")) {
    // MLIR's reader trusts the counts in it, and nests without limit.
    context.error("this is MLIR bytecode, which is not safe to read from "
                  "anybody; 'kiln-opt FILE -o FILE.mlir' makes text of it");
    return std::nullopt;
  }
  ModelKind kind = looksLikeText(content) ? ModelKind::Mlir : ModelKind::Onnx;
  return ModelFile{std::move(buffer), kind};
}

std::shared_ptr<const onnx::ModelProto>
kiln::parseOnnx(const ModelFile &file, ImportContext &context) {
  llvm::StringRef content = file.buffer->getBuffer();
  if (content.size() > INT_MAX) {
    context.error("the file is larger than the 2 GiB that a protobuf message "
                  "may have; store the weights as external data");
    return nullptr;
  }
  auto model = std::make_shared<onnx::ModelProto>();
  google::protobuf::io::CodedInputStream stream(
      reinterpret_cast<const uint8_t *>(content.data()), content.size());
  stream.SetRecursionLimit(context.options.limits.nesting);
  if (!model->ParseFromCodedStream(&stream) ||
      !stream.ConsumedEntireMessage()) {
    context.error("neither an ONNX protobuf nor an MLIR module: the content is "
                  "damaged, truncated or of another kind");
    return nullptr;
  }
  if (!model->has_graph()) {
    context.error("the ONNX file holds no graph: it is truncated or no model");
    return nullptr;
  }
  return model;
}
