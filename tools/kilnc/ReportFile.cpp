// Reading what goes into a report from files, and its two forms.

#include "ReportFile.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace kiln;
using namespace kiln::driver;
using llvm::createStringError;
using llvm::Error;
using llvm::MemoryBuffer;
using llvm::StringRef;

std::optional<SizeFacts> kiln::driver::readSizesOf(StringRef objectPath) {
  if (objectPath.empty())
    return std::nullopt;
  auto object = MemoryBuffer::getFile(objectPath, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  return object ? readSizes(**object) : std::nullopt;
}

static Error addProfileOf(StringRef path, CompileFacts &facts) {
  auto profile = MemoryBuffer::getFile(path);
  if (!profile)
    return createStringError("cannot read the profile '" + path +
                             "': " + profile.getError().message());
  if (Error error = addProfile(facts, (*profile)->getBuffer()))
    return createStringError("the profile '" + path +
                             "': " + toString(std::move(error)));
  return Error::success();
}

Error kiln::driver::writeReport(CompileFacts facts, const Options &options,
                                StringRef objectPath, llvm::raw_ostream &os) {
  facts.file = llvm::sys::path::filename(options.input).str();
  facts.sizes = readSizesOf(objectPath);
  if (!options.profileData.empty())
    if (Error error = addProfileOf(options.profileData, facts))
      return error;
  if (llvm::sys::path::extension(options.report) == ".json")
    os << llvm::formatv("{0:2}\n", llvm::json::Value(reportToJson(facts)));
  else
    writeHtmlReport(facts, os);
  return Error::success();
}
