// Output files that appear whole or not at all.

#ifndef KILN_COMPILER_OUTPUTFILE_H
#define KILN_COMPILER_OUTPUTFILE_H

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <string>

namespace kiln {

/// A file that is written under a temporary name in its own folder and takes
/// its name in commit(); until then, whatever ends the program leaves the old
/// file as it was. Standard output ("-") and devices are written directly. No
/// signal is handled: a tool that wants nothing left behind when it is
/// interrupted removes getTemporaryPath() itself.
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
  llvm::StringRef getTemporaryPath() const { return temporary; }
  /// Writes out what is buffered; tells whether all could be written.
  llvm::Error flush();
  llvm::Error commit();

private:
  friend llvm::Error commitTogether(OutputFile &code, OutputFile &header);

  explicit OutputFile(llvm::StringRef path) : path(path) {}
  llvm::Error makeError(std::error_code code) const;

  std::string path;
  std::string temporary;
  std::unique_ptr<llvm::raw_fd_ostream> stream;
};

/// Commits `code` and the `header` that describes it. Never is an old header
/// beside new code, be it because the process is killed or because another one
/// commits to the same folder at the same time.
llvm::Error commitTogether(OutputFile &code, OutputFile &header);

/// Writes `contents` to the file at `path`, which appears whole or not at all.
llvm::Error writeFile(llvm::StringRef path, llvm::StringRef contents);

} // namespace kiln

#endif // KILN_COMPILER_OUTPUTFILE_H
