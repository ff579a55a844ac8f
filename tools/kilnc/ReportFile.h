// --report: from the facts of a compilation to the file.

#ifndef KILNC_REPORTFILE_H
#define KILNC_REPORTFILE_H

#include "Kiln/Report/Report.h"
#include "Options.h"

namespace kiln::driver {

/// Sizes in the file at `objectPath`; nothing if there is no object file.
std::optional<SizeFacts> readSizesOf(llvm::StringRef objectPath);

/// Completes `facts` by what `options` name and by the object file at
/// `objectPath`, which may be empty, and writes the report of them to `os`.
/// Fails if the profile can't be read or is of another model.
llvm::Error writeReport(CompileFacts facts, const Options &options,
                        llvm::StringRef objectPath, llvm::raw_ostream &os);

} // namespace kiln::driver

#endif // KILNC_REPORTFILE_H
