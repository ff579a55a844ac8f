// Output files that appear whole or not at all.

#ifndef KILNC_OUTPUTFILE_H
#define KILNC_OUTPUTFILE_H

#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <optional>
#include <string>

namespace kiln::driver {

/// A file that is written under a temporary name in its own folder and takes
/// its name in commit(); until then, whatever ends the program leaves the old
/// file as it was. Standard output ("-") and devices are written directly.
class OutputFile {
public:
  /// Fails when `path` cannot be written.
  static llvm::Expected<std::unique_ptr<OutputFile>>
  create(llvm::StringRef path);
  /// Discards what was not committed.
  ~OutputFile();

  llvm::raw_pwrite_stream &getStream() { return *stream; }
  /// Where other programs may write the contents, and read them before the
  /// commit. Empty when there is no temporary file.
  llvm::StringRef getTemporaryPath() const;
  /// Writes out what is buffered; tells whether all could be written.
  llvm::Error flush();
  llvm::Error commit();
  /// Removes the file that was committed.
  void revoke();

private:
  explicit OutputFile(llvm::StringRef path) : path(path) {}
  llvm::Error makeError(std::error_code code) const;

  std::string path;
  std::optional<llvm::sys::fs::TempFile> temporary;
  std::unique_ptr<llvm::raw_fd_ostream> stream;
};

} // namespace kiln::driver

#endif // KILNC_OUTPUTFILE_H
