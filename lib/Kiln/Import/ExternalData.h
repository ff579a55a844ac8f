// Tensor data that lies in files beside the model. Never reads outside the
// model's folder.

#ifndef KILN_LIB_IMPORT_EXTERNALDATA_H
#define KILN_LIB_IMPORT_EXTERNALDATA_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <map>
#include <memory>
#include <string>

namespace kiln {

/// Opens external data files, each once.
class ExternalData {
public:
  explicit ExternalData(llvm::StringRef modelPath) : modelPath(modelPath) {}

  /// The content of the file `location`, a path relative to the model's
  /// folder. Refuses absolute paths, `..`, links that lead out of the folder
  /// and whatever is no regular file. Large files are mapped, not read.
  llvm::Expected<std::shared_ptr<const llvm::MemoryBuffer>>
  open(llvm::StringRef location);

  /// Adds the contents of all files that were opened, in the order of their
  /// paths.
  void addTo(llvm::BLAKE3 &hash) const;

private:
  llvm::Expected<std::string> resolve(llvm::StringRef location) const;

  std::string modelPath;
  std::map<std::string, std::shared_ptr<const llvm::MemoryBuffer>> files;
};

} // namespace kiln

#endif // KILN_LIB_IMPORT_EXTERNALDATA_H
