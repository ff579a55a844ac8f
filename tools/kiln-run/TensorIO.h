// Tensors from and to files: NumPy's .npy format, read and written here, and
// ONNX TensorProto files, which lib/Kiln/Import reads.

#ifndef KILN_RUN_TENSORIO_H
#define KILN_RUN_TENSORIO_H

#include "Elements.h"
#include "Kiln/Execution/LoadedModel.h"
#include "Kiln/Import/TensorFile.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace kiln::run {

/// `name` as the name of a file: nothing in it that leads to another folder.
std::string toFileName(llvm::StringRef name);

/// Reads the tensor in the file at `path`; its content tells the format.
/// Errors name the file.
llvm::Expected<FileTensor> readTensorFile(llvm::StringRef path);

/// Parses a little-endian .npy file of version 1, 2 or 3. The bytes are never
/// trusted; an element type that Elements.h lacks is an error.
llvm::Expected<FileTensor> parseNpy(llvm::StringRef bytes);

/// Writes an .npy file in C order.
llvm::Error writeNpyFile(llvm::StringRef path, llvm::ArrayRef<int64_t> shape,
                         const Elements &elements);

} // namespace kiln::run

#endif // KILN_RUN_TENSORIO_H
