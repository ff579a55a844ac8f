// What a tool does when it cannot go on: out of memory, a fatal error inside
// LLVM, or a crash.

#ifndef KILN_TOOLS_SUPPORT_ERRORHANDLERS_H
#define KILN_TOOLS_SUPPORT_ERRORHANDLERS_H

#include "llvm/ADT/StringRef.h"

namespace kiln {

/// From now on such an error prints one line that says how to report a bug, or
/// that memory is full or a file was cut short, removes the temporary files
/// registered with LLVM, and ends the program with exit code 1, at the latest a
/// minute later. `tool`, with which most lines begin, must outlive the
/// program's use of LLVM.
void installErrorHandlers(const char *tool);

} // namespace kiln

#endif // KILN_TOOLS_SUPPORT_ERRORHANDLERS_H
