// Resolving and mapping external data files.

#include "ExternalData.h"
#include "ImportContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kiln;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

static llvm::Error problem(llvm::StringRef location, const llvm::Twine &text) {
  return llvm::createStringError("external data file " + quoted(location) +
                                 " " + text);
}

llvm::Expected<std::string>
ExternalData::resolve(llvm::StringRef location) const {
  if (location.empty() || location.contains('\0'))
    return problem(location, "has no usable name");
  if (path::is_absolute(location))
    return problem(location, "has an absolute path; it must lie in the "
                             "model's folder");
  for (llvm::StringRef part :
       llvm::make_range(path::begin(location), path::end(location)))
    if (part == "..")
      return problem(location, "leaves the model's folder by '..'");

  llvm::StringRef parent = path::parent_path(modelPath);
  llvm::SmallString<256> folder, file, joined(parent);
  path::append(joined, location);
  std::error_code error = fs::real_path(parent.empty() ? "." : parent, folder);
  if (!error)
    error = fs::real_path(joined, file);
  if (error)
    return problem(location, "cannot be opened: " + error.message());

  if (!folder.ends_with(path::get_separator()))
    folder += path::get_separator();
  if (!llvm::StringRef(file).starts_with(folder))
    return problem(location, "is a link that leads out of the model's folder");
  if (!fs::is_regular_file(file))
    return problem(location, "is no regular file");
  return file.str().str();
}

llvm::Expected<std::shared_ptr<const llvm::MemoryBuffer>>
ExternalData::open(llvm::StringRef location) {
  llvm::Expected<std::string> file = resolve(location);
  if (!file)
    return file.takeError();
  std::shared_ptr<const llvm::MemoryBuffer> &slot = files[*file];
  if (slot)
    return slot;
  auto buffer = llvm::MemoryBuffer::getFile(*file, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return problem(location,
                   "cannot be opened: " + buffer.getError().message());
  slot = std::move(*buffer);
  return slot;
}

void ExternalData::addTo(llvm::BLAKE3 &hash) const {
  for (const auto &[path, buffer] : files)
    if (buffer)
      hash.update(buffer->getBuffer());
}
