// Temporary files with the permissions of ordinary ones, renamed when all is
// well; LLVM removes them when a signal ends the program.

#include "OutputFile.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/Path.h"

using namespace kiln::driver;
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
  Expected<fs::TempFile> temporary =
      fs::TempFile::create(realPath + ".tmp-%%%%%%%%");
  if (!temporary)
    return file->makeError(errorToErrorCode(temporary.takeError()));
  file->temporary = std::move(*temporary);
  file->stream = std::make_unique<llvm::raw_fd_ostream>(file->temporary->FD,
                                                        /*shouldClose=*/false);
  return file;
}

OutputFile::~OutputFile() {
  if (stream) {
    stream->flush();
    // An unreported error would abort the program.
    stream->clear_error();
  }
  if (temporary)
    consumeError(temporary->discard());
}

StringRef OutputFile::getTemporaryPath() const {
  return temporary ? StringRef(temporary->TmpName) : StringRef();
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
  if (!temporary)
    return Error::success();
  Error error = temporary->keep(path);
  temporary.reset();
  return error ? makeError(errorToErrorCode(std::move(error)))
               : Error::success();
}

void OutputFile::revoke() { (void)fs::remove(path); }
