// Reading one tensor from a file of the ONNX protobuf kind (a TensorProto, as
// the ONNX backend tests keep their inputs and outputs). Models are read by
// Import.h, NumPy files by kiln-run itself.

#ifndef KILN_IMPORT_TENSORFILE_H
#define KILN_IMPORT_TENSORFILE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace kiln {

/// A tensor as a file holds it.
struct FileTensor {
  /// The element type as NumPy spells it, such as "<f4" or "|b1".
  std::string type;
  llvm::SmallVector<int64_t> shape;
  /// The elements in row-major order, little-endian.
  std::vector<char> bytes;
};

/// Parses a serialized TensorProto of real, integer or bool elements, whose
/// data must be in `bytes` itself and be as long as its shape says. The bytes
/// are never trusted. Errors state what was found and what was expected, not
/// the file's name.
llvm::Expected<FileTensor> parseTensorProto(llvm::StringRef bytes);

} // namespace kiln

#endif // KILN_IMPORT_TENSORFILE_H
