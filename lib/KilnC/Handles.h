// What is behind the handles of kiln-c/Kiln.h, and how messages get to C.

#ifndef KILN_LIB_KILNC_HANDLES_H
#define KILN_LIB_KILNC_HANDLES_H

#include "Kiln/Compiler/Compiler.h"
#include "kiln-c/Kiln.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

struct kiln_options {
  kiln::ModelOptions options;
};

struct kiln_result {
  kiln::CompileResult result;
  /// All diagnostics.
  std::string text, json;
};

namespace kiln::c {

/// Copies as much of `text` as fits to the caller's `message`, with a zero
/// behind it.
void writeMessage(llvm::StringRef text, char *message, size_t size);

/// `status`, with what `error` says written to `message`.
kiln_status fail(kiln_status status, llvm::Error error, char *message,
                 size_t size);
kiln_status fail(kiln_status status, const llvm::Twine &text, char *message,
                 size_t size);

/// The handle of element `index`, or null.
template <typename Handle, typename T>
const Handle *getHandle(llvm::ArrayRef<T> elements, size_t index) {
  return index < elements.size()
             ? reinterpret_cast<const Handle *>(&elements[index])
             : nullptr;
}

} // namespace kiln::c

#endif // KILN_LIB_KILNC_HANDLES_H
