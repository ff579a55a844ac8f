// Temporary files with the permissions of ordinary ones, renamed when all is
// well.

#include "Kiln/Compiler/OutputFile.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace kiln;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
namespace fs = llvm::sys::fs;

Error OutputFile::makeError(std::error_code code) const {
  return llvm::createStringError(code, "cannot write '" + path +
                                           "': " + code.message());
}

Expected<std::unique_ptr<OutputFile>> OutputFile::create(StringRef path) {
  std::unique_ptr<OutputFile> file(new OutputFile(path));
  fs::file_status status;
  bool exists = !fs::status(path, status) && fs::exists(status);
  if (exists && fs::is_directory(status))
    return file->makeError(make_error_code(llvm::errc::is_a_directory));
  if (path == "-" || (exists && !fs::is_regular_file(status))) {
    std::error_code error;
    file->stream = std::make_unique<llvm::raw_fd_ostream>(path, error);
    if (error)
      return file->makeError(error);
    return file;
  }
  if (exists && !fs::can_write(path))
    return file->makeError(make_error_code(llvm::errc::permission_denied));
  // A link stays, and what it points to is replaced.
  llvm::SmallString<256> realPath(path);
  if (exists && fs::real_path(path, realPath))
    realPath = path;
  file->path = realPath.str();
  int descriptor;
  llvm::SmallString<256> temporary;
  if (std::error_code error = fs::createUniqueFile(realPath + ".tmp-%%%%%%%%",
                                                   descriptor, temporary))
    return file->makeError(error);
  file->temporary = temporary.str();
  file->stream = std::make_unique<llvm::raw_fd_ostream>(descriptor,
                                                        /*shouldClose=*/true);
  return file;
}

OutputFile::~OutputFile() {
  if (stream) {
    stream->flush();
    // An unreported error would abort the program.
    stream->clear_error();
  }
  if (!temporary.empty())
    (void)fs::remove(temporary);
}

Error OutputFile::flush() {
  stream->flush();
  if (!stream->has_error())
    return Error::success();
  std::error_code code = stream->error();
  stream->clear_error();
  return makeError(code);
}

Error OutputFile::commit() {
  if (Error error = flush())
    return error;
  if (temporary.empty())
    return Error::success();
  if (std::error_code error = fs::rename(temporary, path))
    return makeError(error);
  temporary.clear();
  return Error::success();
}

namespace {
/// Keeps other processes that ask for the same from committing to a folder. On
/// a file system that has no locks, nobody waits.
class FolderLock {
public:
  explicit FolderLock(StringRef file)
      : folder(::open(folderOf(file).c_str(), O_RDONLY | O_DIRECTORY)) {
    if (folder >= 0)
      (void)::flock(folder, LOCK_EX);
  }
  ~FolderLock() {
    if (folder >= 0)
      ::close(folder);
  }

private:
  static std::string folderOf(StringRef file) {
    StringRef parent = llvm::sys::path::parent_path(file);
    return parent.empty() ? "." : parent.str();
  }

  int folder;
};
} // namespace

Error kiln::commitTogether(OutputFile &code, OutputFile &header) {
  for (OutputFile *file : {&code, &header})
    if (Error error = file->flush())
      return error;
  FolderLock lock(header.path);
  // A device is not replaced, so it is not taken away either.
  bool replacesCode = !code.temporary.empty();
  if (!header.temporary.empty())
    (void)fs::remove(header.path);
  if (Error error = code.commit())
    return error;
  Error error = header.commit();
  if (error && replacesCode)
    (void)fs::remove(code.path);
  return error;
}

Error kiln::writeFile(StringRef path, StringRef contents) {
  Expected<std::unique_ptr<OutputFile>> file = OutputFile::create(path);
  if (!file)
    return file.takeError();
  (*file)->getStream() << contents;
  return (*file)->commit();
}
